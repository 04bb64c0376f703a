// What append() costs the thread that calls it while a performance goes on: CPU time and wall time
// of every single call, beside those of an empty loop that reads the same clocks at the same pace,
// and beside a writer that packs, compresses and writes in place. The wall time of all three holds
// whatever else the machine does; the empty loop shows how much that is.
#include <algorithm>
#include <chrono>
#include <ctime>
#include <functional>
#include <thread>

#include <benchmark/benchmark.h>

#include "bench/timeline/in_place.h"
#include "bench/timeline/material.h"
#include "core/base/check.h"

namespace reprise::timeline {
namespace {

constexpr std::int64_t kSeconds = 600;  // of take; 72,000 records
constexpr std::size_t kBurst = 32;      // records, then a pause, as drivers hand over sound
constexpr auto kPause = std::chrono::microseconds(500);

double cpu_now() {
  timespec now{};
  CHECK(::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now) == 0);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) * 1e-3;
}
double wall_now() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double, std::micro>(now).count();
}

// Microseconds of each call.
struct Costs {
  std::vector<double> cpu;
  std::vector<double> wall;
};

Costs measure(std::vector<Record> records, const std::function<void(Record&&)>& append) {
  Costs costs;
  costs.cpu.reserve(records.size());
  costs.wall.reserve(records.size());
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (i % kBurst == 0) {
      std::this_thread::sleep_for(kPause);
    }
    const double wall = wall_now();
    const double cpu = cpu_now();
    append(std::move(records[i]));
    costs.cpu.push_back(cpu_now() - cpu);
    costs.wall.push_back(wall_now() - wall);
  }
  return costs;
}

double percentile(const std::vector<double>& sorted, double part) {
  return sorted[static_cast<std::size_t>(part * static_cast<double>(sorted.size() - 1))];
}

void report(benchmark::State& state, Costs costs) {
  for (auto& [name, values] : {std::pair{"cpu", &costs.cpu}, std::pair{"wall", &costs.wall}}) {
    std::ranges::sort(*values);
    const std::string prefix = std::string(name) + "_us_";
    state.counters[prefix + "p50"] = percentile(*values, 0.5);
    state.counters[prefix + "p99"] = percentile(*values, 0.99);
    state.counters[prefix + "p99.9"] = percentile(*values, 0.999);
    state.counters[prefix + "max"] = values->back();
  }
}

void append_empty(benchmark::State& state) {
  for (auto _ : state) {
    report(state, measure(performance(kSeconds),
                          [](Record&& record) { benchmark::DoNotOptimize(record); }));
  }
}
BENCHMARK(append_empty)->Iterations(1)->Unit(benchmark::kMillisecond);

void append_queued(benchmark::State& state) {
  for (auto _ : state) {
    const BenchFolder folder;
    TakeWriterOptions options;
    options.overflow = Overflow::kDrop;
    options.durability = Durability::kChunk;
    auto writer =
        TakeWriter::create(posix_file_system(), folder.take(), bench_header(), {}, options);
    CHECK(writer.has_value());
    report(state, measure(performance(kSeconds), [&](Record&& record) {
             CHECK(writer->append(std::move(record)).has_value());
           }));
    CHECK(writer->seal(bench_seal(kSeconds)).has_value());
    state.counters["dropped"] = static_cast<double>(writer->stats().dropped);
  }
}
BENCHMARK(append_queued)->Iterations(1)->Unit(benchmark::kMillisecond);

void append_in_place(benchmark::State& state) {
  for (auto _ : state) {
    const BenchFolder folder;
    InPlaceWriter writer(folder.take());
    report(state, measure(performance(kSeconds), [&](Record&& record) { writer.append(record); }));
  }
}
BENCHMARK(append_in_place)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace reprise::timeline
