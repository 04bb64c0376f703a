// Messages of any MCAP file as JSON, by the schemas that the file carries: FlatBuffers and JSON
// decoded, anything else as base64. What is fed to it is not trusted. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/mcap/format.h"
#include "core/timeline/flat_schema.h"

namespace reprise::timeline {

class ForeignDecoder {
 public:
  void add_schema(mcap::Schema schema);
  void add_channel(mcap::Channel channel);
  // nullptr for a channel that was not added.
  [[nodiscard]] const mcap::Channel* channel(std::uint16_t id) const;
  // nullptr for a channel without schema.
  [[nodiscard]] const mcap::Schema* schema_of(const mcap::Channel& channel) const;

  // {"topic", "sequence", "log_time", "publish_time", "schema", "data"}; times as decimal strings.
  // A message that cannot be decoded has "encoding" and "base64" as its data, and "error" when it
  // should have been. kCorrupt for a channel that was not added.
  Result<Json> message_to_json(const mcap::Message& message);

 private:
  // As far as it was parsed: with its first message.
  struct ParsedSchema {
    std::optional<FlatSchema> flat;
    Error error;
  };
  const ParsedSchema& parsed(const mcap::Schema& schema);
  Result<Json> decode(const mcap::Channel& channel, ByteSpan data);

  std::map<std::uint16_t, mcap::Schema> schemas_;
  std::map<std::uint16_t, mcap::Channel> channels_;
  std::map<std::uint16_t, ParsedSchema> parsed_;
};

}  // namespace reprise::timeline
