#include "tools/window/frame_slots.h"

#include "core/base/time.h"

namespace reprise::tools {
namespace {

// Nanoseconds as the samples of a grid of frames: its arithmetic is exact.
FrameGrid nanosecond_grid(Rational fps) {
  return {fps, 1'000'000'000};
}

}  // namespace

std::int64_t FrameSlots::begin_of(std::int64_t slot) const {
  return start_ns_ + nanosecond_grid(fps_).sample_of(FrameIndex{slot}).value;
}

std::int64_t FrameSlots::slot_at(std::int64_t now_ns) const {
  return nanosecond_grid(fps_).last_at_or_before(SampleIndex{now_ns - start_ns_}).value;
}

std::optional<std::int64_t> FrameSlots::take(std::int64_t now_ns) {
  const std::int64_t slot = slot_at(now_ns);
  if (slot < next_) {
    return std::nullopt;
  }
  missed_ += slot - next_;
  next_ = slot + 1;
  return slot;
}

}  // namespace reprise::tools
