// Any bytes as a take in JSONL, plain or compressed, whatever they begin with: read to the end into
// nothing.
#include <cstddef>
#include <cstdint>

#include "core/base/check.h"
#include "core/mcap/null_sink.h"
#include "core/timeline/jsonl_reader.h"

namespace reprise::timeline {
namespace {

class NoSink final : public mcap::NullSink {
 public:
  Status write_chunk(const mcap::ChunkBuilder& chunk) override {
    CHECK(!chunk.empty());
    return {};
  }
};

void read_to_the_end(ByteSpan bytes) {
  MemoryFileSystem fs;
  fs.put("take.jsonl", bytes);
  auto file = fs.open("take.jsonl");
  CHECK(file.has_value());
  mcap::DamageLog log;
  auto reader = JsonlReader::open(std::move(*file), log);
  if (!reader) {
    return;
  }
  NoSink sink;
  auto more = (*reader)->step(sink);
  while (more && *more) {
    more = (*reader)->step(sink);
  }
  CHECK(more.has_value());
}

}  // namespace
}  // namespace reprise::timeline

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  reprise::timeline::read_to_the_end(std::as_bytes(std::span(data, size)));
  return 0;
}
