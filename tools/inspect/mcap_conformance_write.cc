#include <limits>

#include "core/mcap/writer.h"
#include "tools/inspect/mcap_conformance.h"

namespace reprise::tools {
namespace {

// The fields of one record of a case, read by name.
class Fields {
 public:
  static Result<Fields> of(const JsonField& record) {
    Fields fields;
    TRY_ASSIGN(const JsonField list, record.member("fields"));
    TRY_ASSIGN(const auto pairs, list.elements());
    for (const JsonField& pair : pairs) {
      TRY_ASSIGN(const auto both, pair.elements());
      if (both.size() != 2) {
        return fail(pair.error("expected a name and a value"));
      }
      TRY_ASSIGN(std::string name, both[0].as_string());
      fields.values_.emplace(std::move(name), both[1]);
    }
    return fields;
  }

  // What was missing or wrong in any of the reads so far; the reads themselves yield empty values.
  [[nodiscard]] const Status& status() const { return status_; }

  template <std::integral T = std::uint64_t>
  T number(const char* name) {
    return get<T>(name, [](const JsonField& field) -> Result<T> {
      TRY_ASSIGN(const std::uint64_t value, field.as_uint64());
      if (value > std::numeric_limits<T>::max()) {
        return fail(field.error("too large"));
      }
      return static_cast<T>(value);
    });
  }
  std::string text(const char* name) {
    return get<std::string>(name, [](const JsonField& field) { return field.as_string(); });
  }
  Bytes bytes(const char* name) {
    return get<Bytes>(name, [](const JsonField& field) -> Result<Bytes> {
      TRY_ASSIGN(const auto elements, field.elements());
      Bytes out;
      for (const JsonField& element : elements) {
        TRY_ASSIGN(const std::int64_t value, element.as_int(0, 255));
        out.push_back(static_cast<std::byte>(value));
      }
      return out;
    });
  }
  std::map<std::string, std::string> texts(const char* name) {
    using Texts = std::map<std::string, std::string>;
    return get<Texts>(name, [](const JsonField& field) -> Result<Texts> {
      Texts out;
      for (const auto& [key, value] : field.value().items()) {
        TRY_ASSIGN(const JsonField member, field.member(key));
        TRY_ASSIGN(out[key], member.as_string());
      }
      return out;
    });
  }

 private:
  template <typename T, typename Read>
  T get(const char* name, Read read) {
    const auto found = values_.find(name);
    Result<T> value = found == values_.end()
                          ? fail(ErrorCode::kInvalid, std::string(name) + ": missing")
                          : read(found->second);
    if (!value) {
      status_ = fail(value.error());
      return {};
    }
    return std::move(*value);
  }

  std::map<std::string, JsonField> values_;
  Status status_;
};

struct Features {
  bool chunked = false;
  mcap::WriterOptions options;
};

Result<Features> features_of(const JsonField& root) {
  TRY_ASSIGN(const JsonField meta, root.member("meta"));
  TRY_ASSIGN(const JsonField variant, meta.member("variant"));
  TRY_ASSIGN(const JsonField list, variant.member("features"));
  const auto has = [&](const char* name) {
    return std::ranges::find(list.value(), Json(name)) != list.value().end();
  };
  Features features{has("ch"), {}};
  features.options.compression = mcap::Compression::kNone;
  features.options.message_indexes = has("mx");
  features.options.repeated_schemas = has("rsh");
  features.options.repeated_channels = has("rch");
  features.options.statistics = has("st");
  features.options.metadata_indexes = has("mdx");
  features.options.attachment_indexes = has("ax");
  features.options.chunk_indexes = has("chx");
  features.options.summary_offsets = has("sum");
  return features;
}

// Writes the records of a case, into one chunk where it asks for that.
class CaseWriter {
 public:
  CaseWriter(mcap::Writer& writer, bool chunked) : writer_(writer), chunked_(chunked) {}

  Status write(const std::string& type, Fields& fields) {
    if (type == "Schema") {
      return add_schema({fields.number<std::uint16_t>("id"), fields.text("name"),
                         fields.text("encoding"), fields.bytes("data")});
    }
    if (type == "Channel") {
      return add_channel({fields.number<std::uint16_t>("id"),
                          fields.number<std::uint16_t>("schema_id"), fields.text("topic"),
                          fields.text("message_encoding"), fields.texts("metadata")});
    }
    if (type == "Message") {
      const Bytes data = fields.bytes("data");
      return add_message({fields.number<std::uint16_t>("channel_id"),
                          fields.number<std::uint32_t>("sequence"), fields.number("log_time"),
                          fields.number("publish_time"), data});
    }
    if (type == "Attachment") {
      const Bytes data = fields.bytes("data");
      return writer_.write_attachment({fields.number("log_time"), fields.number("create_time"),
                                       fields.text("name"), fields.text("media_type"), data});
    }
    if (type == "Metadata") {
      return writer_.write_metadata({fields.text("name"), fields.texts("metadata")});
    }
    return fail(ErrorCode::kInvalid, "a record of type '" + type + "' in the data section");
  }

  Status finish() {
    if (!chunk_.empty()) {
      TRY(writer_.write_chunk(chunk_));
    }
    return writer_.finish();
  }

 private:
  Status add_schema(mcap::Schema schema) {
    if (!chunked_) {
      return writer_.add_schema(std::move(schema));
    }
    chunk_.add(schema);
    return {};
  }
  Status add_channel(mcap::Channel channel) {
    if (!chunked_) {
      return writer_.add_channel(std::move(channel));
    }
    chunk_.add(channel);
    return {};
  }
  Status add_message(const mcap::Message& message) {
    if (!chunked_) {
      return writer_.write_message(message);
    }
    chunk_.add(message);
    return {};
  }

  mcap::Writer& writer_;
  bool chunked_;
  mcap::ChunkBuilder chunk_;
};

// The header comes first, the rest up to DataEnd.
Status write_case(const std::vector<JsonField>& records, const Features& features,
                  std::unique_ptr<WritableFile> file) {
  if (records.empty()) {
    return fail(ErrorCode::kInvalid, "the case has no records");
  }
  TRY_ASSIGN(Fields header, Fields::of(records.front()));
  TRY_ASSIGN(mcap::Writer writer,
             mcap::Writer::create(std::move(file), {header.text("profile"), header.text("library")},
                                  features.options));
  TRY(header.status());
  CaseWriter out(writer, features.chunked);
  for (std::size_t i = 1; i < records.size(); ++i) {
    TRY_ASSIGN(const JsonField type_field, records[i].member("type"));
    TRY_ASSIGN(const std::string type, type_field.as_string());
    if (type == "DataEnd") {
      break;
    }
    TRY_ASSIGN(Fields fields, Fields::of(records[i]));
    const Status status = out.write(type, fields);
    TRY(fields.status());
    TRY(status);
  }
  return out.finish();
}

}  // namespace

Result<Bytes> conformance_write(std::string_view case_json) {
  TRY_ASSIGN(const Json json, parse_json(case_json));
  const JsonField root(json);
  TRY_ASSIGN(const Features features, features_of(root));
  TRY_ASSIGN(const JsonField list, root.member("records"));
  TRY_ASSIGN(const auto records, list.elements());
  MemoryFileSystem memory;
  TRY_ASSIGN(auto file, memory.create("case"));
  TRY(write_case(records, features, std::move(file)));
  return memory.content("case");
}

}  // namespace reprise::tools
