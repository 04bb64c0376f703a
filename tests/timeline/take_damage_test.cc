// Truncated and flipped takes: nothing crashes, nothing wrong is believed, what is whole is read.
#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/mcap/reader.h"
#include "core/timeline/topics.h"
#include "tests/timeline/fault_file_system.h"
#include "tests/timeline/take_fixture.h"

namespace reprise::timeline {
namespace {

std::vector<Record> small_performance() {
  return {AudioPacket{0, {0}, 100, Bytes(10, std::byte{1})},
          FrameRecord{},
          Cue{},
          AudioPacket{0, {100}, 24'000, Bytes(10, std::byte{2})},
          AudioPacket{0, {24'100}, 100, Bytes(10, std::byte{3})},
          Cue{{24'150}, CueType::kTap, CueOrigin::kPerformer, "", "", {}, 0, {}},
          AudioPacket{0, {48'200}, 100, Bytes(10, std::byte{4})}};
}

std::vector<Record> expected_records() {
  std::vector<Record> records = small_performance();
  records.insert(records.begin(), small_header());
  return records;
}

Bytes small_take() {
  const std::vector<Attachment> attachments{
      {"presets/a.fs", "text/plain", Bytes(20, std::byte{'a'})}};
  return make_take(small_header(), small_performance(), attachments);
}

// The same as it stands before its seal.
Bytes small_partial() {
  const Bytes bytes = small_take();
  const std::size_t seal = as_text(bytes).find("reprise.seal");
  Bytes partial(bytes.begin(),
                bytes.begin() + static_cast<std::ptrdiff_t>(seal - 4 - mcap::kRecordHeaderSize));
  return partial;
}

// Every byte, but few of those inside the schemas' definitions, which are most of a small take.
std::vector<std::size_t> places_to_flip(const Bytes& bytes) {
  std::vector<bool> skipped(bytes.size());
  for (const TopicInfo& topic : topic_table()) {
    const std::string_view text = as_text(bytes);
    const std::string_view schema = as_text(topic.schema);
    for (auto at = text.find(schema); at != text.npos; at = text.find(schema, at + 1)) {
      for (std::size_t i = 0; i < schema.size(); ++i) {
        skipped[at + i] = i % 64 != 0;
      }
    }
  }
  std::vector<std::size_t> places;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    if (!skipped[at]) {
      places.push_back(at);
    }
  }
  return places;
}

bool same_attachments(const ReadTake& take) {
  return take.attachments.size() == 1 && take.attachments[0].data == Bytes(20, std::byte{'a'});
}

TEST(TakeDamage, AnUnfinishedTakeIsWholeWithoutItsSeal) {
  const auto take = read_take(small_partial());
  ASSERT_TRUE(take.has_value()) << take.error().message;
  EXPECT_FALSE(take->summary.seal.has_value());
  EXPECT_EQ(damage_text(take->damage), "");
  EXPECT_TRUE(take->records == expected_records());
  EXPECT_TRUE(same_attachments(*take));
  EXPECT_EQ(take->summary.end, SampleIndex{48'300});
  EXPECT_EQ(take->summary.topics.size(), 4U);
  EXPECT_EQ(take->summary.chunks, 4U);
}

TEST(TakeDamage, ATruncatedRangeReadGivesTheSameRecords) {
  const Bytes partial = small_partial();
  const auto take = read_take(partial, {Topics::kAudio, {100}, {24'101}});
  ASSERT_TRUE(take.has_value());
  ASSERT_EQ(take->records.size(), 2U);
  EXPECT_EQ(sample_of(take->records[1]), SampleIndex{24'100});
}

// With every byte flipped, in one of three ways, a full read gives the right records or says what
// it misses.
void expect_no_silent_change(const Bytes& whole, bool sealed) {
  for (const std::size_t at : places_to_flip(whole)) {
    constexpr unsigned kMasks[] = {0x01, 0x80, 0xFF};
    const unsigned mask = kMasks[at % std::size(kMasks)];
    Bytes flipped = whole;
    flipped[at] ^= static_cast<std::byte>(mask);
    const auto take = read_take(flipped);
    if (!take) {
      EXPECT_TRUE(take.error().code == ErrorCode::kCorrupt) << at << take.error().message;
      continue;
    }
    EXPECT_TRUE(is_part_of(take->records, expected_records())) << at;
    const bool complete = take->records == expected_records() && same_attachments(*take) &&
                          take->summary.seal.has_value() == sealed &&
                          take->summary.end.value == (sealed ? 48'000 : 48'300) &&
                          take->summary.header == small_header();
    EXPECT_TRUE(complete || !take->damage.empty()) << at << " " << mask;
  }
}

TEST(TakeDamage, NoFlippedByteOfASealedTakeChangesItSilently) {
  expect_no_silent_change(small_take(), true);
}

TEST(TakeDamage, NoFlippedByteOfAnUnfinishedTakeChangesItSilently) {
  expect_no_silent_change(small_partial(), false);
}

TEST(TakeDamage, CheckFindsEveryFlippedByte) {
  const Bytes whole = small_take();
  MemoryFileSystem fs;
  for (const std::size_t at : places_to_flip(whole)) {
    Bytes flipped = whole;
    flipped[at] ^= std::byte{0x04};
    fs.put("take.mcap", flipped);
    auto reader = TakeReader::open(fs, "take.mcap");
    if (!reader) {
      continue;
    }
    ASSERT_TRUE(reader->check().has_value());
    EXPECT_FALSE(reader->damage().empty()) << at;
  }
}

TEST(TakeDamage, CheckFindsNothingInAWholeTake) {
  MemoryFileSystem fs;
  fs.put("take.mcap", small_take());
  auto reader = TakeReader::open(fs, "take.mcap");
  ASSERT_TRUE(reader.has_value());
  ASSERT_TRUE(reader->check().has_value());
  EXPECT_EQ(damage_text(reader->damage()), "");
}

TEST(TakeDamage, OneBrokenChunkCostsOnlyItself) {
  const Bytes whole = make_take(small_header(), performance(5), {}, {}, 5);
  MemoryFileSystem fs;
  fs.put("a", whole);
  const auto summary = mcap::read_summary(mcap::File(*fs.open("a")));
  const mcap::ChunkIndex& chunk = summary->chunks[4];
  Bytes flipped = whole;
  flipped[chunk.offset + chunk.length - 20] ^= std::byte{1};
  const auto take = read_take(flipped);
  ASSERT_TRUE(take.has_value());
  ASSERT_EQ(take->damage.size(), 1U);
  EXPECT_EQ(take->damage[0].offset, chunk.offset);
  EXPECT_EQ(take->damage[0].bytes, chunk.length);
  EXPECT_LT(take->records.size(), performance(5).size());
  EXPECT_GT(take->records.size(), performance(4).size());
}

TEST(TakeDamage, ALostFirstChunkIsReplacedByTheCopyOfTheHeader) {
  Bytes bytes = small_partial();
  const std::size_t mark = as_text(bytes).find(std::string_view("\4\0\0\0zstd", 8));
  bytes[mark + 30] ^= std::byte{0xFF};
  const auto take = read_take(bytes);
  ASSERT_TRUE(take.has_value()) << take.error().message;
  EXPECT_EQ(take->summary.header, small_header());
  EXPECT_NE(damage_text(take->damage), "");
  EXPECT_EQ(take->records.size(), small_performance().size());
}

TEST(TakeDamage, DamageIsReportedOnceHoweverOftenItIsMet) {
  Bytes bytes = small_take();
  MemoryFileSystem fs;
  fs.put("a", bytes);
  const auto chunk = mcap::read_summary(mcap::File(*fs.open("a")))->chunks[2];
  bytes[chunk.offset + chunk.length - 5] ^= std::byte{1};
  fs.put("a", bytes);
  auto reader = TakeReader::open(fs, "a");
  ASSERT_TRUE(reader.has_value());
  for (int i = 0; i < 3; ++i) {
    auto cursor = reader->read({});
    while (*cursor.next()) {
    }
  }
  EXPECT_EQ(reader->damage().size(), 1U);
}

TEST(TakeDamage, ADiskThatFailsIsNoUnfinishedTake) {
  const Bytes take = make_take(small_header(), performance(1), {});
  for (const std::uint64_t from : {take.size() - 1, take.size() - 9, std::uint64_t{0}}) {
    FaultFileSystem fs;
    fs.memory.put("take.mcap", take);
    fs.unreadable_from = from;
    const auto reader = TakeReader::open(fs, "take.mcap");
    ASSERT_FALSE(reader) << from;
    EXPECT_EQ(reader.error().code, ErrorCode::kIo) << from;
  }
}

}  // namespace
}  // namespace reprise::timeline
