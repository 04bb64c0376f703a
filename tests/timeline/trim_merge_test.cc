// Takes made from takes, record by record: what a part keeps, where added lanes go.
#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/timeline/merge.h"
#include "core/timeline/record_codec.h"
#include "core/timeline/record_json.h"
#include "core/timeline/trim.h"
#include "tests/timeline/take_fixture.h"
#include "tests/timeline/take_surgery.h"

namespace reprise::timeline {
namespace {

constexpr std::int64_t kSecond = 48000;

// Runs `write` into a take of its own and reads that.
template <typename Write>
ReadTake written(const TakeHeader& header, Write write) {
  MemoryFileSystem fs;
  auto writer = TakeWriter::create(fs, "out.mcap", header, {}, {});
  EXPECT_TRUE(writer);
  const Status status = write(*writer);
  EXPECT_TRUE(status);
  EXPECT_TRUE(writer->seal(small_seal(3)));
  return *read_take(*fs.content("out.mcap"));
}

TakeReader open_take(MemoryFileSystem& fs, const TakeHeader& header,
                     const std::vector<Record>& records, const char* name = "in.mcap") {
  fs.put(name, make_take(header, records, {}, {}, 3));
  return *TakeReader::open(fs, name);
}

template <typename T>
std::vector<std::int64_t> samples_of(const ReadTake& take) {
  std::vector<std::int64_t> out;
  for (const Record& record : take.records) {
    if (std::holds_alternative<T>(record)) {
      out.push_back(sample_of(record).value);
    }
  }
  return out;
}

TEST(Trim, ThePartStandsInTheHeaderAndComesBack) {
  const TrimPlan plan{{kSecond}, {2 * kSecond}, {kSecond / 2}, {kSecond - 10}};
  const TakeHeader header = trimmed_header(small_header(), plan);
  EXPECT_EQ(header.start().value, kSecond);
  EXPECT_EQ(small_header().start().value, 0);
  RecordPacker packer;
  const ByteSpan bytes = packer.pack(header);
  const auto back = unpack_record({TopicKind::kTake, 0}, bytes);
  ASSERT_TRUE(back);
  EXPECT_EQ(std::get<TakeHeader>(*back), header);
  const Json json = record_to_json(header, kSecond);
  EXPECT_EQ(json["part"], *parse_json(R"({"start":"48000","sound_start":"24000"})"));
  EXPECT_FALSE(record_to_json(small_header(), kSecond).contains("part"));
  TakeHeader bad = header;
  bad.part->start.value = -1;
  EXPECT_FALSE(validate_record(bad));
}

TEST(Trim, KeepsEveryCueButOnlyTheSoundAndFramesThatCount) {
  MemoryFileSystem fs;
  TakeReader take = open_take(fs, small_header(), performance(3, true));
  const TrimPlan plan{{kSecond}, {2 * kSecond}, {kSecond / 2}, {kSecond - 4800}};
  const ReadTake part = written(trimmed_header(small_header(), plan), [&](TakeWriter& out) {
    return write_trimmed(take, out, plan, {});
  });
  EXPECT_EQ(samples_of<Cue>(part), (std::vector<std::int64_t>{0, kSecond}));
  const auto frames = samples_of<FrameRecord>(part);
  EXPECT_EQ(frames.front(), kSecond - 4800);
  EXPECT_EQ(frames.back(), 2 * kSecond - 4800);
  EXPECT_EQ(samples_of<HashRecord>(part).front(), kSecond);
  EXPECT_EQ(samples_of<HealthRecord>(part), std::vector<std::int64_t>{kSecond});
  // Packets of 4096: the one that reaches over the start of the sound, to the one that reaches over
  // the end.
  const auto packets = samples_of<AudioPacket>(part);
  EXPECT_EQ(packets.front(), kSecond / 2 / 4096 * 4096);
  EXPECT_EQ(packets.back(), (2 * kSecond - 1) / 4096 * 4096);
  EXPECT_TRUE(part.damage.empty());
}

TEST(Trim, StopsWhenItIsTold) {
  MemoryFileSystem fs;
  TakeReader take = open_take(fs, small_header(), performance(1));
  auto writer = TakeWriter::create(fs, "out.mcap", small_header(), {}, {});
  const Status status =
      write_trimmed(take, *writer, {{0}, {kSecond}, {0}, {0}}, [] { return true; });
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kCancelled);
}

// Sealed and consistent, but its sound is that of a lane that the header does not know.
TakeReader open_with_false_lane(MemoryFileSystem& fs) {
  TakeParts parts = take_apart(make_take(small_header(), performance(1), {}));
  parts.channel("/audio/0").topic = "/audio/63";
  fs.put("false.mcap", put_together(parts, Seals::kForge));
  return *TakeReader::open(fs, "false.mcap");
}

TEST(Trim, ALaneThatTheHeaderDoesNotKnowIsLeftOutAndSaid) {
  MemoryFileSystem fs;
  TakeReader take = open_with_false_lane(fs);
  const TrimPlan plan{{0}, {kSecond}, {0}, {0}};
  const ReadTake part =
      written(small_header(), [&](TakeWriter& out) { return write_trimmed(take, out, plan, {}); });
  EXPECT_TRUE(samples_of<AudioPacket>(part).empty());
  EXPECT_THAT(damage_text(take.damage()), testing::HasSubstr("none of the take's lanes"));
}

TEST(Merge, ALaneThatTheHeaderDoesNotKnowIsLeftOutAndSaid) {
  MemoryFileSystem fs;
  TakeReader a = open_take(fs, small_header(), performance(1));
  TakeReader b = open_with_false_lane(fs);
  const auto header = merged_header(small_header(), small_header(), {});
  const ReadTake both =
      written(*header, [&](TakeWriter& out) { return write_merged(a, b, {}, out, {}); });
  for (const Record& record : both.records) {
    EXPECT_EQ(topic_address(record).lane, 0U);
  }
  EXPECT_THAT(damage_text(b.damage()), testing::HasSubstr("none of the take's lanes"));
}

TEST(Merge, LanesKeepTheirNumbersOfSamplesAndGetNamesOfTheirOwn) {
  MergeOptions options;
  options.offset = {-100};
  options.gain = 0.5;
  TakeHeader b = small_header();
  b.lanes = {{"main", 2, {7}, {}}, {"main", 1, {}, {}}};
  const auto merged = merged_header(small_header(), b, options);
  ASSERT_TRUE(merged);
  ASSERT_EQ(merged->lanes.size(), 3U);
  EXPECT_EQ(merged->lanes[1].name, "main 2");
  EXPECT_EQ(merged->lanes[2].name, "main 3");
  EXPECT_EQ(merged->lanes[1].gain, 1);
  EXPECT_EQ(merged->lanes[1].offset.value, -93);
  options.name = "voice";
  EXPECT_EQ(merged_header(small_header(), b, options)->lanes[1].name, "voice");
}

TEST(Merge, OtherFormatsAndTooManyLanesAreRefused) {
  TakeHeader other = small_header();
  other.audio.sample_rate = 44100;
  EXPECT_FALSE(merged_header(small_header(), other, {}));
  TakeHeader many = small_header();
  many.lanes.resize(kMaxLanes);
  EXPECT_FALSE(merged_header(small_header(), many, {}));
}

TEST(Merge, TheSoundOfTheSecondTakeStandsBetweenTheRecordsOfTheFirst) {
  MemoryFileSystem fs;
  TakeReader a = open_take(fs, small_header(), performance(3), "a.mcap");
  TakeReader b = open_take(fs, small_header(), performance(3), "b.mcap");
  MergeOptions options;
  options.offset = {2 * kSecond};
  const auto header = merged_header(small_header(), small_header(), options);
  const ReadTake both =
      written(*header, [&](TakeWriter& out) { return write_merged(a, b, options, out, {}); });
  EXPECT_TRUE(both.damage.empty());
  EXPECT_EQ(samples_of<Cue>(both).size(), 3U);
  EXPECT_EQ(samples_of<FrameRecord>(both).size(), 30U);
  std::int64_t last = 0;
  std::int64_t added = 0;
  for (const Record& record : both.records) {
    if (const auto* packet = std::get_if<AudioPacket>(&record); packet && packet->lane == 1) {
      // What begins behind the end of the first take is left out.
      EXPECT_LT(packet->first.value + options.offset.value, 3 * kSecond);
      ++added;
    }
    EXPECT_LE(last, sample_of(record).value);
    last = sample_of(record).value;
  }
  EXPECT_EQ(added, (kSecond + 4095) / 4096);
}

}  // namespace
}  // namespace reprise::timeline
