#include "core/timeline/foreign_message.h"

#include <utility>

#include "core/base/text.h"
#include "core/timeline/flat_json.h"

namespace reprise::timeline {

void ForeignDecoder::add_schema(mcap::Schema schema) {
  const std::uint16_t id = schema.id;
  const auto known = schemas_.find(id);
  if (known == schemas_.end() || known->second != schema) {
    parsed_.erase(id);
    schemas_[id] = std::move(schema);
  }
}

void ForeignDecoder::add_channel(mcap::Channel channel) {
  const std::uint16_t id = channel.id;
  channels_[id] = std::move(channel);
}

const mcap::Channel* ForeignDecoder::channel(std::uint16_t id) const {
  const auto found = channels_.find(id);
  return found == channels_.end() ? nullptr : &found->second;
}

const mcap::Schema* ForeignDecoder::schema_of(const mcap::Channel& channel) const {
  const auto found = schemas_.find(channel.schema_id);
  return found == schemas_.end() ? nullptr : &found->second;
}

const ForeignDecoder::ParsedSchema& ForeignDecoder::parsed(const mcap::Schema& schema) {
  const auto known = parsed_.find(schema.id);
  if (known != parsed_.end()) {
    return known->second;
  }
  ParsedSchema out;
  if (auto flat = FlatSchema::parse(schema.data, schema.name)) {
    out.flat = std::move(*flat);
  } else {
    out.error = std::move(flat).error();
  }
  return parsed_[schema.id] = std::move(out);
}

Result<Json> ForeignDecoder::decode(const mcap::Channel& channel, ByteSpan data) {
  if (channel.message_encoding == "json") {
    return parse_json(as_text(data));
  }
  const mcap::Schema* schema = schema_of(channel);
  if (channel.message_encoding != "flatbuffer" || schema == nullptr ||
      schema->encoding != "flatbuffer") {
    return fail(ErrorCode::kUnsupported, "");
  }
  const ParsedSchema& known = parsed(*schema);
  return known.flat ? flat_to_json(*known.flat, data) : fail(known.error);
}

Result<Json> ForeignDecoder::message_to_json(const mcap::Message& message) {
  const mcap::Channel* from = channel(message.channel);
  if (from == nullptr) {
    return fail(ErrorCode::kCorrupt, "a message of a channel that nothing declares");
  }
  const mcap::Schema* schema = schema_of(*from);
  Json json;
  json["topic"] = from->topic;
  json["sequence"] = message.sequence;
  json["log_time"] = std::to_string(message.log_time);
  json["publish_time"] = std::to_string(message.publish_time);
  json["schema"] = schema == nullptr ? Json() : Json(schema->name);
  auto data = decode(*from, message.data);
  if (data) {
    json["data"] = std::move(*data);
    return json;
  }
  json["data"] = {{"encoding", from->message_encoding}, {"base64", to_base64(message.data)}};
  if (!data.error().message.empty()) {
    json["data"]["error"] = data.error().message;
  }
  return json;
}

}  // namespace reprise::timeline
