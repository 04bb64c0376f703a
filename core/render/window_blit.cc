#include "core/render/window_blit.h"

#include <glad/gl.h>

#include "core/model/letterbox.h"

namespace reprise::render {

void blit_to_window(const Texture& frame, ImageSize window) {
  if (window.width < 1 || window.height < 1) {
    return;
  }
  const PixelRect place = letterbox(frame.size(), window);
  glBindFramebuffer(GL_DRAW_FRAMEBUFFER, 0);
  if (place.size != window) {
    glClearColor(0, 0, 0, 1);
    glClear(GL_COLOR_BUFFER_BIT);
  }
  // Both have their bottom row first; letterbox() counts from the top.
  const int bottom = window.height - place.y - place.size.height;
  glBindFramebuffer(GL_READ_FRAMEBUFFER, frame.framebuffer());
  glBlitFramebuffer(0, 0, frame.size().width, frame.size().height, place.x, bottom,
                    place.x + place.size.width, bottom + place.size.height, GL_COLOR_BUFFER_BIT,
                    place.size == frame.size() ? GL_NEAREST : GL_LINEAR);
}

}  // namespace reprise::render
