// Files made to hurt: claims that would cost memory or time far beyond the file's size, and lies
// behind correct CRCs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/hash.h"
#include "core/base/zstd.h"
#include "core/mcap/reader.h"
#include "core/mcap/writer.h"
#include "core/timeline/record_codec.h"
#include "core/timeline/take_index.h"
#include "tests/timeline/take_fixture.h"

namespace reprise::timeline {
namespace {

// A writer behind the start of a take: topics declared, `/take` written.
class LiarsTake {
 public:
  LiarsTake() : writer_(std::move(*mcap::Writer::create(*fs_.create("a"), {"", "liar"}))) {
    for (mcap::Schema& schema : take_schemas()) {
      EXPECT_TRUE(writer_.add_schema(std::move(schema)).has_value());
    }
    for (mcap::Channel& channel : take_channels(1)) {
      EXPECT_TRUE(writer_.add_channel(std::move(channel)).has_value());
    }
    add(small_header(), 0);
    close_chunk();
  }
  void add(const Record& record, std::int64_t time_error) {
    RecordPacker packer;
    const ByteSpan data = packer.pack(record);
    const std::uint16_t channel = channel_id(topic_address(record), 1);
    add_raw(
        {channel, sequence_[channel]++,
         log_time_of(small_header(), sample_of(record)) + static_cast<std::uint64_t>(time_error), 0,
         data});
  }
  void add_raw(const mcap::Message& message) { chunk_.add(message); }
  void close_chunk() {
    EXPECT_TRUE(writer_.write_chunk(chunk_).has_value());
    chunk_.clear();
  }
  Bytes finish() {
    EXPECT_TRUE(writer_.finish().has_value());
    return *fs_.content("a");
  }

 private:
  MemoryFileSystem fs_;
  mcap::Writer writer_;
  mcap::ChunkBuilder chunk_;
  std::map<std::uint16_t, std::uint32_t> sequence_;
};

TEST(HostileTake, ATakeWithoutSealThatAnotherToolFinishedIsRead) {
  LiarsTake liar;
  liar.add(AudioPacket{0, {0}, 4096, {}}, 0);
  liar.close_chunk();
  const auto take = read_take(liar.finish());
  ASSERT_TRUE(take.has_value()) << take.error().message;
  EXPECT_EQ(take->records.size(), 2U);
  EXPECT_FALSE(take->summary.seal.has_value());
  EXPECT_EQ(take->summary.end, SampleIndex{4096});
}

TEST(HostileTake, RecordsThatAreNoneAreSkippedAndReported) {
  LiarsTake liar;
  liar.add(AudioPacket{0, {0}, 1, {}}, 0);
  const Bytes garbage(100, std::byte{0xFF});
  liar.add_raw({3, 0, static_cast<std::uint64_t>(kFileEpochNs), 0, garbage});
  liar.add_raw({3, 1, static_cast<std::uint64_t>(kFileEpochNs), 0, {}});
  liar.add_raw({999, 0, static_cast<std::uint64_t>(kFileEpochNs), 0, garbage});
  liar.add(Cue{}, 0);
  liar.close_chunk();
  const auto take = read_take(liar.finish());
  ASSERT_TRUE(take.has_value());
  EXPECT_EQ(take->records.size(), 3U);
  EXPECT_GE(take->damage.size(), 3U);
}

TEST(HostileTake, ARecordAtAnotherTimeThanItsSamplesIsRefused) {
  LiarsTake liar;
  liar.add(cue_at(100), 1);
  liar.close_chunk();
  const auto take = read_take(liar.finish());
  ASSERT_TRUE(take.has_value());
  EXPECT_EQ(take->records.size(), 1U);
  EXPECT_THAT(damage_text(take->damage), testing::HasSubstr("another time"));
}

TEST(HostileTake, MissingRecordsAreNoticedBySequence) {
  LiarsTake liar;
  liar.add(cue_at(100), 0);
  RecordPacker packer;
  const ByteSpan data = packer.pack(cue_at(200));
  liar.add_raw({4, 5, log_time_of(small_header(), {200}), 0, data});
  liar.close_chunk();
  const auto take = read_take(liar.finish());
  ASSERT_TRUE(take.has_value());
  EXPECT_THAT(damage_text(take->damage), testing::HasSubstr("5 instead of 1"));
}

TEST(HostileTake, ChunksThatUnpackToFarMoreThanTheyHoldAreRefused) {
  Bytes bytes = make_take(small_header(), performance(1), {});
  const std::size_t mark = as_text(bytes).rfind(std::string_view("\4\0\0\0zstd", 8));
  MemoryFileSystem fs;
  fs.put("a", bytes);
  const auto chunk = mcap::read_summary(mcap::File(*fs.open("a")))->chunks[1];
  ASSERT_LT(chunk.offset, mark);
  for (int i = 0; i < 8; ++i) {  // its uncompressed size
    bytes[chunk.offset + 9 + 16 + static_cast<std::size_t>(i)] = std::byte{0x7F};
  }
  const auto take = read_take(bytes);
  ASSERT_TRUE(take.has_value());
  EXPECT_THAT(damage_text(take->damage), testing::HasSubstr("claims"));
}

TEST(HostileTake, FilesThatAreNoTakesAreNamed) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "an empty file"},
      {"fLaC....", "a FLAC file"},
      {"....ftypisom", "an MP4 or QuickTime file"},
      {"{\"topic\":1}", "/take record"},
      {"\x89MCAP1\r\n", "another version"},
      {"hello", "an unknown kind"}};
  for (const auto& [content, name] : cases) {
    const auto take = read_take(as_byte_span(content));
    ASSERT_FALSE(take.has_value());
    EXPECT_EQ(take.error().code, ErrorCode::kCorrupt);
    EXPECT_THAT(take.error().message, testing::HasSubstr(name));
  }
}

TEST(HostileTake, AnMcapFileWithoutTakeRecordIsNoTake) {
  MemoryFileSystem fs;
  auto writer = mcap::Writer::create(*fs.create("a"), {"", "x"});
  ASSERT_TRUE(writer->finish().has_value());
  const auto take = read_take(*fs.content("a"));
  ASSERT_FALSE(take.has_value());
  EXPECT_THAT(take.error().message, testing::HasSubstr("/take"));
}

TEST(HostileTake, ANewerFormatSaysWhatToDo) {
  TakeHeader header = small_header();
  header.format_version = kFormatVersion + 1;
  const auto take = read_take(make_take(header, {}, {}));
  ASSERT_FALSE(take.has_value());
  EXPECT_EQ(take.error().code, ErrorCode::kUnsupported);
  EXPECT_NE(take.error().hint, "");
}

TEST(HostileTake, AMissingFileIsNotFound) {
  MemoryFileSystem fs;
  EXPECT_EQ(TakeReader::open(fs, "nothing.mcap").error().code, ErrorCode::kNotFound);
}

// A disk that fails in the middle is no damage: it is an error.
class FailingFile final : public RandomAccessFile {
 public:
  FailingFile(std::unique_ptr<RandomAccessFile> file, const int& reads_left)
      : file_(std::move(file)), reads_left_(const_cast<int&>(reads_left)) {}
  [[nodiscard]] std::uint64_t size() const override { return file_->size(); }
  Status read_at(std::uint64_t offset, std::span<std::byte> out) const override {
    return reads_left_-- > 0 ? file_->read_at(offset, out) : fail(ErrorCode::kIo, "bad sector");
  }

 private:
  std::unique_ptr<RandomAccessFile> file_;
  int& reads_left_;
};
class FailingFileSystem final : public MemoryFileSystem {
 public:
  Result<std::unique_ptr<RandomAccessFile>> open(const std::filesystem::path& path) override {
    TRY_ASSIGN(auto file, MemoryFileSystem::open(path));
    return std::make_unique<FailingFile>(std::move(file), reads_left);
  }
  int reads_left = 0;
};

TEST(HostileTake, AFailingDiskIsAnErrorAndNotDamage) {
  const Bytes bytes = make_take(small_header(), performance(1), {});
  bool whole = false;
  for (int reads = 3; !whole; ++reads) {
    FailingFileSystem fs;
    fs.put("a", bytes);
    fs.reads_left = reads;
    auto reader = TakeReader::open(fs, "a");
    if (!reader) {
      EXPECT_EQ(reader.error().code, ErrorCode::kIo) << reads;
      continue;
    }
    auto cursor = reader->read({});
    auto record = cursor.next();
    while (record && *record) {
      record = cursor.next();
    }
    whole = record.has_value();
    EXPECT_TRUE(whole || record.error().code == ErrorCode::kIo) << reads;
    EXPECT_EQ(damage_text(reader->damage()), "");
  }
}

}  // namespace
}  // namespace reprise::timeline
