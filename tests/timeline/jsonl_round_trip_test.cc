// A take through JSONL and back is the same file, byte for byte.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/mcap/writer.h"
#include "core/timeline/convert.h"
#include "core/timeline/record_codec.h"
#include "core/timeline/topics.h"
#include "tests/timeline/jsonl_fixture.h"
#include "tests/timeline/take_fixture.h"

namespace reprise::timeline {
namespace {

using testing::Each;
using testing::HasSubstr;
using testing::Not;

TEST(JsonlRoundTrip, AnOrdinaryTakeComesBackIdentical) {
  for (const bool live : {false, true}) {
    const Bytes take = make_take(small_header(), performance(3, live), small_attachments(), {}, 3);
    for (const std::string name : {"a.jsonl", "a.jsonl.zst"}) {
      const Bytes text = converted(take, name);
      EXPECT_TRUE(converted(text, "b.mcap") == take) << name;
    }
  }
}

TEST(JsonlRoundTrip, BetweenPlainAndCompressedToo) {
  const Bytes take = make_take(small_header(), performance(2), small_attachments(), {}, 2);
  const Bytes plain = converted(take, "a.jsonl");
  const Bytes compressed = converted(plain, "a.jsonl.zst");
  EXPECT_LT(compressed.size(), plain.size() / 2);
  EXPECT_EQ(as_text(converted(compressed, "b.jsonl")), as_text(plain));
  EXPECT_TRUE(converted(take, "b.mcap") == take);
}

TEST(JsonlRoundTrip, OrdinaryRecordsNeedNoRawBytes) {
  const Bytes take = make_take(small_header(), performance(2, true), {}, {}, 2);
  EXPECT_TRUE(lines_with(converted(take, "a.jsonl"), "\"raw\"").empty());
}

TEST(JsonlRoundTrip, ExtremeRecordsComeBackIdentical) {
  const Bytes take = make_take(extreme_header(), extreme_records(), small_attachments());
  const Bytes text = converted(take, "a.jsonl");
  EXPECT_TRUE(converted(text, "b.mcap") == take);
  EXPECT_TRUE(lines_with(text, "\"raw\"").empty());
}

TEST(JsonlRoundTrip, ATakeOfANewerVersionTravelsThroughAsItIs) {
  TakeHeader header = small_header();
  header.format_version = kFormatVersion + 1;
  const Bytes take = make_take(header, performance(1), small_attachments());
  const Bytes text = converted(take, "a.jsonl");
  EXPECT_TRUE(converted(text, "b.mcap") == take);
  const auto read = read_take(text);
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().code, ErrorCode::kUnsupported);
}

// A take with messages that this program would not write.
Bytes foreign_take(const std::vector<Bytes>& messages, TopicKind kind) {
  MemoryFileSystem fs;
  auto writer = mcap::Writer::create(*fs.create("take.mcap"), {"", "another"}, {});
  EXPECT_TRUE(writer.has_value());
  for (mcap::Schema& schema : take_schemas()) {
    EXPECT_TRUE(writer->add_schema(std::move(schema)).has_value());
  }
  for (mcap::Channel& channel : take_channels(1)) {
    EXPECT_TRUE(writer->add_channel(std::move(channel)).has_value());
  }
  mcap::ChunkBuilder chunk;
  RecordPacker packer;
  chunk.add({1, 0, 5, 6, packer.pack(small_header())});
  std::uint32_t sequence = 7;
  for (const Bytes& message : messages) {
    chunk.add({channel_id({kind, 0}, 1), sequence, sequence, 1, message});
    sequence += 3;
  }
  EXPECT_TRUE(writer->write_chunk(chunk).has_value());
  EXPECT_TRUE(writer->finish().has_value());
  return *fs.content("take.mcap");
}

Bytes packed(const Record& record) {
  RecordPacker packer;
  const ByteSpan bytes = packer.pack(record);
  return {bytes.begin(), bytes.end()};
}

TEST(JsonlRoundTrip, WhatFieldsCannotSayStandsAsRawBytes) {
  Cue broken_text = cue_at(1);
  broken_text.text = "\xFF\xFE";
  Cue newer = cue_at(2);
  Bytes with_more = packed(newer);
  with_more.resize(with_more.size() + 8, std::byte{7});
  const Bytes garbage(40, std::byte{0xEE});
  const Bytes empty;
  const Bytes take =
      foreign_take({packed(broken_text), with_more, garbage, empty}, TopicKind::kCue);
  const Bytes text = converted(take, "a.jsonl");
  EXPECT_TRUE(converted(text, "b.mcap") == take);
  const auto lines = lines_with(text, "{\"topic\":\"/cue\"");
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_THAT(lines, Each(HasSubstr("\"raw\":\"")));
  EXPECT_THAT(lines[0], HasSubstr("\"text\":\"\xEF\xBF\xBD\xEF\xBF\xBD\""));
  EXPECT_THAT(lines[1], HasSubstr("\"sample\":\"2\""));
  EXPECT_THAT(lines[2], Not(HasSubstr("\"sample\"")));
}

TEST(JsonlRoundTrip, NanWithPayloadStandsAsRawBytes) {
  Cue cue = cue_at(1);
  cue.values = {std::numeric_limits<double>::quiet_NaN(),
                std::bit_cast<double>(0x7FF8000000000001U), -0.0};
  const Bytes take = foreign_take({packed(cue)}, TopicKind::kCue);
  const Bytes text = converted(take, "a.jsonl");
  EXPECT_TRUE(converted(text, "b.mcap") == take);
  const auto lines = lines_with(text, "{\"topic\":\"/cue\"");
  EXPECT_THAT(lines[0], HasSubstr(R"("values":["NaN","NaN",-0.0])"));
  EXPECT_THAT(lines[0], HasSubstr("\"raw\":\""));
}

TEST(JsonlRoundTrip, NamesThatAreNoTextComeBack) {
  MemoryFileSystem fs;
  auto writer = mcap::Writer::create(*fs.create("take.mcap"), {"\xC0", "another"}, {});
  ASSERT_TRUE(writer->add_channel({7, 0, "/a\xFF", "x", {{"k\xFE", "v"}}}).has_value());
  ASSERT_TRUE(writer->add_channel({9, 0, "/a\xFF", "x", {}}).has_value());
  ASSERT_TRUE(writer->write_attachment({1, 2, "\xFF", "", Bytes(3)}).has_value());
  ASSERT_TRUE(writer->write_metadata({"m", {{"\x80", "\x81"}}}).has_value());
  mcap::ChunkBuilder chunk;
  chunk.add({7, 1, 2, 3, Bytes(5)});
  chunk.add({9, 1, 2, 3, {}});
  ASSERT_TRUE(writer->write_chunk(chunk).has_value());
  ASSERT_TRUE(writer->finish().has_value());
  const Bytes take = *fs.content("take.mcap");
  const Bytes text = converted(take, "a.jsonl");
  EXPECT_TRUE(converted(text, "b.mcap") == take);
}

TEST(JsonlRoundTrip, AnUnfinishedTakeStaysUnfinished) {
  Bytes take = make_take(small_header(), performance(3), small_attachments(), {}, 3);
  take.resize(take.size() * 9 / 20);
  const Bytes text = converted(take, "a.jsonl", Loss::kExpected);
  EXPECT_GT(lines_with(text, "{\"chunk\"").size(), 2U);
  EXPECT_TRUE(lines_with(text, "{\"end\"").empty());
  const Bytes back = converted(text, "b.mcap", Loss::kExpected);
  EXPECT_LE(back.size(), take.size());
  EXPECT_TRUE(std::equal(back.begin(), back.end(), take.begin()));
}

TEST(JsonlRoundTrip, ReadersTakeBothFormsForTheSame) {
  const Bytes take = make_take(small_header(), performance(2, true), small_attachments(), {}, 2);
  const auto expected = read_take(take);
  for (const std::string name : {"a.jsonl", "a.jsonl.zst"}) {
    const Bytes text = converted(take, name);
    const auto read = read_take(text);  // under the name take.mcap: content decides
    ASSERT_TRUE(read.has_value()) << read.error().message;
    EXPECT_EQ(damage_text(read->damage), "");
    EXPECT_TRUE(read->records == expected->records);
    EXPECT_EQ(read->attachments, expected->attachments);
    EXPECT_EQ(read->summary.seal, expected->summary.seal);
    EXPECT_EQ(read->summary.file_bytes, text.size());
  }
}

TEST(JsonlRoundTrip, RecordingToJsonlEqualsConverting) {
  const auto record_to = [](const std::string& name) {
    MemoryFileSystem fs;
    auto writer = TakeWriter::create(fs, name, small_header(), small_attachments(), {});
    EXPECT_TRUE(writer.has_value());
    EXPECT_TRUE(fs.exists(name + ".partial"));
    for (const Record& record : performance(2)) {
      EXPECT_TRUE(writer->append(record).has_value());
    }
    EXPECT_TRUE(writer->seal(small_seal(2)).has_value());
    EXPECT_FALSE(fs.exists(name + ".partial"));
    return *fs.content(name);
  };
  const Bytes take = record_to("a.mcap");
  EXPECT_EQ(as_text(record_to("a.jsonl")), as_text(converted(take, "a.jsonl")));
  EXPECT_TRUE(converted(record_to("a.jsonl.zst"), "b.mcap") == take);
}

// As after a kill: the .partial holds the chunks that were written, and is read by its content.
TEST(JsonlRoundTrip, AnAbandonedRecordingIsRead) {
  for (const std::string name : {"a.jsonl", "a.jsonl.zst"}) {
    MemoryFileSystem fs;
    auto writer = TakeWriter::create(fs, name, small_header(), small_attachments(), {});
    ASSERT_TRUE(writer.has_value());
    for (const Record& record : performance(2)) {
      ASSERT_TRUE(writer->append(record).has_value());
    }
    ASSERT_TRUE(writer->abandon().has_value());
    EXPECT_FALSE(fs.exists(name));
    const auto take = read_take(*fs.content(name + ".partial"));
    ASSERT_TRUE(take.has_value()) << take.error().message;
    EXPECT_EQ(damage_text(take->damage), "");
    EXPECT_EQ(take->records.size(), performance(2).size() + 1);
    EXPECT_FALSE(take->summary.seal.has_value());
  }
}

}  // namespace
}  // namespace reprise::timeline
