// Reads LZ4 frames with bounded memory. Reads only: nothing in the project writes them. Pure
// functions; any thread.
#pragma once

#include <cstdint>
#include <span>

#include "core/base/bytes.h"
#include "core/base/error.h"

namespace reprise {

// Whether a frame of `frame_size` bytes can hold that much: LZ4 expands at most 255 times.
bool lz4_can_hold(std::uint64_t expected_size, std::uint64_t frame_size);

// Fills `out` exactly with what `frame` holds (one frame, or several in a row), or kCorrupt.
// Checksums inside the frame are checked.
Status lz4_decompress(ByteSpan frame, std::span<std::byte> out);

}  // namespace reprise
