// Any bytes as something to convert, MCAP or JSONL, plain or compressed. What is whole must become
// MCAP that goes to JSONL and back without a changed byte.
#include <cstddef>
#include <cstdint>
#include <filesystem>

#include "core/base/check.h"
#include "core/timeline/convert.h"

namespace reprise::timeline {
namespace {

// Fails when `input` cannot be read or something of it had to be left out.
Status convert_whole(FileSystem& fs, const std::filesystem::path& input,
                     const std::filesystem::path& output, TakeContainer container) {
  TRY_ASSIGN(auto conversion, Conversion::start(fs, input, output, container));
  for (bool more = true; more;) {
    TRY_ASSIGN(more, conversion.step());
  }
  TRY(conversion.finish());
  return conversion.finished() && conversion.damage().empty() ? Status() : corrupt("not whole");
}

void convert_to_and_fro(ByteSpan bytes) {
  MemoryFileSystem fs;
  fs.put("any", bytes);
  if (!convert_whole(fs, "any", "first.mcap", TakeContainer::kMcap)) {
    return;
  }
  const Status text = convert_whole(fs, "first.mcap", "second.jsonl", TakeContainer::kJsonl);
  if (!text && text.error().code == ErrorCode::kUnsupported) {
    return;  // more than text may hold
  }
  CHECK(text.has_value());
  CHECK(convert_whole(fs, "second.jsonl", "third.mcap", TakeContainer::kMcap).has_value());
  CHECK(*fs.content("first.mcap") == *fs.content("third.mcap"));
}

}  // namespace
}  // namespace reprise::timeline

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  reprise::timeline::convert_to_and_fro(std::as_bytes(std::span(data, size)));
  return 0;
}
