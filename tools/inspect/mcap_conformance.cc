#include "tools/inspect/mcap_conformance.h"

#include "core/mcap/indexed_reader.h"
#include "core/mcap/record_stream.h"

namespace reprise::tools {
namespace {

using mcap::Opcode;

Json number(std::uint64_t value) {
  return std::to_string(value);
}

Json bytes(ByteSpan data) {
  Json array = Json::array();
  for (const std::byte byte : data) {
    array.push_back(std::to_string(static_cast<unsigned>(byte)));
  }
  return array;
}

Json texts(const std::map<std::string, std::string>& map) {
  Json object = Json::object();
  for (const auto& [key, value] : map) {
    object[key] = value;
  }
  return object;
}

Json numbers(const std::map<std::uint16_t, std::uint64_t>& map) {
  Json object = Json::object();
  for (const auto& [key, value] : map) {
    object[std::to_string(key)] = number(value);
  }
  return object;
}

// A record with fields that are already in the order of their names.
Json record(const char* type, std::initializer_list<std::pair<const char*, Json>> fields) {
  Json list = Json::array();
  for (const auto& [name, value] : fields) {
    list.push_back(Json::array({name, value}));
  }
  return {{"type", type}, {"fields", std::move(list)}};
}

Json to_json(const mcap::Header& header) {
  return record("Header", {{"library", header.library}, {"profile", header.profile}});
}

Json to_json(const mcap::Footer& footer) {
  return record("Footer", {{"summary_crc", number(footer.summary_crc)},
                           {"summary_offset_start", number(footer.summary_offset_start)},
                           {"summary_start", number(footer.summary_start)}});
}

Json to_json(const mcap::Schema& schema) {
  return record("Schema", {{"data", bytes(schema.data)},
                           {"encoding", schema.encoding},
                           {"id", number(schema.id)},
                           {"name", schema.name}});
}

Json to_json(const mcap::Channel& channel) {
  return record("Channel", {{"id", number(channel.id)},
                            {"message_encoding", channel.message_encoding},
                            {"metadata", texts(channel.metadata)},
                            {"schema_id", number(channel.schema_id)},
                            {"topic", channel.topic}});
}

Json to_json(const mcap::Message& message) {
  return record("Message", {{"channel_id", number(message.channel)},
                            {"data", bytes(message.data)},
                            {"log_time", number(message.log_time)},
                            {"publish_time", number(message.publish_time)},
                            {"sequence", number(message.sequence)}});
}

Json to_json(const mcap::ChunkIndex& index) {
  return record("ChunkIndex", {{"chunk_length", number(index.length)},
                               {"chunk_start_offset", number(index.offset)},
                               {"compressed_size", number(index.compressed_size)},
                               {"compression", index.compression},
                               {"message_end_time", number(index.end_time)},
                               {"message_index_length", number(index.message_index_length)},
                               {"message_index_offsets", numbers(index.message_index_offsets)},
                               {"message_start_time", number(index.start_time)},
                               {"uncompressed_size", number(index.uncompressed_size)}});
}

Json to_json(const mcap::Attachment& attachment) {
  return record("Attachment", {{"create_time", number(attachment.create_time)},
                               {"data", bytes(attachment.data)},
                               {"log_time", number(attachment.log_time)},
                               {"media_type", attachment.media_type},
                               {"name", attachment.name}});
}

Json to_json(const mcap::AttachmentIndex& index) {
  return record("AttachmentIndex", {{"create_time", number(index.create_time)},
                                    {"data_size", number(index.data_size)},
                                    {"length", number(index.length)},
                                    {"log_time", number(index.log_time)},
                                    {"media_type", index.media_type},
                                    {"name", index.name},
                                    {"offset", number(index.offset)}});
}

Json to_json(const mcap::Statistics& statistics) {
  return record("Statistics",
                {{"attachment_count", number(statistics.attachment_count)},
                 {"channel_count", number(statistics.channel_count)},
                 {"channel_message_counts", numbers(statistics.channel_message_counts)},
                 {"chunk_count", number(statistics.chunk_count)},
                 {"message_count", number(statistics.message_count)},
                 {"message_end_time", number(statistics.end_time)},
                 {"message_start_time", number(statistics.start_time)},
                 {"metadata_count", number(statistics.metadata_count)},
                 {"schema_count", number(statistics.schema_count)}});
}

Json to_json(const mcap::Metadata& metadata) {
  return record("Metadata", {{"metadata", texts(metadata.entries)}, {"name", metadata.name}});
}

Json to_json(const mcap::MetadataIndex& index) {
  return record(
      "MetadataIndex",
      {{"length", number(index.length)}, {"name", index.name}, {"offset", number(index.offset)}});
}

Json to_json(const mcap::SummaryOffset& offset) {
  return record("SummaryOffset",
                {{"group_length", number(offset.length)},
                 {"group_opcode", number(static_cast<std::uint64_t>(offset.group))},
                 {"group_start", number(offset.start)}});
}

Json to_json(std::uint32_t data_section_crc) {
  return record("DataEnd", {{"data_section_crc", number(data_section_crc)}});
}

template <auto kParse>
Result<Json> parsed(ByteSpan content) {
  TRY_ASSIGN(const auto value, kParse(content));
  return to_json(value);
}

// Null for kinds that the suite does not list.
Result<Json> to_json(Opcode opcode, ByteSpan content) {
  switch (opcode) {
    case Opcode::kHeader:
      return parsed<mcap::parse_header>(content);
    case Opcode::kFooter:
      return parsed<mcap::parse_footer>(content);
    case Opcode::kSchema:
      return parsed<mcap::parse_schema>(content);
    case Opcode::kChannel:
      return parsed<mcap::parse_channel>(content);
    case Opcode::kMessage:
      return parsed<mcap::parse_message>(content);
    case Opcode::kChunkIndex:
      return parsed<mcap::parse_chunk_index>(content);
    case Opcode::kAttachment:
      return parsed<mcap::parse_attachment>(content);
    case Opcode::kAttachmentIndex:
      return parsed<mcap::parse_attachment_index>(content);
    case Opcode::kStatistics:
      return parsed<mcap::parse_statistics>(content);
    case Opcode::kMetadata:
      return parsed<mcap::parse_metadata>(content);
    case Opcode::kMetadataIndex:
      return parsed<mcap::parse_metadata_index>(content);
    case Opcode::kSummaryOffset:
      return parsed<mcap::parse_summary_offset>(content);
    case Opcode::kDataEnd:
      return parsed<mcap::parse_data_end>(content);
    default:
      return Json();
  }
}

}  // namespace

Result<Json> conformance_stream(std::unique_ptr<RandomAccessFile> file) {
  const mcap::File opened(std::move(file));
  mcap::RecordStream stream(opened);
  Json records = Json::array();
  while (true) {
    TRY_ASSIGN(const auto next, stream.next());
    if (!next) {
      return Json{{"records", std::move(records)}};
    }
    TRY_ASSIGN(Json json, to_json(static_cast<Opcode>(next->opcode), next->content));
    if (!json.is_null()) {
      records.push_back(std::move(json));
    }
  }
}

Result<Json> conformance_index(std::unique_ptr<RandomAccessFile> file) {
  TRY_ASSIGN(const auto reader, mcap::IndexedReader::open(std::move(file)));
  Json out = {{"schemas", Json::array()},
              {"channels", Json::array()},
              {"messages", Json::array()},
              {"statistics", Json::array()}};
  for (const auto& [id, schema] : reader->index().schemas) {
    out["schemas"].push_back(to_json(schema));
  }
  for (const auto& [id, channel] : reader->index().channels) {
    out["channels"].push_back(to_json(channel));
  }
  if (reader->index().statistics) {
    out["statistics"].push_back(to_json(*reader->index().statistics));
  }
  auto cursor = reader->read();
  while (true) {
    TRY_ASSIGN(const auto next, cursor.next());
    if (!next) {
      break;
    }
    out["messages"].push_back(to_json(next->message));
  }
  if (!reader->damage().empty()) {
    return fail(ErrorCode::kCorrupt, reader->damage().front().what);
  }
  return out;
}

}  // namespace reprise::tools
