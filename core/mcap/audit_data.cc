#include "core/mcap/audit_data.h"

#include <algorithm>

#include "core/base/hash.h"

namespace reprise::mcap {
namespace {

constexpr std::string_view kMalformed = "record-malformed";

std::string channel_text(std::uint16_t id) {
  return "channel " + std::to_string(id);
}

using Entries = std::vector<std::pair<std::uint64_t, std::uint64_t>>;

Entries sorted(Entries entries) {
  std::ranges::sort(entries);
  return entries;
}

// Entries may come in any order.
bool describes(const Entries& claimed, const Entries& found) {
  return claimed == found || (claimed.size() == found.size() && sorted(claimed) == sorted(found));
}

void extend(bool first, std::uint64_t time, std::uint64_t& start, std::uint64_t& end) {
  start = first ? time : std::min(start, time);
  end = first ? time : std::max(end, time);
}

}  // namespace

Status DataAudit::take(const RecordPlace& place, ByteSpan content) {
  if (!place.is(Opcode::kMessageIndex)) {
    close_chunk();
  }
  Status status = take_known(place, content);
  if (!status && status.error().code == ErrorCode::kCorrupt) {
    findings_.error(place.offset, kMalformed, status.error().message);
    return {};
  }
  return status;
}

Status DataAudit::take_known(const RecordPlace& place, ByteSpan content) {
  switch (static_cast<Opcode>(place.opcode)) {
    case Opcode::kSchema:
      return take_schema(place.offset, content);
    case Opcode::kChannel:
      return take_channel(place.offset, content);
    case Opcode::kMessage: {
      TRY(take_message(place.offset, content));
      return {};
    }
    case Opcode::kChunk:
      return take_chunk(place, content);
    case Opcode::kMessageIndex:
      return take_message_index(place, content);
    case Opcode::kAttachment:
      return take_attachment(place, content);
    case Opcode::kMetadata:
      return take_metadata(place, content);
    default:
      findings_.error(
          place.offset, "record-misplaced",
          "a record of kind " + std::to_string(place.opcode) + " has no place in the data section");
      return {};
  }
}

Status DataAudit::take_schema(std::uint64_t offset, ByteSpan content) {
  TRY_ASSIGN(Schema schema, parse_schema(content));
  if (schema.id == 0) {
    findings_.error(offset, "schema-id", "a schema has the id 0, which means none");
    return {};
  }
  const auto [known, added] = facts_.schemas.try_emplace(schema.id, schema);
  if (!added && known->second != schema) {
    findings_.error(offset, "schema-changed",
                    "schema " + std::to_string(schema.id) + " was another one before");
  }
  return {};
}

Status DataAudit::take_channel(std::uint64_t offset, ByteSpan content) {
  TRY_ASSIGN(Channel channel, parse_channel(content));
  if (channel.schema_id != 0 && !facts_.schemas.contains(channel.schema_id)) {
    findings_.error(offset, "channel-schema",
                    channel_text(channel.id) + " has a schema that nothing declares before it");
  }
  const auto [known, added] = facts_.channels.try_emplace(channel.id, channel);
  if (!added && known->second != channel) {
    findings_.error(offset, "channel-changed",
                    channel_text(channel.id) + " was another one before");
  }
  return {};
}

Result<Message> DataAudit::take_message(std::uint64_t offset, ByteSpan content) {
  TRY_ASSIGN(const Message message, parse_message(content));
  if (!facts_.channels.contains(message.channel) && undeclared_.insert(message.channel).second) {
    findings_.error(
        offset, "message-channel",
        "a message of " + channel_text(message.channel) + ", which nothing declares before it");
  }
  extend(facts_.message_count == 0, message.log_time, facts_.start_time, facts_.end_time);
  ++facts_.message_count;
  ++facts_.messages[message.channel];
  return message;
}

Status DataAudit::take_attachment(const RecordPlace& place, ByteSpan content) {
  TRY_ASSIGN(UncheckedAttachment record, parse_attachment_unchecked(content));
  if (record.stored_crc == 0) {
    findings_.warning(place.offset, "attachment-crc-absent", "an attachment has no CRC");
  } else if (record.stored_crc != record.actual_crc) {
    findings_.error(place.offset, "attachment-crc", "the CRC of an attachment does not match");
  }
  Attachment& attachment = record.attachment;
  facts_.attachments.push_back(
      {{place.offset, place.end() - place.offset, attachment.log_time, attachment.create_time,
        attachment.data.size(), std::move(attachment.name), std::move(attachment.media_type)}});
  return {};
}

Status DataAudit::take_metadata(const RecordPlace& place, ByteSpan content) {
  TRY_ASSIGN(Metadata metadata, parse_metadata(content));
  facts_.metadata.push_back({{place.offset, place.end() - place.offset, std::move(metadata.name)}});
  return {};
}

Status DataAudit::take_chunk(const RecordPlace& place, ByteSpan content) {
  TRY_ASSIGN(Chunk chunk, parse_chunk(content));
  chunk_open_ = true;
  chunk_offset_ = place.offset;
  facts_.chunks.push_back({{chunk.start_time,
                            chunk.end_time,
                            place.offset,
                            place.end() - place.offset,
                            {},
                            0,
                            chunk.compression,
                            chunk.records.size(),
                            chunk.uncompressed_size}});
  const std::uint32_t crc = std::exchange(chunk.uncompressed_crc, 0);
  const auto records = unpack_chunk(chunk, unpacked_);
  if (!records) {
    findings_.error(place.offset, "chunk-unpack", records.error().message);
    return {};
  }
  if (crc == 0) {
    findings_.warning(place.offset, "chunk-crc-absent", "a chunk has no CRC");
  } else if (crc != crc32(*records)) {
    findings_.error(place.offset, "chunk-crc", "the CRC of a chunk does not match");
    return {};
  }
  chunk_read_ = true;
  TRY(read_chunk(*records));
  check_times(chunk);
  return {};
}

Status DataAudit::read_chunk(ByteSpan records) {
  ByteReader reader(records);
  std::uint64_t at = 0;
  while (const auto view = next_record(reader)) {
    const Status status = take_in_chunk(*view, at);
    if (!status) {
      findings_.error(chunk_offset_, kMalformed, status.error().message + " (in a chunk)");
    }
    at = reader.position();
  }
  if (reader.failed()) {
    findings_.error(chunk_offset_, kMalformed, "a record of a chunk is cut");
  }
  return {};
}

Status DataAudit::take_in_chunk(const RecordView& view, std::uint64_t offset_in_chunk) {
  switch (static_cast<Opcode>(view.opcode)) {
    case Opcode::kSchema:
      return take_schema(chunk_offset_, view.content);
    case Opcode::kChannel:
      return take_channel(chunk_offset_, view.content);
    case Opcode::kMessage: {
      TRY_ASSIGN(const Message message, take_message(chunk_offset_, view.content));
      extend(entries_.empty(), message.log_time, start_time_, end_time_);
      entries_[message.channel].emplace_back(message.log_time, offset_in_chunk);
      return {};
    }
    default:
      if (view.opcode <= static_cast<std::uint8_t>(Opcode::kDataEnd)) {
        findings_.error(
            chunk_offset_, "record-misplaced",
            "a record of kind " + std::to_string(view.opcode) + " has no place in a chunk");
      }
      return {};
  }
}

void DataAudit::check_times(const Chunk& chunk) {
  if (chunk.start_time != start_time_ || chunk.end_time != end_time_) {
    findings_.error(chunk_offset_, "chunk-times",
                    "a chunk claims other times than its messages have");
  }
}

Status DataAudit::take_message_index(const RecordPlace& place, ByteSpan content) {
  if (!chunk_open_) {
    findings_.error(place.offset, "message-index-misplaced",
                    "a message index does not follow a chunk");
    return {};
  }
  ChunkIndex& chunk = facts_.chunks.back().index;
  chunk.message_index_length += place.end() - place.offset;
  TRY_ASSIGN(MessageIndex index, parse_message_index(content));
  if (!chunk.message_index_offsets.try_emplace(index.channel, place.offset).second) {
    findings_.error(place.offset, "message-index",
                    "a second message index of " + channel_text(index.channel));
    return {};
  }
  if (chunk_read_ && !describes(index.entries, entries_[index.channel])) {
    findings_.error(place.offset, "message-index",
                    "the message index of " + channel_text(index.channel) +
                        " is not that of the chunk's messages");
  }
  return {};
}

void DataAudit::close_chunk() {
  if (!chunk_open_) {
    return;
  }
  const auto& indexes = facts_.chunks.back().index.message_index_offsets;
  for (const auto& [channel, messages] : entries_) {
    if (!messages.empty() && !indexes.empty() && !indexes.contains(channel)) {
      findings_.error(chunk_offset_, "message-index-missing",
                      "a chunk has no message index of " + channel_text(channel));
    }
  }
  entries_.clear();
  start_time_ = end_time_ = 0;
  chunk_open_ = chunk_read_ = false;
}

}  // namespace reprise::mcap
