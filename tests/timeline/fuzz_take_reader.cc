// Any bytes as a take: opened, read, checked. Under libFuzzer a fuzz target, else replayed over its
// corpus by fuzz_replay.cc.
#include <cstddef>
#include <cstdint>

#include "core/timeline/take_reader.h"

namespace reprise::timeline {
namespace {

void read_everything(ByteSpan bytes) {
  MemoryFileSystem fs;
  fs.put("take.mcap", bytes);
  auto reader = TakeReader::open(fs, "take.mcap");
  if (!reader) {
    return;
  }
  (void)reader->attachments();
  auto cursor = reader->read({});
  auto record = cursor.next();
  while (record && *record) {
    record = cursor.next();
  }
  (void)reader->check();
}

}  // namespace
}  // namespace reprise::timeline

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  reprise::timeline::read_everything(std::as_bytes(std::span(data, size)));
  return 0;
}
