// Linear magnitude → level, in steps of 70/255 dB from −100 dB: levels 0..255 are the bytes of a
// Web Audio AnalyserNode, 364 is 0 dB. Compares with committed thresholds, so no logarithm is
// taken. A constant; any thread.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "core/analysis/tables.h"

namespace reprise::analysis {

inline constexpr std::uint16_t kTopLevel = kLevelCount - 1;

class LevelScale {
 public:
  LevelScale();

  // The last level that begins at or below `magnitude` (≥ 0, not NaN); 0 below all of them.
  [[nodiscard]] std::uint16_t level(float magnitude) const {
    const auto bits = std::bit_cast<std::uint32_t>(magnitude);
    if (bits < kLevelBits.front()) {
      return 0;
    }
    if (bits >= kLevelBits.back()) {
      return kTopLevel;
    }
    // A bucket spans at most 0.267 dB, less than a level: at most one threshold lies within.
    const std::uint32_t bucket = (bits >> kBucketShift) - first_bucket_;
    const std::uint16_t base = base_[bucket];
    return static_cast<std::uint16_t>(base + (bits >= kLevelBits[base + std::size_t{1}] ? 1 : 0));
  }

 private:
  static constexpr int kBucketShift = 18;  // 32 buckets an octave
  static constexpr std::size_t kBuckets = 17 * 32 + 32;

  std::uint32_t first_bucket_;
  std::array<std::uint16_t, kBuckets> base_{};  // the level at the start of the bucket
};

}  // namespace reprise::analysis
