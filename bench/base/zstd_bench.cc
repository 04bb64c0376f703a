// zstd over 1 MiB, the largest chunk of a take.
#include <cstdint>

#include <benchmark/benchmark.h>

#include "core/base/zstd.h"

namespace reprise {
namespace {

// Small numbers that repeat with noise, as records do.
Bytes chunk() {
  Bytes bytes(1U << 20);
  std::uint32_t state = 1;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    state = state * 1664525U + 1013904223U;
    bytes[i] = static_cast<std::byte>(i % 4 == 0 ? state >> 24 : i / 4 % 16);
  }
  return bytes;
}

void count_bytes(benchmark::State& state, std::size_t bytes) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) *
                          static_cast<std::int64_t>(bytes));
}

void compress(benchmark::State& state) {
  const Bytes bytes = chunk();
  for (auto unused : state) {
    benchmark::DoNotOptimize(zstd_compress(bytes, static_cast<int>(state.range(0))));
  }
  count_bytes(state, bytes.size());
}

void decompress(benchmark::State& state) {
  const Bytes bytes = chunk();
  const Bytes compressed = zstd_compress(bytes, 1).value();
  for (auto unused : state) {
    benchmark::DoNotOptimize(zstd_decompress(compressed, bytes.size()));
  }
  count_bytes(state, bytes.size());
}

BENCHMARK(compress)->Name("zstd_compress/1MiB/level")->Arg(1)->Arg(3);
BENCHMARK(decompress)->Name("zstd_decompress/1MiB");

}  // namespace
}  // namespace reprise
