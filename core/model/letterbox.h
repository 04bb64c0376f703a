// Where a picture lies in a window: whole, centred, in its own shape. Pure functions; any thread.
#pragma once

#include <cstdint>

#include "core/model/image.h"

namespace reprise {

struct PixelRect {
  std::int32_t x = 0;
  std::int32_t y = 0;
  ImageSize size;
  friend bool operator==(const PixelRect&, const PixelRect&) = default;
};

// The largest size with `picture`'s shape that `box` has room for, rounded; at least 1x1.
ImageSize fit(ImageSize picture, ImageSize box);

// The picture at that size in the middle of the window.
PixelRect letterbox(ImageSize picture, ImageSize window);

}  // namespace reprise
