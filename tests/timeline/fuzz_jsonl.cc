// Any bytes as a take in JSONL, plain or compressed, whatever they begin with: read to the end into
// nothing.
#include <cstddef>
#include <cstdint>

#include "core/base/check.h"
#include "core/timeline/jsonl_reader.h"

namespace reprise::timeline {
namespace {

class NoSink final : public mcap::DataSink {
 public:
  Status add_schema(mcap::Schema) override { return {}; }
  Status add_channel(mcap::Channel) override { return {}; }
  Status write_attachment(const mcap::Attachment&) override { return {}; }
  Status write_metadata(const mcap::Metadata&) override { return {}; }
  Status write_chunk(const mcap::ChunkBuilder& chunk) override {
    CHECK(!chunk.empty());
    return {};
  }
  Status sync() override { return {}; }
  Status finish() override { return {}; }
  Status close() override { return {}; }
  [[nodiscard]] std::uint64_t size() const override { return 0; }
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
