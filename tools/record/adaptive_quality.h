// When to draw with less effort, and when with more again: from how many frames were dropped. Reads
// no clock. One thread.
#pragma once

#include <cstdint>
#include <optional>

#include "core/model/visual_state.h"

namespace reprise::tools {

class AdaptiveQuality {
 public:
  // Never above `most`.
  explicit AdaptiveQuality(Quality most) : most_(most), now_(most) {}

  // About once a second: frames shown and dropped since the last call, and which share of its time
  // drawing a frame took. The quality from now on, when it changes: one step down when more than a
  // tenth was dropped, one up after 20 s without a loss in which less than half of the time was
  // needed.
  std::optional<Quality> update(std::int64_t shown, std::int64_t dropped, double load);

  // The performer has set it: that is the most from now on.
  void set(Quality quality);

 private:
  Quality most_;
  Quality now_;
  int calm_ = 0;     // s
  int waiting_ = 0;  // s until the last step shows
};

}  // namespace reprise::tools
