#include <type_traits>

#include "core/base/hash.h"
#include "core/mcap/format.h"

namespace reprise::mcap {
namespace {

template <typename T>
T get_value(ByteReader& reader) {
  if constexpr (std::is_same_v<T, std::string>) {
    return reader.get_string();
  } else {
    return reader.get<T>();
  }
}

// Reads pairs into anything with emplace_hint at its end. False when they do not fit their length.
template <typename Key, typename Value, typename Pairs>
bool get_pairs(ByteReader& reader, Pairs& pairs) {
  ByteReader inner(reader.get_bytes(reader.get<std::uint32_t>()));
  while (!reader.failed() && !inner.failed() && !inner.at_end()) {
    Key key = get_value<Key>(inner);
    Value value = get_value<Value>(inner);
    pairs.emplace_hint(pairs.end(), std::move(key), std::move(value));
  }
  return !reader.failed() && !inner.failed();
}

tl::unexpected<Error> too_short(std::string_view what) {
  return fail(ErrorCode::kCorrupt, "an MCAP " + std::string(what) + " record is malformed");
}

// The value when everything was there.
template <typename T>
Result<T> checked(const ByteReader& reader, T value, std::string_view what) {
  if (reader.failed()) {
    return too_short(what);
  }
  return value;
}

}  // namespace

Result<Header> parse_header(ByteSpan content) {
  ByteReader reader(content);
  Header record;
  record.profile = reader.get_string();
  record.library = reader.get_string();
  return checked(reader, std::move(record), "Header");
}

Result<Schema> parse_schema(ByteSpan content) {
  ByteReader reader(content);
  Schema record;
  record.id = reader.get<std::uint16_t>();
  record.name = reader.get_string();
  record.encoding = reader.get_string();
  const ByteSpan data = reader.get_bytes(reader.get<std::uint32_t>());
  record.data.assign(data.begin(), data.end());
  return checked(reader, std::move(record), "Schema");
}

Result<Channel> parse_channel(ByteSpan content) {
  ByteReader reader(content);
  Channel record;
  record.id = reader.get<std::uint16_t>();
  record.schema_id = reader.get<std::uint16_t>();
  record.topic = reader.get_string();
  record.message_encoding = reader.get_string();
  if (!get_pairs<std::string, std::string>(reader, record.metadata)) {
    return too_short("Channel");
  }
  return record;
}

Result<Message> parse_message(ByteSpan content) {
  ByteReader reader(content);
  Message record;
  record.channel = reader.get<std::uint16_t>();
  record.sequence = reader.get<std::uint32_t>();
  record.log_time = reader.get<std::uint64_t>();
  record.publish_time = reader.get<std::uint64_t>();
  record.data = reader.get_bytes(reader.remaining());
  return checked(reader, record, "Message");
}

Result<Chunk> parse_chunk(ByteSpan content) {
  ByteReader reader(content);
  Chunk record;
  record.start_time = reader.get<std::uint64_t>();
  record.end_time = reader.get<std::uint64_t>();
  record.uncompressed_size = reader.get<std::uint64_t>();
  record.uncompressed_crc = reader.get<std::uint32_t>();
  record.compression = reader.get_string();
  record.records = reader.get_bytes(reader.get<std::uint64_t>());
  return checked(reader, std::move(record), "Chunk");
}

Result<MessageIndex> parse_message_index(ByteSpan content) {
  ByteReader reader(content);
  MessageIndex record;
  record.channel = reader.get<std::uint16_t>();
  ByteReader entries(reader.get_bytes(reader.get<std::uint32_t>()));
  while (!entries.failed() && !entries.at_end()) {
    const auto log_time = entries.get<std::uint64_t>();
    record.entries.emplace_back(log_time, entries.get<std::uint64_t>());
  }
  if (entries.failed()) {
    return too_short("MessageIndex");
  }
  return checked(reader, std::move(record), "MessageIndex");
}

Result<ChunkIndex> parse_chunk_index(ByteSpan content) {
  ByteReader reader(content);
  ChunkIndex record;
  record.start_time = reader.get<std::uint64_t>();
  record.end_time = reader.get<std::uint64_t>();
  record.offset = reader.get<std::uint64_t>();
  record.length = reader.get<std::uint64_t>();
  if (!get_pairs<std::uint16_t, std::uint64_t>(reader, record.message_index_offsets)) {
    return too_short("ChunkIndex");
  }
  record.message_index_length = reader.get<std::uint64_t>();
  record.compression = reader.get_string();
  record.compressed_size = reader.get<std::uint64_t>();
  record.uncompressed_size = reader.get<std::uint64_t>();
  return checked(reader, std::move(record), "ChunkIndex");
}

Result<ChunkOutline> parse_chunk_outline(ByteSpan content) {
  ByteReader reader(content);
  ChunkOutline record;
  record.start_time = reader.get<std::uint64_t>();
  record.end_time = reader.get<std::uint64_t>();
  record.offset = reader.get<std::uint64_t>();
  record.length = reader.get<std::uint64_t>();
  ByteReader offsets(reader.get_bytes(reader.get<std::uint32_t>()));
  while (!offsets.failed() && !offsets.at_end()) {
    const auto channel = offsets.get<std::uint16_t>();
    offsets.get<std::uint64_t>();
    record.channels |= channel < 64 ? std::uint64_t{1} << channel : ~std::uint64_t{0};
  }
  record.channels = record.channels == 0 ? ~std::uint64_t{0} : record.channels;
  reader.get<std::uint64_t>();                    // message_index_length
  reader.get_bytes(reader.get<std::uint32_t>());  // compression
  reader.get_bytes(2 * sizeof(std::uint64_t));    // both sizes
  return offsets.failed() ? too_short("ChunkIndex") : checked(reader, record, "ChunkIndex");
}

Result<UncheckedAttachment> parse_attachment_unchecked(ByteSpan content) {
  ByteReader reader(content);
  UncheckedAttachment record;
  record.attachment.log_time = reader.get<std::uint64_t>();
  record.attachment.create_time = reader.get<std::uint64_t>();
  record.attachment.name = reader.get_string();
  record.attachment.media_type = reader.get_string();
  record.attachment.data = reader.get_bytes(reader.get<std::uint64_t>());
  const std::size_t covered = reader.position();
  record.stored_crc = reader.get<std::uint32_t>();
  if (reader.failed()) {
    return too_short("Attachment");
  }
  record.actual_crc = crc32(content.first(covered));
  return record;
}

Result<Attachment> parse_attachment(ByteSpan content) {
  TRY_ASSIGN(UncheckedAttachment record, parse_attachment_unchecked(content));
  if (record.stored_crc != 0 && record.stored_crc != record.actual_crc) {
    return fail(ErrorCode::kCorrupt, "the CRC of an attachment does not match");
  }
  return std::move(record.attachment);
}

Result<AttachmentIndex> parse_attachment_index(ByteSpan content) {
  ByteReader reader(content);
  AttachmentIndex record;
  record.offset = reader.get<std::uint64_t>();
  record.length = reader.get<std::uint64_t>();
  record.log_time = reader.get<std::uint64_t>();
  record.create_time = reader.get<std::uint64_t>();
  record.data_size = reader.get<std::uint64_t>();
  record.name = reader.get_string();
  record.media_type = reader.get_string();
  return checked(reader, std::move(record), "AttachmentIndex");
}

Result<Statistics> parse_statistics(ByteSpan content) {
  ByteReader reader(content);
  Statistics record;
  record.message_count = reader.get<std::uint64_t>();
  record.schema_count = reader.get<std::uint16_t>();
  record.channel_count = reader.get<std::uint32_t>();
  record.attachment_count = reader.get<std::uint32_t>();
  record.metadata_count = reader.get<std::uint32_t>();
  record.chunk_count = reader.get<std::uint32_t>();
  record.start_time = reader.get<std::uint64_t>();
  record.end_time = reader.get<std::uint64_t>();
  if (!get_pairs<std::uint16_t, std::uint64_t>(reader, record.channel_message_counts)) {
    return too_short("Statistics");
  }
  return record;
}

Result<Metadata> parse_metadata(ByteSpan content) {
  ByteReader reader(content);
  Metadata record;
  record.name = reader.get_string();
  if (!get_pairs<std::string, std::string>(reader, record.entries)) {
    return too_short("Metadata");
  }
  return record;
}

Result<MetadataIndex> parse_metadata_index(ByteSpan content) {
  ByteReader reader(content);
  MetadataIndex record;
  record.offset = reader.get<std::uint64_t>();
  record.length = reader.get<std::uint64_t>();
  record.name = reader.get_string();
  return checked(reader, std::move(record), "MetadataIndex");
}

Result<SummaryOffset> parse_summary_offset(ByteSpan content) {
  ByteReader reader(content);
  SummaryOffset record;
  record.group = static_cast<Opcode>(reader.get<std::uint8_t>());
  record.start = reader.get<std::uint64_t>();
  record.length = reader.get<std::uint64_t>();
  return checked(reader, record, "SummaryOffset");
}

Result<Footer> parse_footer(ByteSpan content) {
  ByteReader reader(content);
  Footer record;
  record.summary_start = reader.get<std::uint64_t>();
  record.summary_offset_start = reader.get<std::uint64_t>();
  record.summary_crc = reader.get<std::uint32_t>();
  if (reader.failed() || !reader.at_end()) {
    return too_short("Footer");
  }
  return record;
}

Result<std::uint32_t> parse_data_end(ByteSpan content) {
  ByteReader reader(content);
  const auto crc = reader.get<std::uint32_t>();
  if (reader.failed() || !reader.at_end()) {
    return too_short("DataEnd");
  }
  return crc;
}

std::optional<RecordView> next_record(ByteReader& reader) {
  if (reader.at_end()) {
    return std::nullopt;
  }
  RecordView view;
  view.opcode = reader.get<std::uint8_t>();
  view.content = reader.get_bytes(reader.get<std::uint64_t>());
  if (reader.failed()) {
    return std::nullopt;
  }
  return view;
}

}  // namespace reprise::mcap
