#include "tools/window/frame_pacer.h"

#include "core/base/check.h"

namespace reprise::tools {

FramePacer::FramePacer(int frames_per_second)
    : pause_(std::chrono::steady_clock::duration(std::chrono::seconds(1)) / frames_per_second) {
  CHECK(frames_per_second > 0);
}

bool FramePacer::due(Time now) {
  if (now < next_) {
    return false;
  }
  next_ = now + pause_;
  return true;
}

}  // namespace reprise::tools
