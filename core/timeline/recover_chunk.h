// One chunk of a damaged file, proven by its CRC or by the digest in a seal, whichever of its
// fields are broken. One thread.
#pragma once

#include <set>

#include "core/mcap/file_window.h"
#include "core/timeline/recover_find.h"

namespace reprise::timeline {

// What a chunk's record says of itself, as far as it can be read, and what an index says of it.
struct ChunkClaim {
  std::uint64_t offset = 0;  // of its record
  std::uint64_t data_at = 0;
  std::vector<std::uint64_t> lengths;  // of the compressed records
  std::vector<std::uint64_t> sizes;    // of the unpacked ones
  std::vector<std::string> compressions;
  std::uint32_t crc = 0;  // 0 = absent
};

// Nothing when what stands there cannot be read as a chunk's fields. The opcode is not looked at.
Result<std::optional<ChunkClaim>> read_claim(const mcap::FileWindow& window, std::uint64_t offset);
// From the index, for a record that cannot be read.
Result<std::optional<ChunkClaim>> claim_from_index(const mcap::FileWindow& window,
                                                   const mcap::ChunkIndex& index,
                                                   std::int64_t shift);

// Bytes that prove_chunk() unpacks at most.
std::uint64_t most_unpacked(const ChunkClaim& claim);

struct ProvenChunk {
  FoundChunk chunk;
  Bytes records;
};
// The chunk, when its CRC or one of the digests proves a reading of the claim. Fails when the disk
// does.
Result<std::optional<ProvenChunk>> prove_chunk(mcap::FileWindow& window, const ChunkClaim& claim,
                                               const std::set<Hash128>& digests);

}  // namespace reprise::timeline
