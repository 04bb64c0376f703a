#include "core/analysis/level_scale.h"

#include "core/base/check.h"

namespace reprise::analysis {

LevelScale::LevelScale() : first_bucket_(kLevelBits.front() >> kBucketShift) {
  CHECK((kLevelBits.back() >> kBucketShift) - first_bucket_ < kBuckets);
  std::uint16_t level = 0;
  for (std::size_t i = 0; i < kBuckets; ++i) {
    const auto start = (first_bucket_ + static_cast<std::uint32_t>(i)) << kBucketShift;
    while (level + 1 < kTopLevel && kLevelBits[level + std::size_t{1}] <= start) {
      ++level;
    }
    base_[i] = level;
  }
}

}  // namespace reprise::analysis
