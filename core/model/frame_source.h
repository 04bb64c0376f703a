// Frames of a take, one after another: how verify and tests ask for pictures without knowing who
// draws them. One thread.
#pragma once

#include "core/base/error.h"
#include "core/base/time.h"
#include "core/model/image.h"

namespace reprise {

class FrameSource {
 public:
  virtual ~FrameSource() = default;
  // Frames of the export, counted from its first.
  [[nodiscard]] virtual std::int64_t frame_count() const = 0;
  // Frame `index`; indices never decrease from call to call. The view is valid until the next call.
  virtual Result<ImageView> frame(std::int64_t index) = 0;
};

}  // namespace reprise
