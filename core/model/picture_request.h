// A picture that a visual state needs but does not hold: session has media decode it and hands the
// pixels to render. Values; any thread.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "core/base/time.h"

namespace reprise {

struct PictureRequest {
  std::string asset;  // name of the image or video in the take
  SampleIndex time;   // for videos: the moment inside it, on the take's clock; 0 for still images
  friend auto operator<=>(const PictureRequest&, const PictureRequest&) = default;
};

}  // namespace reprise
