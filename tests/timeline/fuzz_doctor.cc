// Any bytes for the doctor. What it calls a sound take must open and read without damage.
#include <cstddef>
#include <cstdint>

#include "core/base/check.h"
#include "core/timeline/doctor.h"
#include "core/timeline/take_reader.h"

namespace reprise::timeline {
namespace {

void examine(ByteSpan bytes) {
  MemoryFileSystem fs;
  fs.put("take.mcap", bytes);
  const auto diagnosis = diagnose(fs, "take.mcap");
  if (!diagnosis || !diagnosis->sound() || diagnosis->kind != Diagnosis::Kind::kTake) {
    return;
  }
  auto reader = TakeReader::open(fs, "take.mcap");
  CHECK(reader.has_value());
  CHECK(reader->check().has_value());
  CHECK(reader->damage().empty());
}

}  // namespace
}  // namespace reprise::timeline

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  reprise::timeline::examine(std::as_bytes(std::span(data, size)));
  return 0;
}
