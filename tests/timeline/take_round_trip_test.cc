#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/timeline/record_codec.h"
#include "tests/timeline/take_fixture.h"

namespace reprise::timeline {
namespace {

std::vector<Record> with_header(const TakeHeader& header, std::vector<Record> records) {
  records.insert(records.begin(), header);
  return records;
}

TEST(TakeRoundTrip, ReturnsEverything) {
  const TakeHeader header = small_header();
  const auto records = performance(3, true);
  const auto take = read_take(make_take(header, records, small_attachments(), {}, 3));
  ASSERT_TRUE(take.has_value()) << take.error().message;
  EXPECT_EQ(damage_text(take->damage), "");
  EXPECT_TRUE(take->records == with_header(header, records));
  EXPECT_EQ(take->attachments, small_attachments());
  EXPECT_EQ(take->summary.header, header);
  EXPECT_EQ(take->summary.end, SampleIndex{144'000});
  EXPECT_THAT(take->summary.attachments,
              testing::ElementsAre("presets/aurora.fs", "presets/empty.vs"));
}

TEST(TakeRoundTrip, ReturnsExtremeRecords) {
  const auto take = read_take(make_take(extreme_header(), extreme_records(), {}));
  ASSERT_TRUE(take.has_value()) << take.error().message;
  EXPECT_EQ(damage_text(take->damage), "");
  EXPECT_TRUE(take->records == with_header(extreme_header(), extreme_records()));
}

TEST(TakeRoundTrip, ATakeWithoutRecordsIsATake) {
  const auto take = read_take(make_take(small_header(), {}, {}, {}, 0));
  ASSERT_TRUE(take.has_value()) << take.error().message;
  EXPECT_EQ(damage_text(take->damage), "");
  EXPECT_EQ(take->records.size(), 1U);
  EXPECT_EQ(take->summary.chunks, 1U);
}

TEST(TakeRoundTrip, SealCountsAndNamesThePerformance) {
  const auto take = read_take(make_take(small_header(), performance(2), {}, {}, 2));
  ASSERT_TRUE(take.has_value());
  ASSERT_TRUE(take->summary.seal.has_value());
  const Seal& seal = *take->summary.seal;
  EXPECT_EQ(seal.frames, 20);
  EXPECT_EQ(seal.cues, 2);
  EXPECT_EQ(seal.clipped_samples, 5);
  EXPECT_EQ(seal.pcm_sha256, small_seal(2).pcm_sha256);
  EXPECT_EQ(seal.source_sha256, small_seal(2).source_sha256);

  auto records = performance(2);
  std::get<Cue>(*std::ranges::find_if(records, [](const Record& record) {
    return std::holds_alternative<Cue>(record);
  })).number += 1;
  const auto other = read_take(make_take(small_header(), records, {}, {}, 2));
  ASSERT_TRUE(other.has_value());
  EXPECT_NE(other->summary.seal->take_digest, seal.take_digest);
}

TEST(TakeRoundTrip, SummaryListsTopicsInTheirOrder) {
  const auto take = read_take(make_take(small_header(), performance(2, true), {}, {}, 2));
  ASSERT_TRUE(take.has_value());
  std::vector<std::string> topics;
  for (const TopicCount& count : take->summary.topics) {
    topics.push_back(count.topic + " " + std::to_string(count.records));
  }
  EXPECT_THAT(topics, testing::ElementsAre("/take 1", "/audio/0 24", "/frame 20", "/cue 2",
                                           "/hash 20", "/health 2"));
}

// A take of format 1 as it was written when that was new. Every later version reads it the same.
TEST(TakeRoundTrip, Format1IsReadForEver) {
  const auto bytes = read_file(posix_file_system(), GOLDEN_DIR "/format_1.mcap");
  ASSERT_TRUE(bytes.has_value());
  const auto take = read_take(*bytes);
  ASSERT_TRUE(take.has_value()) << take.error().message;
  EXPECT_EQ(damage_text(take->damage), "");
  EXPECT_TRUE(take->records == with_header(small_header(), performance(1, true)));
  EXPECT_EQ(take->attachments, small_attachments());
  EXPECT_EQ(to_hex(take->summary.seal->take_digest), "30bca4ef752a6154013c5fbb82047bb6");
}

std::vector<Record> selected(const std::vector<Record>& records, const ReadRange& range) {
  std::vector<Record> out;
  for (const Record& record : records) {
    const auto bit = std::uint32_t{1} << record.index();
    const SampleIndex sample = sample_of(record);
    if ((static_cast<std::uint32_t>(range.topics) & bit) != 0 && sample >= range.from &&
        sample < range.to) {
      out.push_back(record);
    }
  }
  return out;
}

TEST(TakeRange, GivesExactlyTheRecordsAsked) {
  const auto records = with_header(small_header(), performance(5));
  const Bytes bytes = make_take(small_header(), performance(5), {}, {}, 5);
  const std::vector<std::int64_t> edges{0,       1,       4'095,   4'096,  24'000,
                                        100'000, 144'000, 239'999, 240'000};
  for (const Topics topics : {Topics::kAll, Topics::kCue, Topics::kAudio | Topics::kFrame,
                              Topics::kTake, Topics::kHash}) {
    for (const std::int64_t from : edges) {
      for (const std::int64_t to : edges) {
        const ReadRange range{topics, {from}, {to}};
        const auto take = read_take(bytes, range);
        ASSERT_TRUE(take.has_value());
        EXPECT_TRUE(take->records == selected(records, range)) << from << ".." << to;
      }
    }
  }
}

TEST(TakeRange, AcceptsAnyBounds) {
  const Bytes bytes = make_take(small_header(), performance(1), {});
  constexpr auto kMin = std::numeric_limits<std::int64_t>::min();
  constexpr auto kMax = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(read_take(bytes, {Topics::kAll, {kMin}, {kMax}})->records.size(),
            performance(1).size() + 1);
  EXPECT_TRUE(read_take(bytes, {Topics::kAll, {kMax}, {kMax}})->records.empty());
  EXPECT_TRUE(read_take(bytes, {Topics::kAll, {kMin}, {kMin}})->records.empty());
}

// Counts what is read from the file behind it.
class CountingFile final : public RandomAccessFile {
 public:
  CountingFile(std::unique_ptr<RandomAccessFile> file, std::uint64_t& count)
      : file_(std::move(file)), count_(count) {}
  [[nodiscard]] std::uint64_t size() const override { return file_->size(); }
  Status read_at(std::uint64_t offset, std::span<std::byte> out) const override {
    count_ += out.size();
    return file_->read_at(offset, out);
  }

 private:
  std::unique_ptr<RandomAccessFile> file_;
  std::uint64_t& count_;
};
class CountingFileSystem final : public MemoryFileSystem {
 public:
  Result<std::unique_ptr<RandomAccessFile>> open(const std::filesystem::path& path) override {
    TRY_ASSIGN(auto file, MemoryFileSystem::open(path));
    return std::make_unique<CountingFile>(std::move(file), bytes_read);
  }
  std::uint64_t bytes_read = 0;
};

TEST(TakeRange, ReadsNoChunksOutsideTheRange) {
  CountingFileSystem fs;
  const Bytes bytes = make_take(small_header(), performance(60), {}, {}, 60);
  fs.put("take.mcap", bytes);
  auto reader = TakeReader::open(fs, "take.mcap");
  ASSERT_TRUE(reader.has_value());
  const std::uint64_t opened = fs.bytes_read;
  auto cursor = reader->read({Topics::kAll, {48'000 * 30}, {48'000 * 31}});
  while (*cursor.next()) {
  }
  EXPECT_LT(fs.bytes_read - opened, bytes.size() / 15);
}

TEST(TakeCursor, CursorsAreIndependentAndOutliveMoves) {
  MemoryFileSystem fs;
  fs.put("take.mcap", make_take(small_header(), performance(2), {}, {}, 2));
  auto opened = TakeReader::open(fs, "take.mcap");
  ASSERT_TRUE(opened.has_value());
  auto first = opened->read({});
  auto second = opened->read({Topics::kCue, {}, {48'000}});
  const TakeReader reader = std::move(*opened);
  EXPECT_TRUE(std::holds_alternative<TakeHeader>(**first.next()));
  EXPECT_TRUE(std::holds_alternative<Cue>(**second.next()));
  auto moved = std::move(first);
  EXPECT_TRUE(std::holds_alternative<AudioPacket>(**moved.next()));
  EXPECT_FALSE(second.next()->has_value());
  EXPECT_FALSE(second.next()->has_value());
}

TEST(TakeCursor, PublishTimeIsTheGivenOneOrTheLogTime) {
  MemoryFileSystem fs;
  auto writer = TakeWriter::create(fs, "take.mcap", small_header(), {}, {});
  ASSERT_TRUE(writer.has_value());
  ASSERT_TRUE(writer->append(AudioPacket{0, {48'000}, 1, {}}).has_value());
  ASSERT_TRUE(writer->append(AudioPacket{0, {96'000}, 1, {}}, 123).has_value());
  ASSERT_TRUE(writer->seal({}).has_value());
  auto reader = TakeReader::open(fs, "take.mcap");
  ASSERT_TRUE(reader.has_value());
  auto cursor = reader->read({Topics::kAudio, {}, {kMaxSample}});
  ASSERT_TRUE(cursor.next()->has_value());
  EXPECT_EQ(cursor.publish_ns(), kFileEpochNs + 1'000'000'000);
  ASSERT_TRUE(cursor.next()->has_value());
  EXPECT_EQ(cursor.publish_ns(), 123);
}

}  // namespace
}  // namespace reprise::timeline
