// libav's decoded samples to canonical ones: exact for integers of up to 24 bits, rounded once to
// the nearest (ties to even) for the rest. Internal to core/media. Pure functions; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/media/av_io.h"

namespace reprise::media {

// 16 for integers of up to 16 bits, else 24; nothing for formats that are not PCM.
std::optional<std::int32_t> canonical_bits(AVSampleFormat format);

// Appends frames [from, from + count) of `frame`, interleaved, to `out`. Returns how many samples
// lay outside [−1, 1) and were limited; a NaN counts, and becomes 0.
std::int64_t append_canonical(const AVFrame& frame, std::int64_t from, std::int64_t count,
                              std::vector<std::int32_t>& out);

}  // namespace reprise::media
