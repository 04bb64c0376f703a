// Hashes over one 720p RGBA frame, the unit in which an export pays for them.
#include <cstdint>

#include <benchmark/benchmark.h>

#include "core/base/hash.h"

namespace reprise {
namespace {

constexpr std::size_t kFrameBytes = 1280 * 720 * 4;

Bytes frame() {
  Bytes bytes(kFrameBytes);
  std::uint32_t state = 1;
  for (std::byte& b : bytes) {
    state = state * 1664525U + 1013904223U;
    b = static_cast<std::byte>(state >> 24);
  }
  return bytes;
}

template <auto Hash>
void hash_frame(benchmark::State& state) {
  const Bytes bytes = frame();
  for (auto unused : state) {
    benchmark::DoNotOptimize(Hash(bytes));
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) *
                          static_cast<std::int64_t>(bytes.size()));
}

std::uint32_t crc32_of(ByteSpan bytes) {
  return crc32(bytes);
}

void stream_frame_by_rows(benchmark::State& state) {
  const Bytes bytes = frame();
  constexpr std::size_t kRow = 1280 * 4;
  for (auto unused : state) {
    Xxh3Stream stream;
    for (std::size_t at = 0; at < bytes.size(); at += kRow) {
      stream.update(ByteSpan(bytes).subspan(at, kRow));
    }
    benchmark::DoNotOptimize(stream.digest());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) *
                          static_cast<std::int64_t>(bytes.size()));
}

BENCHMARK(hash_frame<xxh3_128>)->Name("xxh3_128/720p")->Unit(benchmark::kMillisecond);
BENCHMARK(stream_frame_by_rows)->Name("xxh3_128_by_rows/720p")->Unit(benchmark::kMillisecond);
BENCHMARK(hash_frame<sha256>)->Name("sha256/720p")->Unit(benchmark::kMillisecond);
BENCHMARK(hash_frame<crc32_of>)->Name("crc32/720p")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace reprise
