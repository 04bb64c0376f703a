// Any bytes as a damaged take: what comes out is a whole take, and recovering it changes nothing.
// Under libFuzzer a fuzz target, else replayed over its corpus by fuzz_replay.cc.
#include <cstddef>
#include <cstdint>

#include "core/base/check.h"
#include "tests/timeline/recover_fixture.h"

namespace reprise::timeline {
namespace {

void recover_twice(ByteSpan bytes) {
  const auto recovered = recover_bytes(bytes);
  if (!recovered) {
    // kInternal: it would have written something else than it found.
    CHECK(recovered.error().code != ErrorCode::kInternal);
    return;
  }
  const auto again = recover_bytes(recovered->bytes);
  CHECK(again.has_value());
  CHECK(again->report.lossless());
  CHECK(again->bytes == recovered->bytes);
}

}  // namespace
}  // namespace reprise::timeline

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  reprise::timeline::recover_twice(std::as_bytes(std::span(data, size)));
  return 0;
}
