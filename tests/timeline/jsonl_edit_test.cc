// Takes that were edited as text.
#include <cmath>
#include <regex>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/timeline/jsonl_fixture.h"
#include "tests/timeline/take_fixture.h"

namespace reprise::timeline {
namespace {

std::string without(const std::string& line, const std::string& pattern) {
  return std::regex_replace(line, std::regex(pattern), "");
}

// As jq 'del(.digest)' does it.
std::vector<std::string> undigested(ByteSpan text) {
  std::vector<std::string> lines = lines_of(text);
  for (std::string& line : lines) {
    line = std::regex_replace(line, std::regex(R"re(,"digest":"[0-9a-f]{32}"\}$)re"), "}");
  }
  return lines;
}

Bytes take_bytes() {
  return make_take(small_header(), performance(2), small_attachments(), {}, 2);
}

TEST(JsonlEdit, WithoutDigestsAndUnchangedItIsTheSameTake) {
  const Bytes text = text_of(undigested(converted(take_bytes(), "a.jsonl")));
  EXPECT_TRUE(converted(text, "b.mcap") == take_bytes());
}

TEST(JsonlEdit, AnEditedCueIsSealedAnew) {
  std::vector<std::string> lines = undigested(converted(take_bytes(), "a.jsonl"));
  for (std::string& line : lines) {
    if (const std::size_t at = line.find("marker 1"); at != std::string::npos) {
      line.replace(at, 8, "encore");
    }
  }
  const auto before = read_take(take_bytes());
  const auto take = read_take(text_of(lines));
  ASSERT_TRUE(take.has_value()) << take.error().message;
  EXPECT_EQ(damage_text(take->damage), "");
  ASSERT_TRUE(take->summary.seal.has_value());
  EXPECT_NE(take->summary.seal->take_digest, before->summary.seal->take_digest);
  EXPECT_NE(take->summary.seal->chain_head, before->summary.seal->chain_head);
  EXPECT_EQ(take->summary.seal->pcm_sha256, before->summary.seal->pcm_sha256);
  const auto has_encore = [](const Record& record) {
    const auto* cue = std::get_if<Cue>(&record);
    return cue != nullptr && cue->text == "encore";
  };
  EXPECT_EQ(std::ranges::count_if(take->records, has_encore), 1);
}

TEST(JsonlEdit, RecordsMayGoAndComeWithoutNumbersAndTimes) {
  std::vector<std::string> lines = undigested(converted(take_bytes(), "a.jsonl"));
  const auto first_cue = std::ranges::find_if(
      lines, [](const std::string& line) { return line.starts_with("{\"topic\":\"/cue\""); });
  std::string added = without(*first_cue, R"re("(sequence":\d+|(log|publish)_time":"\d+"),)re");
  added.replace(added.find("marker 0"), 8, "intro");
  added.replace(added.find("\"sample\":\"0\""), 12, "\"sample\":\"100\"");
  lines.insert(first_cue, added);
  for (std::string& line : lines) {
    if (line.starts_with("{\"topic\"")) {
      line = without(line, R"re("sequence":\d+,)re");
    }
  }
  const auto take = read_take(text_of(lines));
  ASSERT_TRUE(take.has_value()) << take.error().message;
  EXPECT_EQ(damage_text(take->damage), "");
  EXPECT_EQ(take->summary.seal->cues, 3);
}

TEST(JsonlEdit, ATakeMayBeWrittenByHand) {
  const auto lines = lines_of(converted(make_take(small_header(), {}, {}), "a.jsonl"));
  std::vector<std::string> hand{
      R"({"take":{"format":"reprise jsonl 1","profile":"","library":""}})"};
  for (const std::string& line : lines) {
    if (line.starts_with("{\"topic\":\"/take\"")) {
      hand.push_back(without(line, R"re("(sequence":\d+|(log|publish)_time":"\d+"),)re"));
    }
  }
  hand.push_back(
      R"({"number":0,"topic":"/cue","sample":48000,"type":"marker","origin":"performer",)"
      R"("target":"","text":"\u00b5 \ud83c\udfb5","values":[1,-0.0,"NaN"],"duration":"0"})");
  const auto take = read_take(text_of(hand));
  ASSERT_TRUE(take.has_value()) << take.error().message;
  EXPECT_EQ(damage_text(take->damage), "");
  ASSERT_EQ(take->records.size(), 2U);
  const Cue& cue = std::get<Cue>(take->records[1]);
  EXPECT_EQ(cue.text, "µ 🎵");
  EXPECT_EQ(cue.sample, SampleIndex{48'000});
  EXPECT_TRUE(std::signbit(cue.values.at(1)));
  EXPECT_TRUE(std::isnan(cue.values.at(2)));
}

}  // namespace
}  // namespace reprise::timeline
