#include "core/timeline/resealer.h"

#include <utility>

namespace reprise::timeline {
namespace {

std::int64_t count_in(const mcap::ChunkBuilder& chunk, std::optional<std::uint16_t> channel) {
  const auto index = channel ? chunk.indexes().find(*channel) : chunk.indexes().end();
  return index == chunk.indexes().end() ? 0
                                        : static_cast<std::int64_t>(index->second.entries.size());
}

}  // namespace

template <typename Record>
void Resealer::link(mcap::Opcode opcode, const Record& record) {
  Bytes bytes;
  put_record(bytes, record);
  const ByteSpan content = ByteSpan(bytes).subspan(mcap::kRecordHeaderSize);
  if (is_chained(opcode, content)) {
    chain_.add(opcode, content);
  }
}

void Resealer::start(const mcap::Header& header) {
  link(mcap::Opcode::kHeader, header);
}
void Resealer::add(const mcap::Schema& schema) {
  link(mcap::Opcode::kSchema, schema);
}
void Resealer::add(const mcap::Channel& channel) {
  link(mcap::Opcode::kChannel, channel);
  if (channel.topic == topic_name({TopicKind::kFrame, 0})) {
    frame_channel_ = channel.id;
  } else if (channel.topic == topic_name({TopicKind::kCue, 0})) {
    cue_channel_ = channel.id;
  }
}
void Resealer::add(const mcap::Attachment& attachment) {
  link(mcap::Opcode::kAttachment, attachment);
}
void Resealer::add(const mcap::Metadata& metadata) {
  link(mcap::Opcode::kMetadata, metadata);
}
void Resealer::add(const mcap::ChunkBuilder& chunk) {
  chain_.add(mcap::Opcode::kChunk, chunk.records());
  digests_.push_back(xxh3_128(chunk.records()));
  frames_ += count_in(chunk, frame_channel_);
  cues_ += count_in(chunk, cue_channel_);
}

Result<mcap::Metadata> Resealer::renew(mcap::Metadata metadata,
                                       const std::optional<TakeHeader>& take) {
  if (metadata.name == kHeaderCopyName && take) {
    return header_copy_to_metadata(packer_.pack(*take));
  }
  if (metadata.name == kChainName) {
    return chain_to_metadata(chain_);
  }
  if (metadata.name == kSealName) {
    TRY_ASSIGN(SealRecord record, seal_from_metadata(metadata));
    Seal& seal = record.seal;
    seal.frames = frames_;
    seal.cues = cues_;
    seal.take_digest = take_digest(digests_);
    if (seal.chain_head) {
      seal.chain_head = chain_.head();
    }
    return seal_to_metadata({seal, digests_});
  }
  return metadata;
}

}  // namespace reprise::timeline
