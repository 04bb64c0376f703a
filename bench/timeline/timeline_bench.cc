// What a take costs to write and to read: the whole process's CPU time for a take, and reading
// against the limit that zstd and the checks set. What append() costs: append_bench.cc.
// The material: 60 frames a second with 16 features, FLAC-like packets of incompressible bytes.
#include <benchmark/benchmark.h>

#include "bench/timeline/material.h"
#include "core/base/check.h"
#include "core/base/hash.h"
#include "core/base/zstd.h"
#include "core/mcap/reader.h"
#include "core/timeline/take_reader.h"
#include "core/timeline/take_writer.h"

namespace reprise::timeline {
namespace {

void write_take(FileSystem& fs, const std::vector<Record>& records, std::int64_t seconds) {
  auto writer = TakeWriter::create(fs, "take.mcap", bench_header(), {}, {});
  CHECK(writer.has_value());
  for (const Record& record : records) {
    CHECK(writer->append(record).has_value());
  }
  CHECK(writer->seal(bench_seal(seconds)).has_value());
}

// Both threads together: packing, hashing, compressing. Seconds of take a second of CPU.
void write_process_cpu(benchmark::State& state) {
  const auto records = performance(60);
  NullFileSystem fs;
  for (auto _ : state) {
    write_take(fs, records, 60);
  }
  state.counters["take_seconds"] =
      benchmark::Counter(60, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(write_process_cpu)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();

const Bytes& stored_take() {
  static const Bytes bytes = [] {
    MemoryFileSystem fs;
    write_take(fs, performance(120), 120);
    return *fs.content("take.mcap");
  }();
  return bytes;
}

struct StoredChunk {
  Bytes compressed;
  std::uint64_t size = 0;
  std::uint32_t crc = 0;
};
std::vector<StoredChunk> stored_chunks() {
  MemoryFileSystem fs;
  fs.put("a", stored_take());
  const mcap::File file(*fs.open("a"));
  const auto summary = mcap::read_summary(file);
  CHECK(summary.has_value());
  std::vector<StoredChunk> chunks;
  for (const mcap::ChunkIndex& index : summary->chunks) {
    const auto content = file.content(mcap::Opcode::kChunk, index.offset, index.length);
    const auto chunk = mcap::parse_chunk(*content);
    chunks.push_back({{chunk->records.begin(), chunk->records.end()},
                      chunk->uncompressed_size,
                      chunk->uncompressed_crc});
  }
  return chunks;
}

// The limit: only unpacking the same chunks, and checking their CRC and digest.
void unpack_limit(benchmark::State& state) {
  const auto chunks = stored_chunks();
  std::int64_t bytes = 0;
  for (auto _ : state) {
    for (const StoredChunk& chunk : chunks) {
      const auto records = zstd_decompress(chunk.compressed, chunk.size);
      CHECK(records.has_value() && crc32(*records) == chunk.crc);
      benchmark::DoNotOptimize(xxh3_128(*records));
      bytes += static_cast<std::int64_t>(chunk.size);
    }
  }
  state.SetBytesProcessed(bytes);
}
BENCHMARK(unpack_limit)->Unit(benchmark::kMillisecond);

void read_range(benchmark::State& state, const ReadRange& range, std::int64_t bytes_each) {
  MemoryFileSystem fs;
  fs.put("take.mcap", stored_take());
  std::int64_t records = 0;
  for (auto _ : state) {
    auto reader = TakeReader::open(fs, "take.mcap");
    CHECK(reader.has_value());
    auto cursor = reader->read(range);
    while (true) {
      const auto record = cursor.next();
      CHECK(record.has_value());
      if (!*record) {
        break;
      }
      ++records;
    }
    CHECK(reader->damage().empty());
  }
  state.SetItemsProcessed(records);
  state.SetBytesProcessed(bytes_each * static_cast<std::int64_t>(state.iterations()));
}

std::int64_t uncompressed_bytes() {
  std::int64_t bytes = 0;
  for (const StoredChunk& chunk : stored_chunks()) {
    bytes += static_cast<std::int64_t>(chunk.size);
  }
  return bytes;
}

void read_all(benchmark::State& state) {
  read_range(state, {}, uncompressed_bytes());
}
BENCHMARK(read_all)->Unit(benchmark::kMillisecond);

void read_ten_seconds(benchmark::State& state) {
  read_range(state, {Topics::kAll, {50 * kRate}, {60 * kRate}}, uncompressed_bytes() / 12);
}
BENCHMARK(read_ten_seconds)->Unit(benchmark::kMillisecond);

void open_summary(benchmark::State& state) {
  MemoryFileSystem fs;
  fs.put("take.mcap", stored_take());
  for (auto _ : state) {
    benchmark::DoNotOptimize(TakeReader::open(fs, "take.mcap"));
  }
}
BENCHMARK(open_summary)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace reprise::timeline
