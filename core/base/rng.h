// Randomness that is a pure function: Philox4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random
// numbers: as easy as 1, 2, 3", SC 2011) keyed by (seed, stream, hop). Values; any thread.
#pragma once

#include <array>
#include <cstdint>

#include "core/base/time.h"

namespace reprise {

// The published function, for its known-answer tests: counter and key in, four words out.
std::array<std::uint32_t, 4> philox4x32_10(std::array<std::uint32_t, 4> counter,
                                           std::array<std::uint32_t, 2> key);

// `stream` separates independent uses at one hop (an FNV-1a of a name, or an index).
std::uint64_t random_bits(std::uint64_t seed, std::uint32_t stream, HopIndex hop);
// Uniform in [0, bound); bound > 0. Bias below 2^-32.
std::uint32_t random_below(std::uint64_t seed, std::uint32_t stream, HopIndex hop,
                           std::uint32_t bound);
// Uniform in [0, 1), 24 random bits.
float random_unit(std::uint64_t seed, std::uint32_t stream, HopIndex hop);

}  // namespace reprise
