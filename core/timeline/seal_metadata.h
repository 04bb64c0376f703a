// The seal and the copy of the `/take` record as MCAP metadata: strings by name, readable with any
// MCAP tool. Pure functions; any thread.
#pragma once

#include <vector>

#include "core/base/error.h"
#include "core/mcap/format.h"
#include "core/timeline/records.h"

namespace reprise::timeline {

inline constexpr std::string_view kSealName = "reprise.seal";
inline constexpr std::string_view kHeaderCopyName = "reprise.take";

struct SealRecord {
  Seal seal;
  std::vector<Hash128> chunks;  // XXH3-128 of each chunk's uncompressed records, in file order
};
mcap::Metadata seal_to_metadata(const SealRecord& record);
// kCorrupt when a field is missing or malformed, or the take digest is not that of the chunks.
Result<SealRecord> seal_from_metadata(const mcap::Metadata& metadata);

// XXH3-128 over the chunk digests, 16 bytes each, most significant first.
Hash128 take_digest(std::span<const Hash128> chunks);

// The `/take` message once more, so that one damaged chunk cannot take the whole take with it.
mcap::Metadata header_copy_to_metadata(ByteSpan message);
// That message, when the copy is unharmed; else kCorrupt.
Result<Bytes> message_of_header_copy(const mcap::Metadata& metadata);
Result<TakeHeader> header_from_metadata(const mcap::Metadata& metadata);

}  // namespace reprise::timeline
