// The workload that other containers were measured with: an hour at 60 messages a second of 2,304
// bytes each (see material.h), in chunks of 1 MiB. Written as fast as the disk takes it, read as a
// whole, and a random 10 s of it; beside a writer that compresses in place, and what zstd and the
// CRC alone cost. Nothing waits for the device, but in write_synced.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include "bench/timeline/in_place.h"
#include "bench/timeline/material.h"
#include "core/base/check.h"
#include "core/base/hash.h"
#include "core/base/rng.h"
#include "core/base/zstd.h"
#include "core/timeline/take_reader.h"

namespace reprise::timeline {
namespace {

constexpr std::int64_t kSeconds = kReferenceMessages / 60;

// Of the process: all its threads, with what the kernel does for them.
struct Cpu {
  double user = 0;
  double system = 0;
};
double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}
Cpu cpu_now() {
  rusage usage{};
  CHECK(::getrusage(RUSAGE_SELF, &usage) == 0);
  return {seconds_of(usage.ru_utime), seconds_of(usage.ru_stime)};
}

// Counts what `work` costs, an iteration.
template <typename Work>
void count_cpu(benchmark::State& state, Work work) {
  const Cpu before = cpu_now();
  work();
  const Cpu after = cpu_now();
  const auto add = [&](const char* name, double seconds) {
    auto& counter = state.counters[name];
    counter = benchmark::Counter(counter.value + seconds, benchmark::Counter::kAvgIterations);
  };
  add("cpu_s", after.user - before.user + after.system - before.system);
  add("cpu_system_s", after.system - before.system);
}

void write_reference(FileSystem& fs, const std::filesystem::path& path,
                     const ReferenceMessages& messages) {
  auto writer = TakeWriter::create(fs, path, bench_header(), {}, reference_options());
  CHECK(writer.has_value());
  for (std::int64_t i = 0; i < kReferenceMessages; ++i) {
    CHECK(writer->append(messages.at(i)).has_value());
  }
  CHECK(writer->seal(bench_seal(kSeconds)).has_value());
}

// `write` gets a path and the messages.
template <typename Write>
void write_to(benchmark::State& state, Write write) {
  const ReferenceMessages messages;
  for (auto _ : state) {
    state.PauseTiming();
    const BenchFolder folder;
    state.ResumeTiming();
    count_cpu(state, [&] { write(folder.take(), messages); });
    state.PauseTiming();
    state.counters["bytes"] = static_cast<double>(std::filesystem::file_size(folder.take()));
    state.ResumeTiming();
  }
}

void write(benchmark::State& state) {
  UnsyncedFileSystem fs;
  write_to(state, [&](const auto& path, auto& messages) { write_reference(fs, path, messages); });
}
BENCHMARK(write)->Name("reference_write")->Unit(benchmark::kMillisecond)->UseRealTime();

void write_synced(benchmark::State& state) {
  write_to(state, [](const auto& path, auto& messages) {
    write_reference(posix_file_system(), path, messages);
  });
}
BENCHMARK(write_synced)
    ->Name("reference_write_synced")
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

void write_in_place(benchmark::State& state) {
  write_to(state, [](const auto& path, auto& messages) {
    InPlaceWriter writer(path);
    for (std::int64_t i = 0; i < kReferenceMessages; ++i) {
      writer.append(messages.at(i));
    }
    writer.finish();
  });
}
BENCHMARK(write_in_place)
    ->Name("reference_write_in_place")
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

// The limit: one thread that only compresses the same bytes and takes their CRC.
void compress_limit(benchmark::State& state) {
  Bytes bytes;
  const ReferenceMessages messages;
  for (std::int64_t i = 0; i < kReferenceMessages; ++i) {
    const Bytes data = messages.at(i).data;
    bytes.insert(bytes.end(), data.begin(), data.end());
    bytes.resize(bytes.size() + kReferenceMessageBytes - data.size());
  }
  ZstdCompressor compressor(1);
  const auto compress = [&] {
    for (std::size_t at = 0; at < bytes.size(); at += 1 << 20) {
      const ByteSpan chunk =
          ByteSpan(bytes).subspan(at, std::min<std::size_t>(1 << 20, bytes.size() - at));
      benchmark::DoNotOptimize(compressor.compress(chunk));
      benchmark::DoNotOptimize(crc32(chunk));
    }
  };
  for (auto _ : state) {
    count_cpu(state, compress);
  }
}
BENCHMARK(compress_limit)
    ->Name("reference_compress_limit")
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

// Written once for all that read.
const std::filesystem::path& stored() {
  static const BenchFolder folder;
  static const std::filesystem::path path = [] {
    UnsyncedFileSystem fs;
    write_reference(fs, folder.take(), ReferenceMessages());
    return folder.take();
  }();
  return path;
}

std::int64_t read(TakeReader& reader, const ReadRange& range) {
  std::int64_t records = 0;
  auto cursor = reader.read(range);
  while (true) {
    const auto record = cursor.next();
    CHECK(record.has_value());
    if (!*record) {
      break;
    }
    ++records;
  }
  CHECK(reader.damage().empty());
  return records;
}

void read_all(benchmark::State& state) {
  const auto& path = stored();
  for (auto _ : state) {
    auto reader = TakeReader::open(posix_file_system(), path);
    CHECK(reader.has_value());
    CHECK(read(*reader, {}) == kReferenceMessages + 1);
  }
}
BENCHMARK(read_all)->Name("reference_read_all")->Unit(benchmark::kMillisecond)->UseRealTime();

// The take is open; each window lies elsewhere.
void read_window(benchmark::State& state) {
  auto reader = TakeReader::open(posix_file_system(), stored());
  CHECK(reader.has_value());
  std::int64_t window = 0;
  for (auto _ : state) {
    const auto start = static_cast<std::int64_t>(
        random_below(7, 7, {window++}, static_cast<std::uint32_t>(kSeconds - 10)));
    CHECK(read(*reader, {Topics::kAll, {start * kRate}, {(start + 10) * kRate}}) == 600);
  }
}
BENCHMARK(read_window)->Name("reference_read_10s")->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace reprise::timeline
