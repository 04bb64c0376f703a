// Samples as devices give them to canonical ones, and back. In memory devices know three kinds:
// 24-bit ones travel in the upper bits of 32. Little-endian, interleaved. Pure functions; any
// thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/bytes.h"
#include "tools/sound/sound_input.h"

namespace reprise::tools {

// 2 or 4.
std::size_t bytes_per_sample(SampleFormat format);
// 16 or 24.
std::int32_t canonical_bits(SampleFormat format);

// Replaces `out`. Integers of up to 24 bits are exact; the rest is rounded once, to the nearest,
// ties to even. Returns how many samples lay outside [−1, 1) and were limited; a NaN counts, and
// becomes 0.
std::int64_t to_canonical(ByteSpan samples, SampleFormat format, std::vector<std::int32_t>& out);

// Canonical samples of `bits` as kS16 (16) or kS32 (24), appended to `out`. Exact.
void append_device_samples(std::span<const std::int32_t> samples, std::int32_t bits, Bytes& out);

}  // namespace reprise::tools
