// Pictures over the picture: drawn into the back buffer of the window whose context is current,
// behind the renderer's, never into a frame. The context is left as it was found. Main thread.
#pragma once

#include <memory>

#include "core/base/error.h"
#include "core/model/image.h"

namespace reprise::tools {

// One picture. Goes before the window does.
class Overlay {
 public:
  // kResource when the driver refuses.
  static Result<Overlay> create();
  Overlay(Overlay&&) noexcept;
  Overlay& operator=(Overlay&&) noexcept;
  ~Overlay();

  // RGBA, top row first, colours multiplied by alpha. Copied.
  void set(const ImageView& picture);
  // Where it was set(): its size. Nothing before.
  [[nodiscard]] ImageSize size() const;
  // With its top left pixel at x, y, counted from the window's top left.
  void draw(int x, int y, ImageSize window);

 private:
  struct Impl;
  explicit Overlay(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace reprise::tools
