// Any bytes as something to convert, MCAP or JSONL, plain or compressed. What is whole must become
// MCAP that goes to JSONL and back without a changed byte.
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>

#include "core/base/check.h"
#include "core/timeline/convert.h"

namespace reprise::timeline {
namespace {

// Nothing when `input` cannot be read or something of it had to be left out.
bool convert_whole(FileSystem& fs, const std::filesystem::path& input,
                   const std::filesystem::path& output, TakeContainer container) {
  auto conversion = Conversion::start(fs, input, output, container);
  if (!conversion) {
    return false;
  }
  auto more = conversion->step();
  while (more && *more) {
    more = conversion->step();
  }
  return more && conversion->finish() && conversion->finished() && conversion->damage().empty();
}

void convert_to_and_fro(ByteSpan bytes) {
  MemoryFileSystem fs;
  fs.put("any", bytes);
  if (!convert_whole(fs, "any", "first.mcap", TakeContainer::kMcap)) {
    return;
  }
  CHECK(convert_whole(fs, "first.mcap", "second.jsonl", TakeContainer::kJsonl));
  CHECK(convert_whole(fs, "second.jsonl", "third.mcap", TakeContainer::kMcap));
  CHECK(*fs.content("first.mcap") == *fs.content("third.mcap"));
}

}  // namespace
}  // namespace reprise::timeline

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  reprise::timeline::convert_to_and_fro(std::as_bytes(std::span(data, size)));
  return 0;
}
