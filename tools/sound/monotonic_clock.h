// Internal to tools/sound.
#pragma once

#include <cstdint>
#include <ctime>

namespace reprise::tools {

// CLOCK_MONOTONIC in ns. May be called by a device's callback.
inline std::int64_t monotonic_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

}  // namespace reprise::tools
