// Waiting for another thread by looking again: for the side that may sleep when the other one may
// not make the system call that would wake it. Sleeps grow from the first to the longest, so that a
// busy pair meets soon and an idle one costs next to nothing. One thread.
#pragma once

#include <algorithm>
#include <chrono>
#include <thread>

namespace reprise {

class Poll {
 public:
  Poll(std::chrono::microseconds first, std::chrono::microseconds longest)
      : next_(first), longest_(longest) {}

  // Returns when `done()` holds.
  template <typename Done>
  void until(Done done) {
    while (!done()) {
      std::this_thread::sleep_for(next_);
      next_ = std::min(2 * next_, longest_);
    }
  }

 private:
  std::chrono::microseconds next_;
  std::chrono::microseconds longest_;
};

}  // namespace reprise
