// What a take costs to write and to read: the appending thread's CPU time a record, the whole
// process's for a take, and reading against the limit that zstd and the checks set.
// The material: 60 frames a second with 16 features, FLAC-like packets of incompressible bytes.
#include <benchmark/benchmark.h>

#include "core/base/check.h"
#include "core/base/hash.h"
#include "core/base/rng.h"
#include "core/base/zstd.h"
#include "core/mcap/reader.h"
#include "core/timeline/take_reader.h"
#include "core/timeline/take_writer.h"

namespace reprise::timeline {
namespace {

constexpr std::int64_t kRate = 48000;
constexpr std::int64_t kFrameSamples = 800;  // 60 fps

// A disk that takes everything at once and keeps nothing.
class NullFile final : public WritableFile {
 public:
  Status append(ByteSpan bytes) override {
    size_ += bytes.size();
    return {};
  }
  Status write_at(std::uint64_t /*offset*/, ByteSpan /*bytes*/) override { return {}; }
  Status sync() override { return {}; }
  Status close() override { return {}; }
  [[nodiscard]] std::uint64_t size() const override { return size_; }

 private:
  std::uint64_t size_ = 0;
};
class NullFileSystem final : public MemoryFileSystem {
 public:
  Result<std::unique_ptr<WritableFile>> create(const std::filesystem::path& /*path*/) override {
    return std::make_unique<NullFile>();
  }
  Status rename(const std::filesystem::path& /*from*/,
                const std::filesystem::path& /*to*/) override {
    return {};
  }
};

TakeHeader header() {
  TakeHeader header;
  header.lanes.emplace_back();
  header.show = R"({"scenes":[]})";
  return header;
}

Bytes noise(std::size_t size, std::int64_t seed) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) {
    bytes[i] =
        static_cast<std::byte>(random_below(1, 1, {seed + static_cast<std::int64_t>(i)}, 256));
  }
  return bytes;
}

FrameRecord frame(std::int64_t index) {
  FrameRecord record;
  record.index = {index};
  record.sample = {index * kFrameSamples};
  record.size = {1920, 1080};
  record.scene = "verse";
  record.layers = {{"aurora", 1, {}}, {"rings", 0.5F, {}}};
  for (std::size_t i = 0; i < kFeatureCount; ++i) {
    record.features.push_back(
        static_cast<std::uint16_t>(random_below(2, static_cast<std::uint32_t>(i), {index}, 65536)));
  }
  return record;
}

// Frame by frame, with 800 samples of sound each (about 1.9 kB of FLAC).
std::vector<Record> performance(std::int64_t seconds) {
  std::vector<Record> records;
  for (std::int64_t index = 0; index < seconds * 60; ++index) {
    const SampleIndex sample{index * kFrameSamples};
    records.emplace_back(AudioPacket{0, sample, kFrameSamples, noise(1900, index * 7919)});
    records.emplace_back(frame(index));
  }
  return records;
}

Seal seal_of(std::int64_t seconds) {
  Seal seal;
  seal.samples = {seconds * kRate};
  return seal;
}

// The thread that appends: what a live recording pays. The queue takes everything.
void append_cpu(benchmark::State& state) {
  const auto records = performance(60);
  NullFileSystem fs;
  TakeWriterOptions options;
  options.queue_bytes = std::size_t{1} << 34;
  options.queue_records = std::size_t{1} << 16;
  std::int64_t appended = 0;
  for (auto _ : state) {
    state.PauseTiming();
    std::vector<Record> copies = records;
    auto writer = TakeWriter::create(fs, "take.mcap", header(), {}, options);
    CHECK(writer.has_value());
    state.ResumeTiming();
    for (Record& record : copies) {
      CHECK(writer->append(std::move(record)).has_value());
    }
    state.PauseTiming();
    appended += static_cast<std::int64_t>(copies.size());
    CHECK(writer->seal(seal_of(60)).has_value());
    state.ResumeTiming();
  }
  state.SetItemsProcessed(appended);
}
BENCHMARK(append_cpu)->Unit(benchmark::kMillisecond);

void write_take(FileSystem& fs, const std::vector<Record>& records, std::int64_t seconds) {
  auto writer = TakeWriter::create(fs, "take.mcap", header(), {}, {});
  CHECK(writer.has_value());
  for (const Record& record : records) {
    CHECK(writer->append(record).has_value());
  }
  CHECK(writer->seal(seal_of(seconds)).has_value());
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
