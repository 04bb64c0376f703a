// A picture over the picture: drawn into the framebuffer that the context got from its window,
// behind Renderer::show(), never into a frame. Of the context of a renderer, which is there first
// and goes last; as Renderer::show() it leaves no state behind that a frame would see. One thread.
#pragma once

#include <memory>

#include "core/base/error.h"
#include "core/model/image.h"

namespace reprise::render {

class Overlay {
 public:
  // kResource when the driver refuses.
  static Result<Overlay> create();
  Overlay(Overlay&&) noexcept;
  Overlay& operator=(Overlay&&) noexcept;
  ~Overlay();

  // 8-bit RGBA, tightly packed, top row first, colours multiplied by alpha. Copied. kResource when
  // there is no memory for it.
  Status set(const ImageView& picture);
  // Of what was set(). Nothing before.
  [[nodiscard]] ImageSize size() const;
  // With its top left pixel at x, y, counted from the window's top left.
  void draw(int x, int y, ImageSize window);

 private:
  struct Impl;
  explicit Overlay(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace reprise::render
