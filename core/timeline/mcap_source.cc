#include "core/timeline/mcap_source.h"

#include <utility>

namespace reprise::timeline {
namespace {

constexpr std::size_t kChunkBytes = 1u << 20;  // of messages that stood outside any

bool is(std::uint8_t opcode, mcap::Opcode kind) {
  return opcode == static_cast<std::uint8_t>(kind);
}

}  // namespace

Result<std::unique_ptr<McapSource>> McapSource::open(std::unique_ptr<RandomAccessFile> file,
                                                     mcap::DamageLog& log) {
  std::unique_ptr<McapSource> source(new McapSource(std::move(file), log));
  if (!source->file_.magic_at(0)) {
    return fail(ErrorCode::kCorrupt, "it does not begin as an MCAP file");
  }
  TRY_ASSIGN(source->first_, source->scanner_.next());
  const bool headed = source->first_ && is(source->first_->place.opcode, mcap::Opcode::kHeader);
  auto header = headed ? mcap::parse_header(source->first_->content) : fail(Error{});
  if (header) {
    source->header_ = std::move(*header);
    source->first_.reset();
  }
  return source;
}

Result<bool> McapSource::step(mcap::DataSink& sink) {
  auto item = std::exchange(first_, std::nullopt);
  if (!item) {
    TRY_ASSIGN(item, scanner_.next());
  }
  if (!item) {
    TRY(close_chunk(sink));
    return false;
  }
  place_ = item->place;
  if (const Status status = take_item(*item, sink); !status) {
    if (status.error().code != ErrorCode::kCorrupt) {
      return fail(status.error());
    }
    log_->add(place_.offset, place_.end() - place_.offset, status.error().message);
  }
  return true;
}

Status McapSource::take_item(const mcap::Scanner::Item& item, mcap::DataSink& sink) {
  const std::uint8_t opcode = item.place.opcode;
  if (!is(opcode, mcap::Opcode::kMessage) && !is(opcode, mcap::Opcode::kMessageIndex)) {
    TRY(close_chunk(sink));
  }
  if (is(opcode, mcap::Opcode::kChunk)) {
    return take_chunk(item.content, sink);
  }
  if (is(opcode, mcap::Opcode::kDataEnd)) {
    return check_end(item.content);
  }
  TRY(take_in({opcode, item.content}, sink));
  return chunk_.records().size() >= kChunkBytes ? close_chunk(sink) : Status();
}

// One record of the file or of a chunk.
Status McapSource::take_in(const mcap::RecordView& view, mcap::DataSink& sink) {
  switch (static_cast<mcap::Opcode>(view.opcode)) {
    case mcap::Opcode::kSchema: {
      TRY_ASSIGN(mcap::Schema schema, mcap::parse_schema(view.content));
      return sink.add_schema(std::move(schema));
    }
    case mcap::Opcode::kChannel: {
      TRY_ASSIGN(mcap::Channel channel, mcap::parse_channel(view.content));
      return sink.add_channel(std::move(channel));
    }
    case mcap::Opcode::kMessage: {
      TRY_ASSIGN(const mcap::Message message, mcap::parse_message(view.content));
      chunk_.add(message);
      return {};
    }
    case mcap::Opcode::kAttachment: {
      TRY_ASSIGN(const mcap::Attachment attachment, mcap::parse_attachment(view.content));
      return sink.write_attachment(attachment);
    }
    case mcap::Opcode::kMetadata: {
      TRY_ASSIGN(const mcap::Metadata metadata, mcap::parse_metadata(view.content));
      return sink.write_metadata(metadata);
    }
    case mcap::Opcode::kHeader:
    case mcap::Opcode::kMessageIndex:
      return {};
    default:
      return fail(ErrorCode::kCorrupt, "a record of kind " + std::to_string(view.opcode) +
                                           " has no place here and was left out");
  }
}

Status McapSource::take_chunk(ByteSpan content, mcap::DataSink& sink) {
  TRY_ASSIGN(const mcap::Chunk chunk, mcap::parse_chunk(content));
  TRY_ASSIGN(const Bytes records, mcap::unpack_chunk(chunk));
  ByteReader reader(records);
  while (const auto view = mcap::next_record(reader)) {
    TRY(take_in(*view, sink));
  }
  TRY(close_chunk(sink));
  return reader.failed() ? fail(ErrorCode::kCorrupt, "a record of a chunk is cut") : Status();
}

Status McapSource::check_end(ByteSpan content) {
  finished_ = true;
  TRY_ASSIGN(const std::uint32_t expected, mcap::parse_data_end(content));
  TRY_ASSIGN(const std::uint32_t found, file_.crc_of_start(place_.offset));
  return expected == 0 || expected == found
             ? Status()
             : fail(ErrorCode::kCorrupt, "the CRC of the data section does not match");
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
