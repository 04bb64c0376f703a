// The records of an MCAP file as values, and their bytes: opcodes, layouts, nothing else. The
// public specification is the reference; docs/FORMAT.md says what of it a take uses. A parser
// refuses a record that is too short and ignores bytes after the fields that it knows, except in
// Message, DataEnd and Footer. Pure functions and values; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/error.h"

namespace reprise::mcap {

inline constexpr std::array<std::uint8_t, 8> kMagic{0x89, 'M', 'C', 'A', 'P', '0', '\r', '\n'};
inline constexpr std::size_t kRecordHeaderSize = 9;  // u8 opcode, u64 content length
inline constexpr std::size_t kFooterSize = 20;       // content

enum class Opcode : std::uint8_t {
  kHeader = 0x01,
  kFooter = 0x02,
  kSchema = 0x03,
  kChannel = 0x04,
  kMessage = 0x05,
  kChunk = 0x06,
  kMessageIndex = 0x07,
  kChunkIndex = 0x08,
  kAttachment = 0x09,
  kAttachmentIndex = 0x0A,
  kStatistics = 0x0B,
  kMetadata = 0x0C,
  kMetadataIndex = 0x0D,
  kSummaryOffset = 0x0E,
  kDataEnd = 0x0F,
};

// One that the specification names; the others are to be skipped.
constexpr bool is_known(std::uint8_t opcode) {
  return opcode >= static_cast<std::uint8_t>(Opcode::kHeader) &&
         opcode <= static_cast<std::uint8_t>(Opcode::kDataEnd);
}

struct Header {
  std::string profile;
  std::string library;
};
struct Schema {
  std::uint16_t id = 0;
  std::string name;
  std::string encoding;
  Bytes data;
  friend bool operator==(const Schema&, const Schema&) = default;
};
struct Channel {
  std::uint16_t id = 0;
  std::uint16_t schema_id = 0;
  std::string topic;
  std::string message_encoding;
  std::map<std::string, std::string> metadata;
  friend bool operator==(const Channel&, const Channel&) = default;
};
struct Message {
  std::uint16_t channel = 0;
  std::uint32_t sequence = 0;
  std::uint64_t log_time = 0;      // ns
  std::uint64_t publish_time = 0;  // ns
  ByteSpan data;                   // borrowed
};
struct Chunk {
  std::uint64_t start_time = 0;
  std::uint64_t end_time = 0;
  std::uint64_t uncompressed_size = 0;
  std::uint32_t uncompressed_crc = 0;  // 0 = absent
  std::string compression;
  ByteSpan records;  // compressed, borrowed
};
struct MessageIndex {
  std::uint16_t channel = 0;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> entries;  // log time, offset in the chunk
};
struct ChunkIndex {
  std::uint64_t start_time = 0;
  std::uint64_t end_time = 0;
  std::uint64_t offset = 0;  // of the chunk's record header in the file
  std::uint64_t length = 0;  // of the chunk's record, header included
  std::map<std::uint16_t, std::uint64_t> message_index_offsets;
  std::uint64_t message_index_length = 0;
  std::string compression;
  std::uint64_t compressed_size = 0;
  std::uint64_t uncompressed_size = 0;
};
// What finding messages needs of a ChunkIndex. It is parsed without an allocation: a take of hours
// has a hundred thousand.
struct ChunkOutline {
  std::uint64_t start_time = 0;
  std::uint64_t end_time = 0;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  std::uint64_t channels = 0;  // bit i: channel i < 64 has messages in it; all when unknown
};
struct Attachment {
  std::uint64_t log_time = 0;
  std::uint64_t create_time = 0;
  std::string name;
  std::string media_type;
  ByteSpan data;  // borrowed
};
struct AttachmentIndex {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  std::uint64_t log_time = 0;
  std::uint64_t create_time = 0;
  std::uint64_t data_size = 0;
  std::string name;
  std::string media_type;
};
struct Statistics {
  std::uint64_t message_count = 0;
  std::uint16_t schema_count = 0;
  std::uint32_t channel_count = 0;
  std::uint32_t attachment_count = 0;
  std::uint32_t metadata_count = 0;
  std::uint32_t chunk_count = 0;
  std::uint64_t start_time = 0;
  std::uint64_t end_time = 0;
  std::map<std::uint16_t, std::uint64_t> channel_message_counts;
};
struct Metadata {
  std::string name;
  std::map<std::string, std::string> entries;
};
struct MetadataIndex {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  std::string name;
};
struct SummaryOffset {
  Opcode group = Opcode::kSchema;
  std::uint64_t start = 0;
  std::uint64_t length = 0;
};
struct Footer {
  std::uint64_t summary_start = 0;  // 0 = no summary
  std::uint64_t summary_offset_start = 0;
  std::uint32_t summary_crc = 0;
};

// Appends a whole record (opcode, length, content) to `out`.
void put_record(Bytes& out, const Header& record);
void put_record(Bytes& out, const Schema& record);
void put_record(Bytes& out, const Channel& record);
void put_record(Bytes& out, const Message& record);
void put_record(Bytes& out, const Chunk& record);
void put_record(Bytes& out, const MessageIndex& record);
void put_record(Bytes& out, const ChunkIndex& record);
void put_record(Bytes& out, const Attachment& record);  // with its CRC
void put_record(Bytes& out, const AttachmentIndex& record);
void put_record(Bytes& out, const Statistics& record);
void put_record(Bytes& out, const Metadata& record);
void put_record(Bytes& out, const MetadataIndex& record);
void put_record(Bytes& out, const SummaryOffset& record);
void put_record(Bytes& out, const Footer& record);
void put_data_end(Bytes& out, std::uint32_t data_section_crc);

// Content (without opcode and length) to value; kCorrupt when it does not hold the fields. Views
// point into `content`.
Result<Header> parse_header(ByteSpan content);
Result<Schema> parse_schema(ByteSpan content);
Result<Channel> parse_channel(ByteSpan content);
Result<Message> parse_message(ByteSpan content);
Result<Chunk> parse_chunk(ByteSpan content);
Result<MessageIndex> parse_message_index(ByteSpan content);
Result<ChunkIndex> parse_chunk_index(ByteSpan content);
Result<ChunkOutline> parse_chunk_outline(ByteSpan content);
// With the CRC that the attachment says, 0 for none, and that of the bytes it covers.
struct UncheckedAttachment {
  Attachment attachment;
  std::uint32_t stored_crc = 0;
  std::uint32_t actual_crc = 0;
};
Result<UncheckedAttachment> parse_attachment_unchecked(ByteSpan content);
// Checks the attachment's CRC.
Result<Attachment> parse_attachment(ByteSpan content);
Result<AttachmentIndex> parse_attachment_index(ByteSpan content);
Result<Statistics> parse_statistics(ByteSpan content);
Result<Metadata> parse_metadata(ByteSpan content);
Result<MetadataIndex> parse_metadata_index(ByteSpan content);
Result<SummaryOffset> parse_summary_offset(ByteSpan content);
Result<Footer> parse_footer(ByteSpan content);
Result<std::uint32_t> parse_data_end(ByteSpan content);

// One record inside a buffer (a chunk's records, the summary).
struct RecordView {
  std::uint8_t opcode = 0;
  ByteSpan content;
};
// The next record of `reader`; none at its end, or (reader.failed()) when the rest is no record.
std::optional<RecordView> next_record(ByteReader& reader);

}  // namespace reprise::mcap
