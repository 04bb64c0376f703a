#include "core/timeline/take_body.h"

#include <string>
#include <utility>

#include "core/timeline/topics.h"

namespace reprise::timeline {
namespace {

std::int64_t messages_of(const mcap::ChunkBuilder& chunk, std::uint16_t channel) {
  const auto found = chunk.indexes().find(channel);
  return found == chunk.indexes().end() ? 0
                                        : static_cast<std::int64_t>(found->second.entries.size());
}

}  // namespace

mcap::Header take_file_header() {
  return {"", "reprise format " + std::to_string(kFormatVersion)};
}

TakeBody::TakeBody(std::unique_ptr<mcap::DataSink> sink, std::size_t lanes)
    : sink_(std::make_unique<ChainedSink>(std::move(sink), take_file_header())), lanes_(lanes) {}

Status TakeBody::add_tables(std::vector<mcap::Schema> schemas) {
  for (mcap::Schema& schema : schemas) {
    TRY(sink_->add_schema(std::move(schema)));
  }
  for (mcap::Channel& channel : take_channels(lanes_)) {
    TRY(sink_->add_channel(std::move(channel)));
  }
  return {};
}

Status TakeBody::add_attachment(const mcap::Attachment& attachment) {
  return sink_->write_attachment(attachment);
}

void TakeBody::count_chunk(const mcap::ChunkBuilder& chunk) {
  digests_.push_back(xxh3_128(chunk.records()));
  frames_ += messages_of(chunk, channel_id({TopicKind::kFrame, 0}, lanes_));
  cues_ += messages_of(chunk, channel_id({TopicKind::kCue, 0}, lanes_));
}

Status TakeBody::add_chunk(const mcap::ChunkBuilder& chunk) {
  count_chunk(chunk);
  return sink_->write_chunk(chunk);
}

void TakeBody::note_chunk(const mcap::ChunkBuilder& chunk) {
  count_chunk(chunk);
  sink_->link_chunk(chunk);
}

Status TakeBody::add_metadata(const mcap::Metadata& metadata) {
  return sink_->write_metadata(metadata);
}

Result<Seal> TakeBody::seal(Seal seal) {
  seal.frames = frames_;
  seal.cues = cues_;
  seal.take_digest = take_digest(digests_);
  seal.chain_head = chain_head();
  TRY(sink_->write_metadata(chain_to_metadata(sink_->chain())));
  TRY(sink_->write_metadata(seal_to_metadata({seal, digests_})));
  TRY(sink_->finish());
  return seal;
}

bool TakeBody::fits(const SealRecord& seal) const {
  return seal.chunks == digests_ && seal.seal.frames == frames_ && seal.seal.cues == cues_ &&
         (!seal.seal.chain_head || *seal.seal.chain_head == chain_head());
}

Status TakeBody::seal_again(const SealRecord& seal) {
  if (!fits(seal)) {
    return fail(ErrorCode::kCorrupt, "the seal is not that of what was written");
  }
  if (seal.seal.chain_head) {
    TRY(sink_->write_metadata(chain_to_metadata(sink_->chain())));
  }
  TRY(sink_->write_metadata(seal_to_metadata(seal)));
  return sink_->finish();
}

}  // namespace reprise::timeline
