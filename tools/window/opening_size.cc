#include "tools/window/opening_size.h"

#include "core/model/letterbox.h"

namespace reprise::tools {
namespace {

constexpr ImageSize kSmallest{320, 180};

bool has_room(ImageSize box, ImageSize picture) {
  return picture.width <= box.width && picture.height <= box.height;
}

}  // namespace

ImageSize opening_size(ImageSize picture, ImageSize screen) {
  const ImageSize limit{screen.width * 3 / 4, screen.height * 3 / 4};
  if (!has_room(limit, picture)) {
    return fit(picture, limit);
  }
  return has_room(kSmallest, picture) ? fit(picture, kSmallest) : picture;
}

}  // namespace reprise::tools
