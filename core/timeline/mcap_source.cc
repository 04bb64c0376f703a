#include "core/timeline/mcap_source.h"

#include <string>
#include <utility>

namespace reprise::timeline {
namespace {

constexpr std::size_t kChunkBytes = 1u << 20;  // of messages that stood outside any

}  // namespace

Result<std::unique_ptr<McapSource>> McapSource::open(std::unique_ptr<RandomAccessFile> file,
                                                     mcap::DamageLog& log) {
  std::unique_ptr<McapSource> source(new McapSource(std::move(file), log));
  TRY_ASSIGN(source->first_, source->stream_.next());
  source->take_header();
  return source;
}

void McapSource::take_header() {
  if (!first_ || !first_->is(mcap::Opcode::kHeader)) {
    return;
  }
  if (auto header = mcap::parse_header(first_->content)) {
    header_ = std::move(*header);
  } else {
    note(*first_, header.error().message);
  }
  first_.reset();
}

Result<bool> McapSource::step(mcap::DataSink& sink) {
  if (finished_) {
    return false;
  }
  auto record = std::exchange(first_, std::nullopt);
  if (!record) {
    TRY_ASSIGN(record, stream_.next());
  }
  const bool loose = !record || !record->offset_in_chunk;
  const bool gathers =
      record && (record->is(mcap::Opcode::kMessage) || record->is(mcap::Opcode::kMessageIndex));
  if (loose && (inside_ || !gathers)) {
    TRY(close_chunk(sink));
  }
  inside_ = !loose;
  if (!record || record->is(mcap::Opcode::kDataEnd)) {
    finished_ = record.has_value();
    return false;
  }
  if (loose) {
    bytes_read_ = record->offset + mcap::kRecordHeaderSize + record->content.size();
  }
  TRY(take(*record, sink));
  if (loose && chunk_.records().size() >= kChunkBytes) {
    TRY(close_chunk(sink));
  }
  return true;
}

// Only the sink fails.
Status McapSource::take(const mcap::StreamRecord& record, mcap::DataSink& sink) {
  switch (static_cast<mcap::Opcode>(record.opcode)) {
    case mcap::Opcode::kSchema:
      return hand_on(record, mcap::parse_schema(record.content),
                     [&](mcap::Schema schema) { return sink.add_schema(std::move(schema)); });
    case mcap::Opcode::kChannel:
      return hand_on(record, mcap::parse_channel(record.content), [&](mcap::Channel channel) {
        channels_.insert(channel.id);
        return sink.add_channel(std::move(channel));
      });
    case mcap::Opcode::kMessage:
      add_message(record);
      return {};
    case mcap::Opcode::kAttachment:
      return hand_on(
          record, mcap::parse_attachment(record.content),
          [&](const mcap::Attachment& attachment) { return sink.write_attachment(attachment); });
    case mcap::Opcode::kMetadata:
      return hand_on(record, mcap::parse_metadata(record.content),
                     [&](const mcap::Metadata& metadata) { return sink.write_metadata(metadata); });
    case mcap::Opcode::kHeader:
    case mcap::Opcode::kChunk:  // what stands in it comes next
    case mcap::Opcode::kMessageIndex:
      return {};
    default:
      if (record.opcode <= static_cast<std::uint8_t>(mcap::Opcode::kDataEnd)) {
        note(record, "a record of kind " + std::to_string(record.opcode) +
                         " has no place here and was left out");
      }
      return {};
  }
}

void McapSource::add_message(const mcap::StreamRecord& record) {
  const auto message = mcap::parse_message(record.content);
  if (!message) {
    note(record, message.error().message);
  } else if (!channels_.contains(message->channel)) {
    note(record, "a message of a channel that nothing declares was left out");
  } else {
    chunk_.add(*message);
  }
}

template <typename Record, typename HandOn>
Status McapSource::hand_on(const mcap::StreamRecord& from, Result<Record> record, HandOn on) {
  if (!record) {
    note(from, record.error().message);
    return {};
  }
  return on(std::move(*record));
}

// Of a chunk the others stay, so no bytes of the file are lost.
void McapSource::note(const mcap::StreamRecord& record, std::string what) {
  const std::uint64_t bytes =
      record.offset_in_chunk ? 0 : mcap::kRecordHeaderSize + record.content.size();
  log_->add(record.offset, bytes, std::move(what));
}

Status McapSource::close_chunk(mcap::DataSink& sink) {
  if (chunk_.empty()) {
    return {};
  }
  TRY(sink.write_chunk(chunk_));
  chunk_.clear();
  return {};
}

}  // namespace reprise::timeline
