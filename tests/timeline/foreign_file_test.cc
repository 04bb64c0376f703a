// MCAP files that are no takes: what they hold, and their messages.
#include "core/timeline/foreign_file.h"

#include <gtest/gtest.h>

#include "core/base/text.h"
#include "core/mcap/writer.h"
#include "foreign_bfbs_generated.h"
#include "foreign_generated.h"
#include "tests/timeline/take_fixture.h"

namespace reprise::timeline {
namespace {

mcap::File open_bytes(ByteSpan bytes) {
  MemoryFileSystem fs;
  fs.put("x.mcap", bytes);
  return mcap::File(*fs.open("x.mcap"));
}

Bytes leaf_message(const char* name) {
  flatbuffers::FlatBufferBuilder builder;
  builder.Finish(::foreign::CreateLeaf(builder, builder.CreateString(name)));
  const auto bytes = std::as_bytes(std::span(builder.GetBufferPointer(), builder.GetSize()));
  return {bytes.begin(), bytes.end()};
}

// Three topics, a message of each second by second.
Bytes foreign_bytes() {
  MemoryFileSystem fs;
  auto writer = mcap::Writer::create(*fs.create("x.mcap"), {"ros2", "other program 3"});
  const auto* schema = ::foreign::RootBinarySchema::data();
  const auto span = std::as_bytes(std::span(schema, ::foreign::RootBinarySchema::size()));
  EXPECT_TRUE(writer->add_schema({1, "foreign.Leaf", "flatbuffer", {span.begin(), span.end()}}));
  EXPECT_TRUE(writer->add_schema({2, "std/Text", "ros2msg", {}}));
  EXPECT_TRUE(writer->add_channel({1, 1, "/leaf", "flatbuffer", {}}));
  EXPECT_TRUE(writer->add_channel({2, 2, "/text", "cdr", {}}));
  EXPECT_TRUE(writer->add_channel({3, 0, "/json", "json", {}}));
  EXPECT_TRUE(writer->write_attachment({0, 0, "map.png", "image/png", as_byte_span("png")}));
  const Bytes leaf = leaf_message("oak");
  const std::uint64_t second = 1'000'000'000;
  for (std::uint64_t i = 0; i < 3; ++i) {
    mcap::ChunkBuilder chunk;
    const std::uint64_t time = 100 * second + i * second;
    const auto sequence = static_cast<std::uint32_t>(i);
    chunk.add({1, sequence, time, time + 5, leaf});
    chunk.add({2, sequence, time + 1, time + 1, as_byte_span("abc")});
    chunk.add({3, sequence, time + 2, time + 2, as_byte_span(R"({"value":{"x":1}})")});
    EXPECT_TRUE(writer->write_chunk(chunk));
  }
  EXPECT_TRUE(writer->write_metadata({"notes", {{"a", "b"}}}));
  EXPECT_TRUE(writer->finish());
  return *fs.content("x.mcap");
}

std::vector<Json> messages_of(ByteSpan bytes, ForeignFilter filter = {}) {
  const mcap::File file = open_bytes(bytes);
  mcap::DamageLog log;
  ForeignMessages messages(file, log, std::move(filter));
  std::vector<Json> out;
  for (auto json = messages.next(); json && *json; json = messages.next()) {
    out.push_back(**json);
  }
  return out;
}

void expect_the_files_info(const ForeignInfo& info) {
  EXPECT_EQ(info.profile, "ros2");
  EXPECT_EQ(info.library, "other program 3");
  EXPECT_EQ(info.messages, 9U);
  EXPECT_EQ(info.start_time, 100'000'000'000U);
  EXPECT_EQ(info.end_time, 102'000'000'002U);
  ASSERT_EQ(info.topics.size(), 3U);
  EXPECT_EQ(info.topics[1].topic, "/text");
  EXPECT_EQ(info.topics[1].schema, "std/Text");
  EXPECT_EQ(info.topics[1].schema_encoding, "ros2msg");
  EXPECT_EQ(info.topics[1].message_encoding, "cdr");
  EXPECT_EQ(info.topics[1].messages, 3U);
  EXPECT_EQ(info.topics[2].schema, "");
  ASSERT_TRUE(info.chunks.contains("zstd"));
  EXPECT_EQ(info.chunks.at("zstd").chunks, 3U);
  ASSERT_EQ(info.attachments.size(), 1U);
  EXPECT_EQ(info.attachments[0].bytes, 3U);
  EXPECT_EQ(info.metadata, std::vector<std::string>{"notes"});
}

TEST(ForeignFile, TakesAreNotForeignAndOtherFilesAreNoMcap) {
  EXPECT_TRUE(*is_foreign_mcap(open_bytes(foreign_bytes())));
  const Bytes take = make_take(small_header(), performance(1), {});
  EXPECT_FALSE(*is_foreign_mcap(open_bytes(take)));
  EXPECT_FALSE(*is_foreign_mcap(open_bytes(as_byte_span("fLaC, a song"))));
  EXPECT_FALSE(*is_foreign_mcap(open_bytes({})));
}

TEST(ForeignFile, ATakeThatAnotherProgramWroteAgainIsATake) {
  Bytes take = make_take(small_header(), performance(1), {});
  const std::string_view own = "reprise format";
  const auto at = as_text(take).find(own);
  ASSERT_NE(at, std::string_view::npos);
  take[at] = std::byte{'X'};
  EXPECT_FALSE(*is_foreign_mcap(open_bytes(take)));
  take.resize(take.size() / 2);
  EXPECT_FALSE(*is_foreign_mcap(open_bytes(take)));
}

TEST(ForeignFile, InfoComesFromTheSummary) {
  mcap::DamageLog log;
  const auto info = foreign_info(open_bytes(foreign_bytes()), log);
  ASSERT_TRUE(info);
  EXPECT_TRUE(info->has_summary);
  expect_the_files_info(*info);
}

TEST(ForeignFile, WithoutASummaryTheWholeFileIsRead) {
  Bytes bytes = foreign_bytes();
  bytes.resize(bytes.size() - 40);
  mcap::DamageLog log;
  const auto info = foreign_info(open_bytes(bytes), log);
  ASSERT_TRUE(info);
  EXPECT_FALSE(info->has_summary);
  expect_the_files_info(*info);
}

TEST(ForeignFile, MessagesAreDecodedByWhatTheFileSays) {
  const std::vector<Json> messages = messages_of(foreign_bytes());
  ASSERT_EQ(messages.size(), 9U);
  EXPECT_EQ(dump_json(messages[0]),
            R"({"topic":"/leaf","sequence":0,"log_time":"100000000000",)"
            R"("publish_time":"100000000005","schema":"foreign.Leaf","data":{"name":"oak"}})");
  EXPECT_EQ(messages[1]["data"], *parse_json(R"({"encoding":"cdr","base64":"YWJj"})"));
  EXPECT_EQ(messages[2]["data"]["value"]["x"], 1);
  EXPECT_TRUE(messages[2]["schema"].is_null());
}

TEST(ForeignFile, TopicsAndTimesSelect) {
  ForeignFilter filter;
  filter.topic = [](const std::string& topic) { return topic == "/leaf"; };
  filter.from = 101'000'000'000;
  filter.to = 102'000'000'000;
  const std::vector<Json> messages = messages_of(foreign_bytes(), filter);
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages[0]["sequence"], 1);
}

TEST(ForeignFile, OfAPartOnlyItsChunksAreRead) {
  Bytes bytes = foreign_bytes();
  const auto summary = mcap::read_summary(open_bytes(bytes));
  ASSERT_EQ(summary->chunks.size(), 3U);
  bytes[summary->chunks[0].offset + summary->chunks[0].length - 3] ^= std::byte{1};
  const mcap::File file = open_bytes(bytes);
  for (const std::uint64_t from : {std::uint64_t{101'000'000'000}, std::uint64_t{1}}) {
    mcap::DamageLog log;
    ForeignFilter filter;
    filter.from = from;
    ForeignMessages messages(file, log, filter);
    std::vector<std::string> sequences;
    for (auto json = messages.next(); json && *json; json = messages.next()) {
      sequences.push_back((**json)["topic"].get<std::string>() + dump_json((**json)["sequence"]));
    }
    EXPECT_EQ(join(sequences, " "), "/leaf1 /text1 /json1 /leaf2 /text2 /json2");
    EXPECT_EQ(log.entries().size(), from == 1 ? 1U : 0U);
  }
}

TEST(ForeignFile, AMessageThatDoesNotDecodeIsKeptAsItIs) {
  MemoryFileSystem fs;
  auto writer = mcap::Writer::create(*fs.create("x.mcap"), {"", "other"});
  ASSERT_TRUE(writer->add_schema({1, "foreign.Leaf", "flatbuffer", Bytes(9, std::byte{7})}));
  ASSERT_TRUE(writer->add_channel({1, 1, "/leaf", "flatbuffer", {}}));
  ASSERT_TRUE(writer->add_channel({2, 0, "/json", "json", {}}));
  mcap::ChunkBuilder chunk;
  chunk.add({1, 0, 0, 0, as_byte_span("abc")});
  chunk.add({2, 0, 0, 0, as_byte_span("{")});
  ASSERT_TRUE(writer->write_chunk(chunk));
  ASSERT_TRUE(writer->finish());
  const std::vector<Json> messages = messages_of(*fs.content("x.mcap"));
  ASSERT_EQ(messages.size(), 2U);
  for (const Json& message : messages) {
    EXPECT_TRUE(message["data"].contains("error")) << message;
    EXPECT_TRUE(message["data"].contains("base64")) << message;
  }
}

TEST(ForeignFile, TruncationIsSurvivedAndKeepsWhatIsWhole) {
  const Bytes whole = foreign_bytes();
  std::size_t most = 0;
  for (std::size_t size = 0; size < whole.size(); size += 7) {
    most = std::max(most, messages_of(ByteSpan(whole).first(size)).size());
  }
  EXPECT_EQ(most, 9U);
}

}  // namespace
}  // namespace reprise::timeline
