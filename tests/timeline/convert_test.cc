// Files of other programs, and such as contradict themselves, as input of a conversion.
#include "core/timeline/convert.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/mcap/null_sink.h"
#include "core/timeline/mcap_source.h"
#include "tests/mcap/foreign_file.h"
#include "tests/timeline/jsonl_fixture.h"
#include "tests/timeline/take_fixture.h"

namespace reprise::timeline {
namespace {

using mcap::ForeignFile;
using mcap::Packing;
using testing::ElementsAre;
using testing::HasSubstr;

struct Outcome {
  Bytes bytes;
  std::vector<std::string> damage;
};

Result<Outcome> convert(ByteSpan input, const std::string& name) {
  MemoryFileSystem fs;
  fs.put("input", input);
  TRY_ASSIGN(auto conversion, Conversion::start(fs, "input", name, *container_by_name(name)));
  for (bool more = true; more;) {
    TRY_ASSIGN(more, conversion.step());
  }
  TRY(conversion.finish());
  Outcome out{*fs.content(name), {}};
  for (const mcap::Damage& damage : conversion.damage()) {
    out.damage.push_back(damage.what);
  }
  return out;
}

mcap::Message message_of(std::uint16_t channel, std::uint32_t sequence) {
  return {channel, sequence, sequence, sequence, as_byte_span("data")};
}

Bytes records_of(const std::vector<mcap::Message>& messages) {
  Bytes out;
  for (const mcap::Message& message : messages) {
    mcap::put_record(out, message);
  }
  return out;
}

void put_raw(Bytes& out, std::uint8_t opcode, ByteSpan content) {
  ByteWriter writer(out);
  writer.put(opcode);
  writer.put(std::uint64_t{content.size()});
  writer.put_bytes(content);
}

TEST(Convert, MessagesOfAChannelThatNothingDeclaresAreLeftOutAndSaid) {
  ForeignFile file;
  file.put_channel(1, "/a");
  file.put_chunk(records_of({message_of(1, 0), message_of(7, 1), message_of(1, 2)}), Packing::kZstd,
                 0, 2);
  file.put(message_of(7, 3)).put(message_of(1, 4)).end();
  for (const char* name : {"x.jsonl", "x.jsonl.zst", "x.mcap"}) {
    const auto result = convert(file.bytes(), name);
    ASSERT_TRUE(result) << name << ": " << result.error().message;
    EXPECT_EQ(result->damage.size(), 2U) << name;
    EXPECT_THAT(result->damage.front(), HasSubstr("nothing declares"));
    const auto text = convert(result->bytes, "y.jsonl");
    ASSERT_TRUE(text);
    EXPECT_TRUE(text->damage.empty()) << name;
    EXPECT_EQ(lines_with(text->bytes, R"("topic":"/a","sequence")").size(), 3U) << name;
  }
}

TEST(Convert, EachRecordOfAChunkIsJudgedByItself) {
  Bytes records = records_of({message_of(1, 0)});
  put_raw(records, 0x90, as_byte_span("of a program to come"));
  put_raw(records, static_cast<std::uint8_t>(mcap::Opcode::kSchema), as_byte_span("?"));
  const Bytes behind = records_of({message_of(1, 1)});
  records.insert(records.end(), behind.begin(), behind.end());
  ForeignFile file;
  file.put_channel(1, "/a").put_chunk(records, Packing::kZstd, 0, 1);
  file.put_raw(0x91, as_byte_span("outside")).end();
  const auto result = convert(file.bytes(), "x.jsonl");
  ASSERT_TRUE(result);
  EXPECT_THAT(result->damage, ElementsAre("an MCAP Schema record is malformed"));
  EXPECT_EQ(lines_with(result->bytes, R"("topic":"/a","sequence")").size(), 2U);
  EXPECT_EQ(lines_with(result->bytes, "{\"chunk\"").size(), 1U);
}

TEST(Convert, MessagesOutsideChunksAreNotMixedWithThoseOfAChunk) {
  ForeignFile file;
  file.put_channel(1, "/a").put(message_of(1, 0)).put(message_of(1, 1));
  file.put_chunk(records_of({message_of(1, 2)}), Packing::kNone, 2, 2).put(message_of(1, 3)).end();
  const auto result = convert(file.bytes(), "x.jsonl");
  ASSERT_TRUE(result);
  EXPECT_TRUE(result->damage.empty());
  EXPECT_EQ(lines_with(result->bytes, "{\"chunk\"").size(), 3U);
}

mcap::ForeignFile file_with(const Bytes& records) {
  ForeignFile file;
  file.put_channel(1, "/a").put_chunk(records, Packing::kZstd, 0, 100).end();
  return file;
}

TEST(Convert, WhatNoReaderWouldTakeAsTextIsNotWritten) {
  const Bytes large((32u << 20) + 1);
  Bytes records;
  mcap::put_record(records, mcap::Message{1, 0, 0, 0, large});
  const auto message = convert(file_with(records).bytes(), "x.jsonl");
  ASSERT_FALSE(message);
  EXPECT_EQ(message.error().code, ErrorCode::kUnsupported);
  EXPECT_THAT(message.error().message, HasSubstr("a message of 33554433 bytes"));

  ForeignFile metadata;
  mcap::Metadata many{"many", {}};
  for (int i = 0; i < 1'000'000; ++i) {
    many.entries.emplace_hint(many.entries.end(), std::to_string(10'000'000 + i), "");
  }
  const auto values = convert(metadata.put(many).end().bytes(), "x.jsonl");
  ASSERT_FALSE(values);
  EXPECT_EQ(values.error().code, ErrorCode::kUnsupported);
}

TEST(Convert, TextThatWouldNotBeBelievedIsNotWrittenCompressed) {
  Bytes records;
  const Bytes zeros(1u << 20);
  for (std::uint32_t i = 0; i < 40; ++i) {
    mcap::put_record(records, mcap::Message{1, i, i, i, zeros});
  }
  const Bytes input = file_with(records).bytes();
  const auto packed = convert(input, "x.jsonl.zst");
  ASSERT_FALSE(packed);
  EXPECT_EQ(packed.error().code, ErrorCode::kUnsupported);
  EXPECT_THAT(packed.error().hint, HasSubstr(".jsonl"));
  const auto plain = convert(input, "x.jsonl");
  ASSERT_TRUE(plain);
  const auto back = convert(plain->bytes, "x.mcap");
  ASSERT_TRUE(back);
  EXPECT_TRUE(back->damage.empty());
}

// Refuses schemas, as if they were damaged.
class RefusingSink final : public mcap::NullSink {
 public:
  Status add_schema(mcap::Schema /*schema*/) override {
    return fail(ErrorCode::kCorrupt, "the sink says no");
  }
};

TEST(Convert, AFailureOfTheSinkIsNoDamageOfTheInput) {
  mcap::DamageLog log;
  const auto source = McapSource::open(ForeignFile().put_channel(1, "/a").end().open(), log);
  ASSERT_TRUE(source);
  RefusingSink sink;
  const auto step = (*source)->step(sink);
  ASSERT_FALSE(step);
  EXPECT_EQ(step.error().message, "the sink says no");
  EXPECT_TRUE(log.entries().empty());
}

}  // namespace
}  // namespace reprise::timeline
