// The clock that a live show is paced by: the system's monotonic one, in nanoseconds. Any thread.
#pragma once

#include <cstdint>

namespace reprise {

inline constexpr std::int64_t kSecondNs = 1'000'000'000;

// CLOCK_MONOTONIC.
std::int64_t monotonic_ns();

// Sleeps, never spins; returns at once when the moment has passed, and early on a signal.
void sleep_until(std::int64_t monotonic_ns);

}  // namespace reprise
