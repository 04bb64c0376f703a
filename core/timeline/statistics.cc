#include "core/timeline/statistics.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "core/base/zstd.h"
#include "core/mcap/record_stream.h"

namespace reprise::timeline {
namespace {

constexpr int kLevel = 1;

class Statistician {
 public:
  Statistician(const mcap::File& file, mcap::DamageLog& log) : file_(file), log_(log) {}

  Result<FileStatistics> run() {
    mcap::RecordStream stream(file_, log_);
    while (true) {
      TRY_ASSIGN(const auto record, stream.next());
      if (!record) {
        break;
      }
      const bool inside = record->offset_in_chunk.has_value();
      if (inside != inside_ || record->is(mcap::Opcode::kChunk)) {
        TRY(compress_all());
        inside_ = inside;
      }
      if (!inside) {
        count_container(*record);
      }
      if (const Status status = take_in(*record); !status) {
        log_.add(record->offset, record->content.size(), status.error().message);
      }
    }
    TRY(compress_all());
    return finish();
  }

 private:
  struct Topic {
    mcap::Channel channel;
    TopicBytes bytes;
    std::optional<FlatAccount> account;
    Bytes pending;  // records that are to be compressed together
  };

  void count_container(const mcap::StreamRecord& record) {
    const std::uint64_t bytes = record.content.size() + mcap::kRecordHeaderSize;
    ContainerBytes& sums = out_.container;
    counted_ += bytes;
    if (behind_data_) {
      sums.summary += bytes;
      return;
    }
    switch (static_cast<mcap::Opcode>(record.opcode)) {
      case mcap::Opcode::kChunk: {
        const auto chunk = mcap::parse_chunk(record.content);
        const std::uint64_t stored = chunk ? chunk->records.size() : 0;
        sums.chunk_data += stored;
        sums.chunk_headers += bytes - stored;
        out_.unpacked_bytes += chunk ? chunk->uncompressed_size : 0;
        ++out_.chunks;
        return;
      }
      case mcap::Opcode::kMessageIndex:
        sums.message_indexes += bytes;
        return;
      case mcap::Opcode::kSchema:
      case mcap::Opcode::kChannel:
        sums.schemas_and_channels += bytes;
        return;
      case mcap::Opcode::kMessage:
        sums.messages += bytes;
        return;
      case mcap::Opcode::kAttachment:
        sums.attachments += bytes;
        return;
      case mcap::Opcode::kMetadata:
        sums.metadata += bytes;
        return;
      case mcap::Opcode::kDataEnd:
        behind_data_ = true;
        counted_ -= bytes;  // counts as other
        return;
      default:
        counted_ -= bytes;
        return;
    }
  }

  Status take_in(const mcap::StreamRecord& record) {
    if (behind_data_) {
      return {};
    }
    if (record.is(mcap::Opcode::kSchema)) {
      TRY_ASSIGN(mcap::Schema schema, mcap::parse_schema(record.content));
      const std::uint16_t id = schema.id;
      schemas_.try_emplace(id, std::move(schema));
    } else if (record.is(mcap::Opcode::kChannel)) {
      TRY_ASSIGN(mcap::Channel channel, mcap::parse_channel(record.content));
      add_channel(std::move(channel));
    } else if (record.is(mcap::Opcode::kMessage)) {
      TRY_ASSIGN(const mcap::Message message, mcap::parse_message(record.content));
      return add_message(message, record.content);
    }
    return {};
  }

  void add_channel(mcap::Channel channel) {
    Topic& topic = topics_[channel.id];
    if (!topic.bytes.topic.empty()) {
      return;  // said again
    }
    topic.bytes.topic = channel.topic;
    topic.channel = std::move(channel);
  }

  // nullptr when messages of the channel are no FlatBuffers.
  std::shared_ptr<const FlatSchema> flat_schema_of(const mcap::Channel& channel) {
    const auto schema = schemas_.find(channel.schema_id);
    if (channel.message_encoding != "flatbuffer" || schema == schemas_.end()) {
      return nullptr;
    }
    const auto [place, added] = parsed_.try_emplace(channel.schema_id);
    if (added) {
      if (auto flat = FlatSchema::parse(schema->second.data, schema->second.name)) {
        place->second = std::make_shared<const FlatSchema>(std::move(*flat));
      }
    }
    return place->second;
  }

  Status add_message(const mcap::Message& message, ByteSpan content) {
    const auto found = topics_.find(message.channel);
    if (found == topics_.end()) {
      return fail(ErrorCode::kCorrupt, "a message of a channel that nothing declares");
    }
    Topic& topic = found->second;
    if (topic.bytes.messages == 0) {
      if (auto schema = flat_schema_of(topic.channel)) {
        topic.account.emplace(std::move(schema));
      }
    }
    ++topic.bytes.messages;
    topic.bytes.message_bytes += message.data.size();
    topic.bytes.record_bytes += mcap::kRecordHeaderSize + content.size();
    if (topic.account) {
      topic.account->add(message.data);
    }
    if (topic.pending.empty()) {
      pending_.push_back(&topic);
    }
    mcap::put_record(topic.pending, message);
    constexpr std::size_t kUnchunkedBytes = std::size_t{1} << 20;
    return inside_ || topic.pending.size() < kUnchunkedBytes ? Status() : compress(topic);
  }

  static Status compress(Topic& topic) {
    if (!topic.pending.empty()) {
      TRY_ASSIGN(const Bytes packed, zstd_compress(topic.pending, kLevel));
      topic.bytes.alone_bytes += packed.size();
      topic.pending.clear();
    }
    return {};
  }

  Status compress_all() {
    for (Topic* const topic : pending_) {
      TRY(compress(*topic));
    }
    pending_.clear();
    return {};
  }

  FileStatistics finish() {
    out_.file_bytes = file_.size();
    out_.container.other = out_.file_bytes - std::min(counted_, out_.file_bytes);
    for (auto& [id, topic] : topics_) {
      if (topic.bytes.messages > 0) {
        topic.bytes.fields = topic.account ? topic.account->fields() : std::vector<FieldBytes>();
        out_.topics.push_back(std::move(topic.bytes));
      }
    }
    return std::move(out_);
  }

  const mcap::File& file_;
  mcap::DamageLog& log_;
  std::map<std::uint16_t, mcap::Schema> schemas_;
  std::map<std::uint16_t, std::shared_ptr<const FlatSchema>> parsed_;  // nullptr: is none
  std::map<std::uint16_t, Topic> topics_;
  std::vector<Topic*> pending_;  // with records to compress
  bool inside_ = false;          // of a chunk
  FileStatistics out_;
  std::uint64_t counted_ = 0;  // bytes of records that have a place in ContainerBytes
  bool behind_data_ = false;
};

}  // namespace

Result<FileStatistics> file_statistics(const mcap::File& file, mcap::DamageLog& log) {
  return Statistician(file, log).run();
}

}  // namespace reprise::timeline
