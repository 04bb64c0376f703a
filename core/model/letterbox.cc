#include "core/model/letterbox.h"

#include <algorithm>

namespace reprise {
namespace {

// round(value · num / den), at least 1.
std::int32_t scaled(std::int32_t value, std::int32_t num, std::int32_t den) {
  const std::int64_t twice = 2 * std::int64_t{value} * num + den;
  return static_cast<std::int32_t>(std::max<std::int64_t>(1, twice / (2 * std::int64_t{den})));
}

}  // namespace

ImageSize fit(ImageSize picture, ImageSize box) {
  const bool full_width =
      std::int64_t{box.width} * picture.height <= std::int64_t{box.height} * picture.width;
  if (full_width) {
    return {box.width, std::min(scaled(picture.height, box.width, picture.width), box.height)};
  }
  return {std::min(scaled(picture.width, box.height, picture.height), box.width), box.height};
}

PixelRect letterbox(ImageSize picture, ImageSize window) {
  const ImageSize size = fit(picture, window);
  return {(window.width - size.width) / 2, (window.height - size.height) / 2, size};
}

}  // namespace reprise
