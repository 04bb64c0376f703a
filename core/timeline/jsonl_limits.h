// What a reader of JSONL takes, and a writer therefore writes: a file cannot ask for absurd memory
// or time. docs/FORMAT.md says why. Pure functions; any thread.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/mcap/reader.h"

namespace reprise::timeline {

// Of a line; a message may have 32 MiB, which base64 makes 43.
inline constexpr std::size_t kMaxLineBytes = 256u << 20;
// Of the records of a chunk.
inline constexpr std::size_t kMaxChunkRecords = mcap::kMaxChunkBytes - 64;

// Of `limit`, as much as a file of this size may ask of memory for a line or a chunk.
std::size_t justified_bytes(std::uint64_t file_bytes, std::size_t limit);
// Text that no take has: compressed to a far smaller file than can be.
bool expands_too_much(std::uint64_t text_bytes, std::uint64_t file_bytes);

}  // namespace reprise::timeline
