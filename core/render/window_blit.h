// Brings a frame to the screen: into the framebuffer that the context got from its window. One
// context, one thread.
#pragma once

#include "core/render/gl_objects.h"

namespace reprise::render {

// The texture as large as `window` has room for, centred on black. A window without pixels is left
// alone. Changes no state that begin_target() does not set anew.
void blit_to_window(const Texture& frame, ImageSize window);

}  // namespace reprise::render
