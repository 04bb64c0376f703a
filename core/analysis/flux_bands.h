// The bands of the spectral flux at one hop, as a beat tracker needs them. A view; any thread.
#pragma once

#include <cstdint>
#include <span>

namespace reprise::analysis {

// Levels in steps of 70/255 dB, not below −90 dB: of a hop, and of that two hops before.
struct FluxBands {
  std::span<const std::uint16_t> now;
  std::span<const std::uint16_t> before;
};

}  // namespace reprise::analysis
