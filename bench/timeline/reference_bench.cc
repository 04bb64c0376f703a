// The workload that other containers were measured with: an hour at 60 messages a second of 2,304
// bytes each (see material.h), in chunks of 1 MiB. Written as fast as the disk takes it, read as a
// whole, and a random 10 s of it; beside what zstd and the CRC alone cost. Nothing waits for the
// device, but in write_synced.
#include <ctime>

#include <benchmark/benchmark.h>

#include "bench/timeline/material.h"
#include "core/base/check.h"
#include "core/base/hash.h"
#include "core/base/rng.h"
#include "core/base/zstd.h"
#include "core/timeline/take_reader.h"

namespace reprise::timeline {
namespace {

constexpr std::int64_t kSeconds = kReferenceMessages / 60;

double cpu_seconds() {
  timespec now{};
  CHECK(::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now) == 0);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

void write_reference(FileSystem& fs, const std::filesystem::path& path,
                     std::vector<Record> records) {
  auto writer = TakeWriter::create(fs, path, bench_header(), {}, reference_options());
  CHECK(writer.has_value());
  for (Record& record : records) {
    CHECK(writer->append(std::move(record)).has_value());
  }
  CHECK(writer->seal(bench_seal(kSeconds)).has_value());
}

void write_to(benchmark::State& state, FileSystem& fs) {
  const auto records = reference_messages(0, kReferenceMessages);
  double cpu = 0;
  for (auto _ : state) {
    state.PauseTiming();
    const BenchFolder folder;
    auto copies = records;
    state.ResumeTiming();
    const double before = cpu_seconds();
    write_reference(fs, folder.take(), std::move(copies));
    cpu += cpu_seconds() - before;
    state.PauseTiming();
    state.counters["bytes"] = static_cast<double>(std::filesystem::file_size(folder.take()));
    state.ResumeTiming();
  }
  state.counters["cpu_s"] = benchmark::Counter(cpu, benchmark::Counter::kAvgIterations);
}

void write(benchmark::State& state) {
  UnsyncedFileSystem fs;
  write_to(state, fs);
}
BENCHMARK(write)->Name("reference_write")->Unit(benchmark::kMillisecond)->UseRealTime();

void write_synced(benchmark::State& state) {
  write_to(state, posix_file_system());
}
BENCHMARK(write_synced)
    ->Name("reference_write_synced")
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

// The limit: one thread that only compresses the same bytes and takes their CRC.
void compress_limit(benchmark::State& state) {
  Bytes bytes;
  for (const Record& record : reference_messages(0, kReferenceMessages)) {
    const Bytes& data = std::get<AudioPacket>(record).data;
    bytes.insert(bytes.end(), data.begin(), data.end());
    bytes.resize(bytes.size() + kReferenceMessageBytes - data.size());
  }
  double cpu = 0;
  for (auto _ : state) {
    const double before = cpu_seconds();
    for (std::size_t at = 0; at < bytes.size(); at += 1 << 20) {
      const ByteSpan chunk =
          ByteSpan(bytes).subspan(at, std::min<std::size_t>(1 << 20, bytes.size() - at));
      benchmark::DoNotOptimize(zstd_compress(chunk, 1));
      benchmark::DoNotOptimize(crc32(chunk));
    }
    cpu += cpu_seconds() - before;
  }
  state.counters["cpu_s"] = benchmark::Counter(cpu, benchmark::Counter::kAvgIterations);
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
    write_reference(fs, folder.take(), reference_messages(0, kReferenceMessages));
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
