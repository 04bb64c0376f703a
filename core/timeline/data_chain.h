// The hash chain of a data section: each record is bound to all that stand before it, so that its
// head names the whole content of a take, and a change shows at the first record that it touches.
// It binds content, not bytes on the disk: recompressing a chunk keeps it. Definition and reasons
// are in docs/FORMAT.md. One thread at a time, but for the two halves of ChainedSink::write_chunk.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "core/base/hash.h"
#include "core/base/side_task.h"
#include "core/mcap/data_sink.h"

namespace reprise::timeline {

inline constexpr std::string_view kChainName = "reprise.chain";

// The metadata records that a take makes of its own content: seal, header copy, chain.
bool is_own_metadata(std::string_view name);

// True of the records that are links: all of a data section but message indexes, the end, and the
// two metadata records that speak of the chain.
bool is_chained(mcap::Opcode opcode, ByteSpan content);

class DataChain {
 public:
  DataChain();
  // The content of a record for which is_chained() holds; of a chunk its uncompressed records.
  void add(mcap::Opcode opcode, ByteSpan content);

  // The latest link.
  [[nodiscard]] const Sha256& head() const { return head_; }
  // The first 16 bytes of the link behind each chunk.
  [[nodiscard]] const std::vector<Hash128>& chunk_links() const { return chunk_links_; }

 private:
  Sha256 head_;
  std::vector<Hash128> chunk_links_;
};

// What the metadata record of a chain says.
struct ChainRecord {
  Sha256 head{};
  std::vector<Hash128> chunk_links;
};
mcap::Metadata chain_to_metadata(const DataChain& chain);
// kCorrupt when a field is missing or malformed.
Result<ChainRecord> chain_from_metadata(const mcap::Metadata& metadata);

// A sink that writes to another one and keeps the chain of all that went through.
class ChainedSink final : public mcap::DataSink {
 public:
  // `header` is what `sink` was created with.
  ChainedSink(std::unique_ptr<mcap::DataSink> sink, const mcap::Header& header);

  [[nodiscard]] const DataChain& chain() const { return chain_; }

  Status add_schema(mcap::Schema schema) override;
  Status add_channel(mcap::Channel channel) override;
  Status write_attachment(const mcap::Attachment& attachment) override;
  Status write_metadata(const mcap::Metadata& metadata) override;
  Status write_chunk(const mcap::ChunkBuilder& chunk) override;
  // The halves of write_chunk, for a caller with two threads: they may run at the same time, each
  // with every chunk and in the same order.
  void link_chunk(const mcap::ChunkBuilder& chunk);
  Status pass_chunk(const mcap::ChunkBuilder& chunk, const mcap::PackedRecords& packed) {
    return sink_->write_packed(chunk, packed);
  }
  Status sync() override { return sink_->sync(); }
  Status finish() override { return sink_->finish(); }
  Status close() override { return sink_->close(); }
  [[nodiscard]] std::uint64_t size() const override { return sink_->size(); }

 private:
  template <typename Record>
  void link(mcap::Opcode opcode, const Record& record);

  std::unique_ptr<mcap::DataSink> sink_;
  DataChain chain_;
  SideTask beside_;
};

}  // namespace reprise::timeline
