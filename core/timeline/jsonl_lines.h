// The lines of JSONL that are no messages, as text and back: header, schemas, channels,
// attachments, metadata, the end of a chunk, the end of the data section. Each carries the digest
// of the MCAP record that it stands for. docs/FORMAT.md says why. Pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/hash.h"
#include "core/base/json_tree.h"
#include "core/mcap/format.h"

namespace reprise::timeline {

inline constexpr std::string_view kJsonlFormat = "reprise jsonl 1";

// What closes a chunk: its messages are the lines before it.
struct ChunkLine {
  std::uint64_t records = 0;
};
// What closes the data section.
struct EndLine {
  std::uint64_t chunks = 0;
};

// The text of a line, with its line feed.
std::string header_line(const mcap::Header& header);
std::string schema_line(const mcap::Schema& schema);
std::string channel_line(const mcap::Channel& channel);
std::string attachment_line(const mcap::Attachment& attachment);
std::string metadata_line(const mcap::Metadata& metadata);
std::string chunk_line(const ChunkLine& chunk, Hash128 digest);
// `digest` is take_digest() of all lines before.
std::string end_line(const EndLine& end, Hash128 digest);

// XXH3-128 of the record as it stands in an MCAP file.
template <typename T>
Hash128 digest_of(const T& record) {
  Bytes bytes;
  mcap::put_record(bytes, record);
  return xxh3_128(bytes);
}

// An attachment with its bytes.
struct OwnedAttachment {
  mcap::Attachment attachment;  // its data are those below
  Bytes data;
};

struct ParsedLine {
  std::variant<mcap::Header, mcap::Schema, mcap::Channel, OwnedAttachment, mcap::Metadata,
               ChunkLine, EndLine>
      value;
  std::optional<Hash128> digest;  // as the line says
  std::optional<Hash128> actual;  // of what it holds; none of ChunkLine and EndLine
};
// Of a line that is no message. kInvalid, naming the JSON path; kUnsupported for a newer format.
Result<ParsedLine> parse_line(JsonNode root);

}  // namespace reprise::timeline
