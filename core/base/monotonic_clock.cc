#include "core/base/monotonic_clock.h"

#include <ctime>

namespace reprise {

std::int64_t monotonic_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * kSecondNs + now.tv_nsec;
}

// A signal that the tools wait for ends the sleep: their loop looks at it first.
void sleep_until(std::int64_t monotonic_ns) {
  if (monotonic_ns <= 0) {
    return;
  }
  const timespec moment{monotonic_ns / kSecondNs, monotonic_ns % kSecondNs};
  ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &moment, nullptr);
}

}  // namespace reprise
