// Speed of the analysis, as a multiple of real time, against the bare transform below it.
#include <algorithm>
#include <cstdint>
#include <vector>

#include <benchmark/benchmark.h>

#include "core/analysis/analyzer.h"
#include "core/analysis/fft.h"
#include "core/base/rng.h"

namespace reprise::analysis {
namespace {

constexpr std::int64_t kSeconds = 10;

std::vector<std::int32_t> noise_of(const AudioFormat& format) {
  const std::int64_t values = kSeconds * format.sample_rate * format.channels;
  std::vector<std::int32_t> samples(static_cast<std::size_t>(values));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const HopIndex counter{static_cast<std::int64_t>(i)};
    samples[i] = static_cast<std::int32_t>(random_below(1, 0, counter, 65536)) - 32768;
  }
  return samples;
}

void analyse(benchmark::State& state) {
  AudioFormat format;
  format.sample_rate = static_cast<std::int32_t>(state.range(0));
  format.channels = static_cast<std::int32_t>(state.range(1));
  const std::vector<std::int32_t> samples = noise_of(format);
  std::int64_t hops = 0;
  for (auto _ : state) {
    auto analyzer = Analyzer::create(format);
    const Status status = analyzer->push({format, SampleIndex{0}, samples}, [&](const auto& hop) {
      benchmark::DoNotOptimize(hop);
      ++hops;
      return Status{};
    });
    benchmark::DoNotOptimize(status);
  }
  const double audio = static_cast<double>(state.iterations()) * static_cast<double>(kSeconds);
  state.counters["x_real_time"] = benchmark::Counter(audio, benchmark::Counter::kIsRate);
  state.counters["s_per_hop"] = benchmark::Counter(
      static_cast<double>(hops), benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(analyse)
    ->ArgNames({"rate", "channels"})
    ->Args({44100, 2})
    ->Args({48000, 1})
    ->Args({48000, 2})
    ->Args({48000, 8})
    ->Args({192000, 2})
    ->Unit(benchmark::kMillisecond);

void snapshot(benchmark::State& state) {
  auto analyzer = Analyzer::create(AudioFormat{});
  AudioSnapshot out;
  for (auto _ : state) {
    analyzer->snapshot(out);
    benchmark::DoNotOptimize(out);
  }
}
BENCHMARK(snapshot);

void bare_transform(benchmark::State& state) {
  auto fft = Fft::create(static_cast<std::size_t>(state.range(0)));
  const std::vector<std::int32_t> noise = noise_of(AudioFormat{});
  std::transform(fft->input().begin(), fft->input().end(), noise.begin(), fft->input().begin(),
                 [](float, std::int32_t x) { return static_cast<float>(x) / 32768.0F; });
  for (auto _ : state) {
    benchmark::DoNotOptimize(fft->run());
  }
}
BENCHMARK(bare_transform)->Arg(256)->Arg(2048)->Arg(8192);

}  // namespace
}  // namespace reprise::analysis
