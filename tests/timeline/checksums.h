// Makes what a file says of its own bytes fit to them again, in place: the four CRCs of MCAP, and
// of a take the digests and the hash chain in its seal. So a changed byte reaches whatever stands
// behind the checksums. Records that are none, and whatever follows them, stay as they are.
// Pure; any thread.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace reprise::timeline {

void repair_checksums(std::span<std::byte> file);

// The records of each chunk that is not compressed.
std::vector<std::span<std::byte>> plain_chunks(std::span<std::byte> file);

}  // namespace reprise::timeline
