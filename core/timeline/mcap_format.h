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

namespace reprise::timeline {

inline constexpr std::array<std::uint8_t, 8> kMcapMagic{0x89, 'M', 'C', 'A', 'P', '0', '\r', '\n'};
inline constexpr std::size_t kMcapRecordHeaderSize = 9;  // u8 opcode, u64 content length
inline constexpr std::size_t kMcapFooterSize = 20;       // content

enum class McapOpcode : std::uint8_t {
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

struct McapHeader {
  std::string profile;
  std::string library;
};
struct McapSchema {
  std::uint16_t id = 0;
  std::string name;
  std::string encoding;
  Bytes data;
  friend bool operator==(const McapSchema&, const McapSchema&) = default;
};
struct McapChannel {
  std::uint16_t id = 0;
  std::uint16_t schema_id = 0;
  std::string topic;
  std::string message_encoding;
  std::map<std::string, std::string> metadata;
  friend bool operator==(const McapChannel&, const McapChannel&) = default;
};
struct McapMessage {
  std::uint16_t channel = 0;
  std::uint32_t sequence = 0;
  std::uint64_t log_time = 0;      // ns
  std::uint64_t publish_time = 0;  // ns
  ByteSpan data;                   // borrowed
};
struct McapChunk {
  std::uint64_t start_time = 0;
  std::uint64_t end_time = 0;
  std::uint64_t uncompressed_size = 0;
  std::uint32_t uncompressed_crc = 0;  // 0 = absent
  std::string compression;
  ByteSpan records;  // compressed, borrowed
};
struct McapMessageIndex {
  std::uint16_t channel = 0;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> entries;  // log time, offset in the chunk
};
struct McapChunkIndex {
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
struct McapAttachment {
  std::uint64_t log_time = 0;
  std::uint64_t create_time = 0;
  std::string name;
  std::string media_type;
  ByteSpan data;  // borrowed
};
struct McapAttachmentIndex {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  std::uint64_t log_time = 0;
  std::uint64_t create_time = 0;
  std::uint64_t data_size = 0;
  std::string name;
  std::string media_type;
};
struct McapStatistics {
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
struct McapMetadata {
  std::string name;
  std::map<std::string, std::string> entries;
};
struct McapMetadataIndex {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  std::string name;
};
struct McapSummaryOffset {
  McapOpcode group = McapOpcode::kSchema;
  std::uint64_t start = 0;
  std::uint64_t length = 0;
};
struct McapFooter {
  std::uint64_t summary_start = 0;  // 0 = no summary
  std::uint64_t summary_offset_start = 0;
  std::uint32_t summary_crc = 0;
};

// Appends a whole record (opcode, length, content) to `out`.
void put_record(Bytes& out, const McapHeader& record);
void put_record(Bytes& out, const McapSchema& record);
void put_record(Bytes& out, const McapChannel& record);
void put_record(Bytes& out, const McapMessage& record);
void put_record(Bytes& out, const McapChunk& record);
void put_record(Bytes& out, const McapMessageIndex& record);
void put_record(Bytes& out, const McapChunkIndex& record);
void put_record(Bytes& out, const McapAttachment& record);  // with its CRC
void put_record(Bytes& out, const McapAttachmentIndex& record);
void put_record(Bytes& out, const McapStatistics& record);
void put_record(Bytes& out, const McapMetadata& record);
void put_record(Bytes& out, const McapMetadataIndex& record);
void put_record(Bytes& out, const McapSummaryOffset& record);
void put_record(Bytes& out, const McapFooter& record);
void put_data_end(Bytes& out, std::uint32_t data_section_crc);

// Content (without opcode and length) to value; kCorrupt when it does not hold the fields. Views
// point into `content`.
Result<McapHeader> parse_header(ByteSpan content);
Result<McapSchema> parse_schema(ByteSpan content);
Result<McapChannel> parse_channel(ByteSpan content);
Result<McapMessage> parse_message(ByteSpan content);
Result<McapChunk> parse_chunk(ByteSpan content);
Result<McapMessageIndex> parse_message_index(ByteSpan content);
Result<McapChunkIndex> parse_chunk_index(ByteSpan content);
// Checks the attachment's CRC.
Result<McapAttachment> parse_attachment(ByteSpan content);
Result<McapAttachmentIndex> parse_attachment_index(ByteSpan content);
Result<McapStatistics> parse_statistics(ByteSpan content);
Result<McapMetadata> parse_metadata(ByteSpan content);
Result<McapMetadataIndex> parse_metadata_index(ByteSpan content);
Result<McapSummaryOffset> parse_summary_offset(ByteSpan content);
Result<McapFooter> parse_footer(ByteSpan content);
Result<std::uint32_t> parse_data_end(ByteSpan content);

// One record inside a buffer (a chunk's records, the summary).
struct McapRecordView {
  std::uint8_t opcode = 0;
  ByteSpan content;
};
// The next record of `reader`; none at its end, or (reader.failed()) when the rest is no record.
std::optional<McapRecordView> next_record(ByteReader& reader);

}  // namespace reprise::timeline
