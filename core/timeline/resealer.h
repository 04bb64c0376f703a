// Follows a data section and makes anew what in it speaks of the rest: the copy of the `/take`
// record, the hash chain, the seal. For takes that were edited. One thread.
#pragma once

#include <optional>

#include "core/mcap/chunk_builder.h"
#include "core/timeline/data_chain.h"
#include "core/timeline/record_codec.h"
#include "core/timeline/seal_metadata.h"

namespace reprise::timeline {

class Resealer {
 public:
  // What went into the data section, in order.
  void start(const mcap::Header& header);
  void add(const mcap::Schema& schema);
  void add(const mcap::Channel& channel);
  void add(const mcap::Attachment& attachment);
  void add(const mcap::Metadata& metadata);
  void add(const mcap::ChunkBuilder& chunk);

  // The same metadata as it must be behind all that was added; what does not depend on the rest
  // comes back as it is. Lengths and hashes of sound in a seal stay. kCorrupt when a seal cannot be
  // read.
  Result<mcap::Metadata> renew(mcap::Metadata metadata, const std::optional<TakeHeader>& take);

  [[nodiscard]] std::uint64_t chunks() const { return digests_.size(); }

 private:
  template <typename Record>
  void link(mcap::Opcode opcode, const Record& record);

  DataChain chain_;
  RecordPacker packer_;
  std::vector<Hash128> digests_;
  std::optional<std::uint16_t> frame_channel_;
  std::optional<std::uint16_t> cue_channel_;
  std::int64_t frames_ = 0;
  std::int64_t cues_ = 0;
};

}  // namespace reprise::timeline
