// The committed constants of the analysis. Generated (make_tables.py), so that no run-time
// mathematical library, whose last digits differ from CPU to CPU, has a part in them. Constants.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace reprise::analysis {

inline constexpr std::size_t kLongestWindow = 8192;
inline constexpr std::size_t kHannQuarter = kLongestWindow / 4 + 1;
inline constexpr std::size_t kLevelCount = 365;
inline constexpr std::size_t kFluxEdges = 55;

// binary32 bits of sin²(πn/8192) up to ½: a quarter of the longest Hann window.
extern const std::array<std::uint32_t, kHannQuarter> kHannBits;

// binary32 bits of 10^((−100 + 70n/255)/20): the linear magnitude at which level n begins.
// Levels 0..255 are the bytes of a Web Audio AnalyserNode; the rest goes on to 0 dB.
extern const std::array<std::uint32_t, kLevelCount> kLevelBits;

// Borders of the bands of the spectral flux: sixths of an octave from 30 Hz.
extern const std::array<std::int32_t, kFluxEdges> kFluxEdgesHz;

}  // namespace reprise::analysis
