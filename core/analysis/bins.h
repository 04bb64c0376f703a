// Which bins of a transform a band of frequencies covers, in integers. Values; any thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace reprise::analysis {

// Bins [first, end); empty when first == end.
struct BinRange {
  std::size_t first = 0;
  std::size_t end = 0;
};

// The bins k below window/2 whose frequency k · rate / window lies in [low_hz, high_hz).
inline BinRange bin_range(std::int64_t low_hz, std::int64_t high_hz, std::int64_t sample_rate,
                          std::int64_t window) {
  const auto first_at_or_above = [&](std::int64_t hz) {
    const std::int64_t bin = (hz * window + sample_rate - 1) / sample_rate;
    return static_cast<std::size_t>(std::min(bin, window / 2));
  };
  return {first_at_or_above(low_hz), first_at_or_above(high_hz)};
}

}  // namespace reprise::analysis
