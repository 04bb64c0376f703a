// Deterministic test sounds, made from integers (and, where it says so, the C library's sine).
#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "core/analysis/analyzer.h"

namespace reprise::analysis {

using Samples = std::vector<std::int32_t>;

inline AudioFormat audio_format(std::int32_t rate, std::int32_t channels, std::int32_t bits = 16) {
  return AudioFormat{.sample_rate = rate, .channels = channels, .bits = bits};
}

inline Samples silence(const AudioFormat& format, std::int64_t frames) {
  return Samples(static_cast<std::size_t>(frames * format.channels));
}

// `value(frame, channel)` for every sample.
Samples generate(const AudioFormat& format, std::int64_t frames,
                 const std::function<double(std::int64_t, std::int32_t)>& value);

// The same sine in every channel; `peak` of full scale 1.
Samples sine(const AudioFormat& format, std::int64_t frames, double hz, double peak);

// White noise in ±peak, independent in every channel.
Samples noise(const AudioFormat& format, std::int64_t frames, double peak, std::uint64_t seed);

// Short noise bursts (5 ms, decaying) at the given frames.
void add_click(Samples& samples, const AudioFormat& format, std::int64_t at, double peak);

// Integer arithmetic only: a piece with silence, drums, square waves, noise and a full-scale part.
Samples integer_piece(const AudioFormat& format, std::int64_t frames);

// All hops of `samples`, pushed as one block, or in blocks of the sizes that `next_size` gives.
std::vector<HopAnalysis> analyse(const AudioFormat& format, const Samples& samples);
std::vector<HopAnalysis> analyse_in_blocks(const AudioFormat& format, const Samples& samples,
                                           const std::function<std::int64_t()>& next_size);

bool same(const HopAnalysis& a, const HopAnalysis& b);

}  // namespace reprise::analysis
