// Any bytes as a record: the first byte chooses the topic, the rest is the message. What is
// accepted must survive packing and print as JSON.
#include <cstddef>
#include <cstdint>

#include "core/base/check.h"
#include "core/timeline/record_codec.h"
#include "core/timeline/record_json.h"

namespace reprise::timeline {
namespace {

void read_record(ByteSpan bytes) {
  if (bytes.empty()) {
    return;
  }
  const auto kind = static_cast<std::size_t>(bytes[0]) % kTopicKindCount;
  const Topic topic{static_cast<TopicKind>(kind), 0};
  const auto record = unpack_record(topic, bytes.subspan(1));
  if (!record) {
    return;
  }
  RecordPacker packer;
  CHECK(unpack_record(topic, packer.pack(*record)).has_value());
  (void)dump_json(record_to_json(*record, 48000));
}

}  // namespace
}  // namespace reprise::timeline

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  reprise::timeline::read_record(std::as_bytes(std::span(data, size)));
  return 0;
}
