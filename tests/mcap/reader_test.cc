#include "core/mcap/reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/hash.h"
#include "core/base/zstd.h"
#include "core/mcap/scanner.h"
#include "core/mcap/writer.h"
#include "tests/mcap/damage_text.h"

namespace reprise::mcap {
namespace {

// A file of `chunks` chunks with one message of 300 bytes each, its chunk's number in all of them.
Bytes make_file(int chunks) {
  MemoryFileSystem fs;
  auto writer = Writer::create(*fs.create("a"), {"", "test"});
  EXPECT_TRUE(writer->add_schema({1, "s", "flatbuffer", {}}).has_value());
  EXPECT_TRUE(writer->add_channel({1, 1, "/t", "flatbuffer", {}}).has_value());
  for (int i = 0; i < chunks; ++i) {
    ChunkBuilder chunk;
    const Bytes data(300, static_cast<std::byte>(i));
    chunk.add({1, static_cast<std::uint32_t>(i), 10, 10, data});
    EXPECT_TRUE(writer->write_chunk(chunk).has_value());
  }
  EXPECT_TRUE(writer->finish().has_value());
  return *fs.content("a");
}

File opened(const Bytes& bytes) {
  MemoryFileSystem fs;
  fs.put("a", bytes);
  return File(*fs.open("a"));
}

struct Scan {
  std::vector<Scanner::Item> items;
  std::vector<Damage> damage;
  // The number of each chunk that is whole.
  [[nodiscard]] std::vector<int> chunks() const {
    std::vector<int> numbers;
    for (const auto& item : items) {
      const auto chunk = parse_chunk(item.content);
      if (item.place.opcode == static_cast<std::uint8_t>(Opcode::kChunk) && chunk) {
        const auto records = unpack_chunk(*chunk);
        numbers.push_back(records ? static_cast<int>(records->back()) : -1);
      }
    }
    return numbers;
  }
};

Scan scan(const Bytes& bytes) {
  const File file = opened(bytes);
  DamageLog log;
  Scanner scanner(file, log);
  Scan result;
  for (auto item = scanner.next(); item && *item; item = scanner.next()) {
    result.items.push_back(std::move(**item));
  }
  result.damage = log.entries();
  return result;
}

std::uint64_t offset_of_chunk(const Bytes& bytes, int number) {
  return read_summary(opened(bytes))->chunks[static_cast<std::size_t>(number)].offset;
}

void insert(Bytes& bytes, std::uint64_t at, const Bytes& what) {
  bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(at), what.begin(), what.end());
}

TEST(Scanner, FindsEverythingInAWholeFile) {
  const Scan found = scan(make_file(4));
  EXPECT_THAT(found.chunks(), testing::ElementsAre(0, 1, 2, 3));
  EXPECT_EQ(damage_text(found.damage), "");
  EXPECT_EQ(found.items.back().place.opcode, static_cast<std::uint8_t>(Opcode::kDataEnd));
}

TEST(Scanner, SkipsRecordsOfUnknownKinds) {
  Bytes bytes = make_file(2);
  insert(bytes, offset_of_chunk(bytes, 1),
         {std::byte{0x80}, std::byte{2}, {}, {}, {}, {}, {}, {}, {}, std::byte{6}, std::byte{6}});
  const Scan found = scan(bytes);
  EXPECT_THAT(found.chunks(), testing::ElementsAre(0, 1));
  EXPECT_EQ(damage_text(found.damage), "");
}

TEST(Scanner, SkipsPaddingBehindAChunk) {
  Bytes bytes = make_file(2);
  const std::uint64_t first = offset_of_chunk(bytes, 0);
  const std::uint64_t length = read_summary(opened(bytes))->chunks[0].length;
  insert(bytes, first + length, Bytes(3));
  bytes[first + 1] = static_cast<std::byte>(static_cast<std::uint8_t>(bytes[first + 1]) + 3);
  const Scan found = scan(bytes);
  EXPECT_THAT(found.chunks(), testing::ElementsAre(0, 1));
  EXPECT_EQ(damage_text(found.damage), "");
}

TEST(Scanner, GoesOnBehindABrokenLength) {
  for (const unsigned flipped : {1U, 2U, 3U, 4U, 8U}) {  // which byte of opcode and length
    for (const unsigned mask : {0x01U, 0x02U, 0x10U, 0x80U}) {
      Bytes bytes = make_file(5);
      bytes[offset_of_chunk(bytes, 1) + flipped] ^= static_cast<std::byte>(mask);
      const Scan found = scan(bytes);
      EXPECT_THAT(found.chunks(), testing::ElementsAre(0, 2, 3, 4)) << flipped << " " << mask;
      EXPECT_NE(damage_text(found.damage), "");
    }
  }
}

TEST(Scanner, GoesOnBehindGarbage) {
  Bytes bytes = make_file(3);
  insert(bytes, offset_of_chunk(bytes, 1), Bytes(2'500'000, std::byte{0xEE}));
  const Scan found = scan(bytes);
  EXPECT_THAT(found.chunks(), testing::ElementsAre(0, 1, 2));
  ASSERT_EQ(found.damage.size(), 1U);
  EXPECT_EQ(found.damage[0].bytes, 2'500'000U);
}

// The mark by which chunks are found may lie across the border of two search windows.
TEST(Scanner, FindsAChunkAtAnyPlace) {
  const Bytes whole = make_file(2);
  const std::uint64_t second = offset_of_chunk(whole, 1);
  for (std::size_t garbage = (1 << 20) - 50; garbage < (1 << 20) + 10; ++garbage) {
    Bytes bytes = whole;
    insert(bytes, second, Bytes(garbage, std::byte{0xEE}));
    EXPECT_THAT(scan(bytes).chunks(), testing::ElementsAre(0, 1)) << garbage;
  }
}

TEST(Scanner, ATornTailIsOneFinding) {
  Bytes bytes = make_file(3);
  const std::uint64_t last = offset_of_chunk(bytes, 2);
  bytes.resize(last + 60);
  const Scan found = scan(bytes);
  EXPECT_THAT(found.chunks(), testing::ElementsAre(0, 1));
  ASSERT_EQ(found.damage.size(), 1U);
  EXPECT_EQ(found.damage[0].offset, last);
  EXPECT_EQ(found.damage[0].bytes, 60U);
}

TEST(Summary, EveryFlippedByteIsNoticed) {
  const Bytes bytes = make_file(2);
  ByteReader footer(ByteSpan(bytes).subspan(bytes.size() - 28));
  const auto start = footer.get<std::uint64_t>();
  for (std::size_t at = start; at < bytes.size(); ++at) {
    Bytes flipped = bytes;
    flipped[at] ^= std::byte{0x40};
    EXPECT_FALSE(read_summary(opened(flipped)).has_value()) << at;
  }
}

Chunk chunk_of(const Bytes& records, const Bytes& compressed) {
  return {0, 0, records.size(), crc32(records), "zstd", compressed};
}

TEST(Chunk, IsCheckedBeforeUse) {
  const Bytes records(5000, std::byte{3});
  const Bytes compressed = *zstd_compress(records, 1);
  EXPECT_EQ(*unpack_chunk(chunk_of(records, compressed)), records);

  Chunk chunk = chunk_of(records, compressed);
  chunk.uncompressed_crc ^= 1;
  EXPECT_FALSE(unpack_chunk(chunk).has_value());
  chunk = chunk_of(records, compressed);
  chunk.uncompressed_size += 1;
  EXPECT_FALSE(unpack_chunk(chunk).has_value());
  chunk.uncompressed_size = ~std::uint64_t{0};
  EXPECT_FALSE(unpack_chunk(chunk).has_value());
  chunk = chunk_of(records, compressed);
  chunk.compression = "brotli";
  EXPECT_FALSE(unpack_chunk(chunk).has_value());
  chunk = {0, 0, records.size(), crc32(records), "", records};
  EXPECT_EQ(*unpack_chunk(chunk), records);
  chunk.uncompressed_size -= 1;
  EXPECT_FALSE(unpack_chunk(chunk).has_value());
}

TEST(File, LengthsBeyondTheFileAreRefused) {
  const File file = opened(make_file(1));
  constexpr auto kHuge = ~std::uint64_t{0};
  EXPECT_FALSE(file.read(0, kHuge).has_value());
  EXPECT_FALSE(file.read(kHuge, 1).has_value());
  EXPECT_FALSE(file.read(file.size(), 1).has_value());
  EXPECT_TRUE(file.read(file.size(), 0).has_value());
  EXPECT_FALSE(file.place_at(kHuge)->has_value());
}

TEST(DamageLog, SaysHowMuchItDoesNotList) {
  DamageLog log;
  for (std::uint64_t i = 0; i < 10'005; ++i) {
    log.add(i, 2, "broken");
    log.add(0, 2, "broken");  // once
  }
  const auto& entries = log.entries();
  ASSERT_EQ(entries.size(), 10'001U);
  EXPECT_EQ(entries.back().offset, 10'000U);
  EXPECT_EQ(entries.back().bytes, 10U);
  EXPECT_EQ(entries.back().what, "5 more, from here on");
}

}  // namespace
}  // namespace reprise::mcap
