#include "tools/record/live_frames.h"

#include <algorithm>
#include <cmath>

namespace reprise::tools {

FrameIndex LiveFrames::frame_at(double now) const {
  const auto sample = static_cast<std::int64_t>(std::floor(now)) - latency_;
  return grid_.last_at_or_before({sample});
}

std::optional<LiveFrames::Due> LiveFrames::due(double now) const {
  const FrameIndex index = frame_at(now);
  if (index.value < 0 || (last_ && index <= *last_)) {
    return std::nullopt;
  }
  Due due{index, grid_.sample_of(index), index, false};
  if (last_) {
    due.first_dropped = {last_->value + 1};
  }
  const SampleIndex next = grid_.sample_of({index.value + 1});
  const double gone = now - static_cast<double>(latency_ + due.sample.value);
  due.late = last_.has_value() && 2 * gone > static_cast<double>(next.value - due.sample.value);
  return due;
}

double LiveFrames::next_at(double now) const {
  const FrameIndex shown = last_ ? std::max(*last_, frame_at(now)) : frame_at(now);
  return static_cast<double>(grid_.sample_of({shown.value + 1}).value + latency_);
}

}  // namespace reprise::tools
