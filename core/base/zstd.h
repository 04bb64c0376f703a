// zstd frames with bounded memory. Pure functions; any thread.
#pragma once

#include <cstdint>

#include "core/base/bytes.h"
#include "core/base/error.h"

namespace reprise {

// One frame with content size, single-threaded: the same bytes for the same input and level.
Result<Bytes> zstd_compress(ByteSpan bytes, int level);

// Exactly `expected_size` bytes, or kCorrupt. Allocates no more than `expected_size`, and refuses
// an expected size that this frame cannot justify (more than 2^18 times its own).
Result<Bytes> zstd_decompress(ByteSpan frame, std::uint64_t expected_size);

}  // namespace reprise
