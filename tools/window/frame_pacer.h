// Which of many frames to show: at most so many a second, whatever the rate at which they come.
// Reads no clock; the caller says what time it is. One thread.
#pragma once

#include <chrono>

namespace reprise::tools {

class FramePacer {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit FramePacer(int frames_per_second);

  // Whether a frame may be shown now; if so, the next one only after the pause.
  bool due(Time now);

 private:
  std::chrono::steady_clock::duration pause_;
  Time next_ = Time::min();
};

}  // namespace reprise::tools
