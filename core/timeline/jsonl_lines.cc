#include "core/timeline/jsonl_lines.h"

#include <limits>
#include <utility>

#include "core/base/json_text.h"
#include "core/base/utf8.h"

namespace reprise::timeline {
namespace {

using Strings = std::map<std::string, std::string>;

bool is_text(const Strings& strings) {
  for (const auto& [key, value] : strings) {
    if (!is_utf8(key) || !is_utf8(value)) {
      return false;
    }
  }
  return true;
}

// One line: {"KIND":{…},"raw":…,"digest":…}
class LineWriter {
 public:
  explicit LineWriter(std::string_view kind) : json_(line_) {
    json_.begin_object();
    json_.key(kind);
    json_.begin_object();
  }
  void text(std::string_view name, std::string_view value) {
    json_.key(name);
    json_.text(value);
    whole_ = whole_ && is_utf8(value);
  }
  template <std::integral T>
  void number(std::string_view name, T value) {
    json_.key(name);
    json_.number(value);
  }
  void wide(std::string_view name, std::uint64_t value) {
    json_.key(name);
    json_.wide(value);
  }
  void base64(std::string_view name, ByteSpan bytes) {
    json_.key(name);
    json_.base64(bytes);
  }
  void strings(std::string_view name, const Strings& strings) {
    json_.key(name);
    json_.begin_object();
    for (const auto& [key, value] : strings) {
      json_.any_key(key);
      json_.text(value);
    }
    json_.end_object();
    whole_ = whole_ && is_text(strings);
  }
  // With the digest of the record; where the names are no UTF-8, with all of it.
  template <typename T>
  std::string finish_record(const T& record) {
    Bytes bytes;
    mcap::put_record(bytes, record);
    json_.end_object();
    if (!whole_) {
      base64("raw", ByteSpan(bytes).subspan(mcap::kRecordHeaderSize));
    }
    return finish(xxh3_128(bytes));
  }
  std::string finish_closing(Hash128 digest) {
    json_.end_object();
    return finish(digest);
  }

 private:
  std::string finish(Hash128 digest) {
    json_.key("digest");
    json_.text(to_hex(digest));
    json_.end_object();
    line_ += '\n';
    return std::move(line_);
  }

  std::string line_;
  JsonTextWriter json_;
  bool whole_ = true;  // every string can stand in JSON as it is
};

Result<std::uint16_t> read_id(JsonNode& object, std::string_view name) {
  TRY_ASSIGN(const JsonNode member, object.require(name));
  TRY_ASSIGN(const std::int64_t id, member.as_int(0, std::numeric_limits<std::uint16_t>::max()));
  return static_cast<std::uint16_t>(id);
}
Result<std::uint64_t> read_wide(JsonNode& object, std::string_view name) {
  TRY_ASSIGN(const JsonNode member, object.require(name));
  return member.as_uint64();
}
Result<std::string> read_text(JsonNode& object, std::string_view name) {
  TRY_ASSIGN(const JsonNode member, object.require(name));
  return member.as_text();
}
Result<Bytes> read_base64(JsonNode& object, std::string_view name) {
  TRY_ASSIGN(const JsonNode member, object.require(name));
  return member.as_base64();
}
Result<Strings> read_strings(JsonNode& object, std::string_view name) {
  TRY_ASSIGN(const JsonNode member, object.require(name));
  if (!member.is_object()) {
    return fail(member.error("expected an object"));
  }
  Strings strings;
  for (auto entry = member.first(); entry; entry = entry->next()) {
    TRY_ASSIGN(std::string value, entry->as_text());
    if (!strings.emplace(entry->key(), std::move(value)).second) {
      return fail(entry->error("stands there twice"));
    }
  }
  return strings;
}

Result<mcap::Header> read(JsonNode& object, mcap::Header header) {
  TRY_ASSIGN(const std::string format, read_text(object, "format"));
  if (format != kJsonlFormat) {
    const bool newer = format.starts_with("reprise jsonl ");
    return fail(newer ? ErrorCode::kUnsupported : ErrorCode::kInvalid,
                "the format is '" + format + "' instead of '" + std::string(kJsonlFormat) + "'",
                newer ? "use a newer version of Reprise" : "");
  }
  TRY_ASSIGN(header.profile, read_text(object, "profile"));
  TRY_ASSIGN(header.library, read_text(object, "library"));
  return header;
}
Result<mcap::Schema> read(JsonNode& object, mcap::Schema schema) {
  TRY_ASSIGN(schema.id, read_id(object, "id"));
  TRY_ASSIGN(schema.name, read_text(object, "name"));
  TRY_ASSIGN(schema.encoding, read_text(object, "encoding"));
  TRY_ASSIGN(schema.data, read_base64(object, "data"));
  return schema;
}
Result<mcap::Channel> read(JsonNode& object, mcap::Channel channel) {
  TRY_ASSIGN(channel.id, read_id(object, "id"));
  TRY_ASSIGN(channel.schema_id, read_id(object, "schema_id"));
  TRY_ASSIGN(channel.topic, read_text(object, "topic"));
  TRY_ASSIGN(channel.message_encoding, read_text(object, "message_encoding"));
  TRY_ASSIGN(channel.metadata, read_strings(object, "metadata"));
  return channel;
}
Result<OwnedAttachment> read(JsonNode& object, OwnedAttachment owned) {
  mcap::Attachment& attachment = owned.attachment;
  TRY_ASSIGN(attachment.name, read_text(object, "name"));
  TRY_ASSIGN(attachment.media_type, read_text(object, "media_type"));
  TRY_ASSIGN(attachment.log_time, read_wide(object, "log_time"));
  TRY_ASSIGN(attachment.create_time, read_wide(object, "create_time"));
  TRY_ASSIGN(owned.data, read_base64(object, "data"));
  attachment.data = owned.data;
  return owned;
}
Result<mcap::Metadata> read(JsonNode& object, mcap::Metadata metadata) {
  TRY_ASSIGN(metadata.name, read_text(object, "name"));
  TRY_ASSIGN(metadata.entries, read_strings(object, "entries"));
  return metadata;
}
Result<ChunkLine> read(JsonNode& object, ChunkLine chunk) {
  TRY_ASSIGN(chunk.records, read_wide(object, "records"));
  return chunk;
}
Result<EndLine> read(JsonNode& object, EndLine end) {
  TRY_ASSIGN(end.chunks, read_wide(object, "chunks"));
  return end;
}

template <typename T>
Result<T> read_whole(JsonNode object) {
  if (!object.is_object()) {
    return fail(object.error("expected an object"));
  }
  TRY_ASSIGN(T value, read(object, T{}));
  TRY(object.all_taken());
  return value;
}

Result<mcap::Header> parse_raw(ByteSpan raw, const mcap::Header&) {
  return mcap::parse_header(raw);
}
Result<mcap::Schema> parse_raw(ByteSpan raw, const mcap::Schema&) {
  return mcap::parse_schema(raw);
}
Result<mcap::Channel> parse_raw(ByteSpan raw, const mcap::Channel&) {
  return mcap::parse_channel(raw);
}
Result<mcap::Metadata> parse_raw(ByteSpan raw, const mcap::Metadata&) {
  return mcap::parse_metadata(raw);
}
Result<OwnedAttachment> parse_raw(ByteSpan raw, const OwnedAttachment&) {
  TRY_ASSIGN(const mcap::Attachment parsed, mcap::parse_attachment(raw));
  OwnedAttachment owned{parsed, Bytes(parsed.data.begin(), parsed.data.end())};
  owned.attachment.data = owned.data;
  return owned;
}

std::optional<Hash128> actual_digest(const OwnedAttachment& owned) {
  return digest_of(owned.attachment);
}
std::optional<Hash128> actual_digest(const ChunkLine&) {
  return std::nullopt;
}
std::optional<Hash128> actual_digest(const EndLine&) {
  return std::nullopt;
}
template <typename T>
std::optional<Hash128> actual_digest(const T& record) {
  return digest_of(record);
}

Result<std::optional<Hash128>> read_digest(JsonNode& root) {
  const auto member = root.take("digest");
  if (!member) {
    return std::nullopt;
  }
  TRY_ASSIGN(const std::string hex, member->as_text());
  const auto digest = parse_hash128(hex);
  return digest ? Result<std::optional<Hash128>>(*digest)
                : fail(member->error("expected 32 hexadecimal digits"));
}

template <typename T>
Result<ParsedLine> finish_line(JsonNode& root, T value) {
  ParsedLine line;
  TRY_ASSIGN(line.digest, read_digest(root));
  TRY(root.all_taken());
  line.actual = actual_digest(value);
  line.value = std::move(value);
  if (auto* owned = std::get_if<OwnedAttachment>(&line.value)) {
    owned->attachment.data = owned->data;
  }
  return line;
}

template <typename T>
Result<ParsedLine> record_line(JsonNode& root, const JsonNode& member) {
  if (const auto raw = root.take("raw")) {
    TRY_ASSIGN(const Bytes bytes, raw->as_base64());
    TRY_ASSIGN(T value, parse_raw(bytes, T{}));
    return finish_line(root, std::move(value));
  }
  TRY_ASSIGN(T value, read_whole<T>(member));
  return finish_line(root, std::move(value));
}
template <typename T>
Result<ParsedLine> closing_line(JsonNode& root, const JsonNode& member) {
  TRY_ASSIGN(T value, read_whole<T>(member));
  return finish_line(root, std::move(value));
}

struct LineKind {
  std::string_view name;
  Result<ParsedLine> (*parse)(JsonNode& root, const JsonNode& member);
};
constexpr LineKind kLineKinds[] = {
    {"take", record_line<mcap::Header>},
    {"schema", record_line<mcap::Schema>},
    {"channel", record_line<mcap::Channel>},
    {"attachment", record_line<OwnedAttachment>},
    {"metadata", record_line<mcap::Metadata>},
    {"chunk", closing_line<ChunkLine>},
    {"end", closing_line<EndLine>},
};

}  // namespace

std::string header_line(const mcap::Header& header) {
  LineWriter line("take");
  line.text("format", kJsonlFormat);
  line.text("profile", header.profile);
  line.text("library", header.library);
  return line.finish_record(header);
}

std::string schema_line(const mcap::Schema& schema) {
  LineWriter line("schema");
  line.number("id", schema.id);
  line.text("name", schema.name);
  line.text("encoding", schema.encoding);
  line.base64("data", schema.data);
  return line.finish_record(schema);
}

std::string channel_line(const mcap::Channel& channel) {
  LineWriter line("channel");
  line.number("id", channel.id);
  line.number("schema_id", channel.schema_id);
  line.text("topic", channel.topic);
  line.text("message_encoding", channel.message_encoding);
  line.strings("metadata", channel.metadata);
  return line.finish_record(channel);
}

std::string attachment_line(const mcap::Attachment& attachment) {
  LineWriter line("attachment");
  line.text("name", attachment.name);
  line.text("media_type", attachment.media_type);
  line.wide("log_time", attachment.log_time);
  line.wide("create_time", attachment.create_time);
  line.base64("data", attachment.data);
  return line.finish_record(attachment);
}

std::string metadata_line(const mcap::Metadata& metadata) {
  LineWriter line("metadata");
  line.text("name", metadata.name);
  line.strings("entries", metadata.entries);
  return line.finish_record(metadata);
}

std::string chunk_line(const ChunkLine& chunk, Hash128 digest) {
  LineWriter line("chunk");
  line.number("records", chunk.records);
  return line.finish_closing(digest);
}

std::string end_line(const EndLine& end, Hash128 digest) {
  LineWriter line("end");
  line.number("chunks", end.chunks);
  return line.finish_closing(digest);
}

Result<ParsedLine> parse_line(JsonNode root) {
  for (const LineKind& kind : kLineKinds) {
    if (const auto member = root.take(kind.name)) {
      return kind.parse(root, *member);
    }
  }
  return fail(root.error("no line of a take"));
}

}  // namespace reprise::timeline
