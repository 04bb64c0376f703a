// The parts of a take's file in their order, on any sink: tables, attachments, chunks, copy of the
// header, chain, seal. What every take has in common, whether it is recorded or recovered. Knows no
// files' names. One thread at a time, but for the two halves of add_chunk.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/timeline/data_chain.h"
#include "core/timeline/seal_metadata.h"

namespace reprise::timeline {

// What a take's sink is created with.
mcap::Header take_file_header();

class TakeBody {
 public:
  // `sink` was created with take_file_header().
  TakeBody(std::unique_ptr<mcap::DataSink> sink, std::size_t lanes);

  // In this order; chunks, metadata and syncs mix. Every call reports its own failure.
  // The schemas are those of take_schemas(), or of the same tables as another version knew them.
  Status add_tables(std::vector<mcap::Schema> schemas);
  Status add_attachment(const mcap::Attachment& attachment);
  // The builder's channels are those of take_channels().
  Status add_chunk(const mcap::ChunkBuilder& chunk);
  // The halves of add_chunk, for a caller with two threads: they may run at the same time, each
  // with every chunk and in the same order. Counts and hashes; writes what was compressed before.
  void note_chunk(const mcap::ChunkBuilder& chunk);
  Status put_chunk(const mcap::ChunkBuilder& chunk, const mcap::PackedRecords& packed) {
    return sink_->pass_chunk(chunk, packed);
  }
  Status add_metadata(const mcap::Metadata& metadata);
  Status sync() { return sink_->sync(); }

  // Fills in frames, cues and the digests, then chain, seal, and the end of the file.
  Result<Seal> seal(Seal seal);
  // Ends with a seal that was made before; a chain record is written when the seal knows one.
  // kCorrupt when it is not the seal of what was written.
  Status seal_again(const SealRecord& seal);
  // Closes without seal and end.
  Status close() { return sink_->close(); }

  [[nodiscard]] const std::vector<Hash128>& digests() const { return digests_; }
  [[nodiscard]] const Sha256& chain_head() const { return sink_->chain().head(); }
  // Whether `seal` is that of what was written so far.
  [[nodiscard]] bool fits(const SealRecord& seal) const;
  [[nodiscard]] std::uint64_t size() const { return sink_->size(); }

 private:
  void count_chunk(const mcap::ChunkBuilder& chunk);

  std::unique_ptr<ChainedSink> sink_;
  std::size_t lanes_;
  std::vector<Hash128> digests_;  // of each chunk
  std::int64_t frames_ = 0;
  std::int64_t cues_ = 0;
};

}  // namespace reprise::timeline
