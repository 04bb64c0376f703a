#include "core/mcap/indexed_reader.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/mcap/writer.h"
#include "tests/mcap/damage_text.h"
#include "tests/mcap/foreign_file.h"

namespace reprise::mcap {
namespace {

using testing::ElementsAre;
using Times = std::vector<std::uint64_t>;

struct IndexedReading {
  Times times;
  std::vector<std::uint32_t> sequences;
  ReadCounters counters;
  std::string damage;
};

IndexedReading read(std::unique_ptr<RandomAccessFile> file, const ReadFilter& filter = {}) {
  auto reader = IndexedReader::open(std::move(file));
  EXPECT_TRUE(reader.has_value());
  auto cursor = (*reader)->read(filter);
  IndexedReading reading;
  while (true) {
    const auto next = cursor.next();
    EXPECT_TRUE(next.has_value());
    if (!next || !*next) {
      break;
    }
    const Message& message = (*next)->message;
    EXPECT_EQ(Bytes(message.data.begin(), message.data.end()),
              message_data(message.log_time, message.data.size()));
    EXPECT_EQ((*next)->channel->id, message.channel);
    reading.times.push_back(message.log_time);
    reading.sequences.push_back(message.sequence);
  }
  reading.counters = cursor.counters();
  reading.damage = damage_text((*reader)->damage());
  return reading;
}

// One chunk for each list of log times, `size` bytes a message, sequences in file order.
Bytes indexed_file(const std::vector<Times>& chunks, std::size_t size,
                   const WriterOptions& options = {}) {
  MemoryFileSystem fs;
  auto writer = Writer::create(*fs.create("a"), {"", "test"}, options);
  EXPECT_TRUE(writer->add_schema({1, "s", "text", {}}).has_value());
  EXPECT_TRUE(writer->add_channel({1, 1, "odd", "text", {}}).has_value());
  EXPECT_TRUE(writer->add_channel({2, 0, "even", "text", {}}).has_value());
  std::uint32_t sequence = 0;
  for (const Times& times : chunks) {
    ChunkBuilder chunk;
    for (const std::uint64_t time : times) {
      const Bytes data = message_data(time, size);
      chunk.add({static_cast<std::uint16_t>(time % 2 == 0 ? 2 : 1), sequence++, time, time, data});
    }
    EXPECT_TRUE(writer->write_chunk(chunk).has_value());
  }
  EXPECT_TRUE(writer->finish().has_value());
  return *fs.content("a");
}

// Chunk i holds the times i, i + chunks, …: every chunk overlaps every other.
std::vector<Times> interleaved(std::size_t chunks, std::size_t each) {
  std::vector<Times> out(chunks);
  for (std::size_t i = 0; i < chunks * each; ++i) {
    out[i % chunks].push_back(i);
  }
  return out;
}

Times all(std::size_t count) {
  Times times(count);
  for (std::size_t i = 0; i < count; ++i) {
    times[i] = i;
  }
  return times;
}

TEST(IndexedReader, SortsByTimeAndKeepsFileOrderForTies) {
  const Bytes bytes = indexed_file({{5, 1, 3}, {3, 2}, {1, 9, 3}}, 10);
  const IndexedReading reading = read(opened(bytes));
  EXPECT_THAT(reading.times, ElementsAre(1, 1, 2, 3, 3, 3, 5, 9));
  EXPECT_THAT(reading.sequences, ElementsAre(1, 5, 4, 2, 3, 7, 0, 6));
  EXPECT_EQ(reading.damage, "");
}

TEST(IndexedReader, FiltersByTopicAndTime) {
  const Bytes bytes = indexed_file(interleaved(5, 20), 10);
  EXPECT_EQ(read(opened(bytes), {10, 14, {}, 1 << 20}).times, (Times{10, 11, 12, 13, 14}));
  EXPECT_EQ(read(opened(bytes), {10, 14, {"odd"}, 1 << 20}).times, (Times{11, 13}));
  EXPECT_EQ(read(opened(bytes), {10, 14, {"odd", "even"}, 1 << 20}).times.size(), 5U);
  EXPECT_EQ(read(opened(bytes), {0, 99, {"none"}, 1 << 20}).times, Times{});
  EXPECT_EQ(read(opened(bytes), {100, 200, {}, 1 << 20}).times, Times{});
}

TEST(IndexedReader, ChunksThatUnpackToMuchAreNotLoadedWithoutEnd) {
  constexpr std::size_t kChunks = 20;
  MemoryFileSystem fs;
  auto writer = Writer::create(*fs.create("a"), {"", "test"}, {});
  ASSERT_TRUE(writer->add_channel({1, 0, "zeros", "text", {}}).has_value());
  const Bytes zeros(512u << 10);
  for (const Times& times : interleaved(kChunks, 8)) {
    ChunkBuilder chunk;
    for (const std::uint64_t time : times) {
      chunk.add({1, 0, time, time, zeros});
    }
    ASSERT_TRUE(writer->write_chunk(chunk).has_value());
  }
  ASSERT_TRUE(writer->finish().has_value());
  const auto reader = *IndexedReader::open(*fs.open("a"));
  auto cursor = reader->read({.memory_limit = 512u << 10});
  std::size_t messages = 0;
  for (auto next = cursor.next(); next && *next; next = cursor.next()) {
    ++messages;
  }
  EXPECT_LT(cursor.counters().unpacked_bytes, 400u << 20);
  EXPECT_GT(messages, kChunks);
  EXPECT_THAT(damage_text(reader->damage()), testing::HasSubstr("overlap so much"));
}

TEST(IndexedReader, AWindowLoadsItsChunksAlone) {
  const Bytes bytes = indexed_file({{0, 1}, {2, 3}, {4, 5}, {6, 7}}, 100);
  const IndexedReading reading = read(opened(bytes), {3, 4, {}, 1 << 20});
  EXPECT_EQ(reading.times, (Times{3, 4}));
  EXPECT_EQ(reading.counters.loads, 2U);
}

TEST(IndexedReader, HoldsOneChunkWhereNoneOverlap) {
  std::vector<Times> chunks;
  for (std::uint64_t i = 0; i < 50; ++i) {
    chunks.push_back({2 * i, 2 * i + 1});
  }
  const IndexedReading reading = read(opened(indexed_file(chunks, 10'000)));
  EXPECT_EQ(reading.times, all(100));
  EXPECT_EQ(reading.counters.loads, 50U);
  EXPECT_LT(reading.counters.most_held_bytes, 25'000U);
  EXPECT_EQ(reading.counters.held_bytes, 0U);
}

// 4 MB of chunks that all overlap, in less and less memory.
TEST(IndexedReader, StaysWithinItsMemory) {
  const std::size_t kChunks = 40;
  const Bytes bytes = indexed_file(interleaved(kChunks, 50), 2000);
  const std::uint64_t whole = kChunks * 50 * 2031;
  for (const std::uint64_t limit : {16u << 20, 2u << 20, 1u << 20, 256u << 10}) {
    const IndexedReading reading = read(opened(bytes), {0, 1'000'000, {}, limit});
    EXPECT_EQ(reading.times, all(kChunks * 50)) << limit;
    EXPECT_LE(reading.counters.most_held_bytes, limit);
    // Each chunk is loaded about as often as the limit forces.
    EXPECT_LE(reading.counters.unpacked_bytes, whole * (2 + 3 * whole / limit)) << limit;
    EXPECT_EQ(reading.damage, "");
  }
}

// No limit is too small: then every message costs a chunk.
TEST(IndexedReader, WorksWithoutMemory) {
  const Bytes bytes = indexed_file(interleaved(8, 10), 2000);
  const IndexedReading reading = read(opened(bytes), {0, 1'000'000, {}, 1});
  EXPECT_EQ(reading.times, all(80));
  EXPECT_LE(reading.counters.most_held_bytes, 2100U);
}

// Where index or chunks lie about times, order may suffer; memory and messages do not.
TEST(IndexedReader, TimesThatLieAreNoticed) {
  ForeignFile file;
  file.put_channel(1, "t");
  for (int i = 0; i < 20; ++i) {
    Bytes records;
    const Bytes data = message_data(1000, 5000);
    put_record(records, Message{1, 0, 1000, 1000, data});
    file.put_chunk(records, Packing::kZstd, 0, 0);
  }
  file.end();
  // Without an index the chunks themselves are read, and their claims are not needed.
  EXPECT_EQ(read(file.open()).times.size(), 20U);
  EXPECT_EQ(read(file.open()).damage, "");

  Bytes bytes = indexed_file({{5}, {6}}, 100, {.compression = Compression::kNone});
  ChunkIndex index = read_summary(File(opened(bytes)))->chunks[1];
  Bytes right;
  put_record(right, index);
  index.start_time = 4;
  index.end_time = 5;
  Bytes wrong;
  put_record(wrong, index);
  const auto at = std::ranges::search(bytes, right);
  ASSERT_FALSE(at.empty());
  std::ranges::copy(wrong, at.begin());
  std::fill(bytes.end() - 12, bytes.end() - 8, std::byte{0});  // the summary's CRC
  const IndexedReading reading = read(opened(bytes));
  EXPECT_EQ(reading.times, (Times{5, 6}));
  EXPECT_THAT(reading.damage, testing::HasSubstr("claims other times"));
}

TEST(IndexedReader, NeedsNoSummary) {
  for (const Packing packing : {Packing::kNone, Packing::kZstd, Packing::kLz4}) {
    ForeignFile file;
    file.put_channel(1, "t")
        .put_messages({5, 4}, packing)
        .put_messages({1, 6}, packing)
        .put_messages({2}, packing);
    EXPECT_EQ(read(file.open()).times, (Times{1, 2, 4, 5, 6}));  // unfinished
    file.end();
    const IndexedReading reading = read(file.open());
    EXPECT_EQ(reading.times, (Times{1, 2, 4, 5, 6}));
    EXPECT_EQ(reading.damage, "");
  }
}

TEST(IndexedReader, ReadsMessagesOutsideChunks) {
  ForeignFile file;
  file.put_channel(1, "t");
  Times times;
  for (std::uint64_t i = 0; i < 2000; ++i) {
    const std::uint64_t time = (i * 7) % 2000;
    const Bytes data = message_data(time, 2000);
    file.put(Message{1, static_cast<std::uint32_t>(i), time, time, data});
  }
  file.end();
  const IndexedReading reading = read(file.open(), {0, 5000, {}, 1 << 20});
  EXPECT_EQ(reading.times, all(2000));
  EXPECT_LE(reading.counters.most_held_bytes, 1u << 20);
}

// Parts of the summary that are missing are made up for.
TEST(IndexedReader, ReadsWhatTheSummaryLeavesOut) {
  const std::vector<WriterOptions> variants = {
      {.message_indexes = false},
      {.repeated_schemas = false},
      {.repeated_channels = false},
      {.statistics = false},
      {.chunk_indexes = false},
      {.message_indexes = false, .repeated_channels = false, .statistics = false}};
  for (const WriterOptions& options : variants) {
    const Bytes bytes = indexed_file(interleaved(3, 5), 10, options);
    const IndexedReading reading = read(opened(bytes));
    EXPECT_EQ(reading.times, all(15));
    EXPECT_EQ(reading.damage, "");
    EXPECT_EQ(read(opened(bytes), {0, 100, {"even"}, 1000}).times.size(), 8U);
  }
}

TEST(IndexedReader, OpensAnIndexedFileWithFewReads) {
  std::vector<Times> chunks(200, Times{1});
  const Bytes bytes = indexed_file(chunks, 10'000);
  class Counting final : public RandomAccessFile {
   public:
    Counting(std::unique_ptr<RandomAccessFile> file, std::uint64_t& read)
        : file_(std::move(file)), read_(read) {}
    std::uint64_t size() const override { return file_->size(); }
    Status read_at(std::uint64_t offset, std::span<std::byte> out) const override {
      read_ += out.size();
      return file_->read_at(offset, out);
    }

   private:
    std::unique_ptr<RandomAccessFile> file_;
    std::uint64_t& read_;
  };
  std::uint64_t bytes_read = 0;
  auto reader = IndexedReader::open(std::make_unique<Counting>(opened(bytes), bytes_read));
  ASSERT_TRUE(reader.has_value());
  const std::uint64_t summary = bytes.size() - (*reader)->index().blocks.back().offset;
  EXPECT_LT(bytes_read, 2 * summary + 100'000);
}

TEST(IndexedReader, ADamagedChunkIsLeftOutAndNamed) {
  Bytes bytes = indexed_file({{1}, {2}, {3}}, 500, {.compression = Compression::kNone});
  const ChunkIndex index = read_summary(File(opened(bytes)))->chunks[1];
  bytes[index.offset + 200] ^= std::byte{1};
  const IndexedReading reading = read(opened(bytes));
  EXPECT_EQ(reading.times, (Times{1, 3}));
  EXPECT_THAT(reading.damage, testing::HasSubstr("the CRC of a chunk does not match"));
}

TEST(IndexedReader, DamageInFrontOfAnIndexedChunkCostsNothing) {
  Bytes bytes = indexed_file({{1}, {2}}, 500);
  const ChunkIndex first = read_summary(File(opened(bytes)))->chunks[0];
  std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(first.offset) - 33, 33, std::byte{0});
  const IndexedReading reading = read(opened(bytes));
  EXPECT_EQ(reading.times, (Times{1, 2}));
  EXPECT_THAT(reading.damage, testing::HasSubstr("unreadable bytes between two records"));
  EXPECT_THAT(reading.damage, testing::Not(testing::HasSubstr("no chunk")));
}

// Truncated anywhere, flipped anywhere. One thing goes unnoticed without reading the whole file, as
// no CRC but the data section's covers it: a channel outside chunks that becomes a message.
TEST(IndexedReader, NoDamageBreaksIt) {
  const Bytes bytes = indexed_file({{4, 1}, {2, 3}}, 40, {.compression = Compression::kNone});
  const auto check = [](const Bytes& damaged) {
    auto reader = IndexedReader::open(opened(damaged));
    if (!reader) {
      return;
    }
    auto cursor = (*reader)->read({0, ~std::uint64_t{0}, {}, 100});
    int count = 0;
    for (auto next = cursor.next(); next && *next; next = cursor.next()) {
      ++count;
    }
    EXPECT_LE(count, 4);
    EXPECT_TRUE(count == 4 || !(*reader)->damage().empty() || damaged.size() < 400);
  };
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    check(Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(at)));
    for (const unsigned mask : {0x01U, 0x80U}) {
      Bytes flipped = bytes;
      flipped[at] ^= static_cast<std::byte>(mask);
      if (bytes[at] != std::byte{4} || flipped[at] != std::byte{5}) {
        check(flipped);
      }
    }
  }
}

}  // namespace
}  // namespace reprise::mcap
