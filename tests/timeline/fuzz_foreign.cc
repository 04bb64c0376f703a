// Any bytes as an MCAP file of another program, or (behind a first byte 'F' and the schema's
// length) as a FlatBuffers schema with a message.
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/timeline/flat_json.h"
#include "core/timeline/foreign_file.h"

namespace reprise::timeline {
namespace {

void read_message(ByteSpan bytes) {
  ByteReader reader(bytes);
  const auto schema_size = reader.get<std::uint16_t>();
  const ByteSpan schema_bytes = reader.get_bytes(schema_size);
  const auto schema = FlatSchema::parse(schema_bytes, "");
  if (schema) {
    (void)flat_to_json(*schema, reader.get_bytes(reader.remaining()));
  }
}

void read_file(ByteSpan bytes) {
  MemoryFileSystem fs;
  fs.put("x.mcap", bytes);
  const mcap::File file(*fs.open("x.mcap"));
  mcap::DamageLog log;
  (void)is_foreign_mcap(file);
  (void)foreign_info(file, log);
  ForeignMessages messages(file, log, {});
  auto json = messages.next();
  while (json && *json) {
    (void)dump_json(**json);
    json = messages.next();
  }
}

}  // namespace
}  // namespace reprise::timeline

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  if (size > 0 && data[0] == 'F') {
    reprise::timeline::read_message(bytes.subspan(1));
  } else {
    reprise::timeline::read_file(bytes);
  }
  return 0;
}
