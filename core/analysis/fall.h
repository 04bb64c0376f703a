// A value that jumps up at once and falls exponentially, in integers. Values; any thread.
#pragma once

#include <algorithm>
#include <cstdint>

#include "core/analysis/exact_math.h"

namespace reprise::analysis {

// Time constant of the fall of peak and onset strength: seen by any frame rate from 24 on.
inline constexpr double kFallSeconds = 0.1;

class Fall {
 public:
  // `step_seconds` is the time between two calls of step().
  explicit Fall(double step_seconds)
      : factor_(static_cast<std::uint64_t>(exact_exp_of_minus(step_seconds / kFallSeconds) *
                                           4294967296.0)) {}

  // max(target, what is left of the last value), 0..65535; reaches exactly 0.
  std::uint16_t step(std::uint16_t target) {
    const auto fallen = static_cast<std::uint32_t>((value_ * factor_) >> 32);
    value_ = std::max(fallen, static_cast<std::uint32_t>(target) << 16);
    return static_cast<std::uint16_t>(value_ >> 16);
  }

  // All that is carried from step to step.
  [[nodiscard]] std::uint32_t state() const { return value_; }
  void restore(std::uint32_t state) { value_ = state; }

 private:
  std::uint64_t factor_;     // of 2^32
  std::uint32_t value_ = 0;  // 16.16
};

}  // namespace reprise::analysis
