#include "core/timeline/record_json.h"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/timeline/take_fixture.h"

namespace reprise::timeline {
namespace {

std::string json_text(const Record& record) {
  return dump_json(record_to_json(record, 48000));
}

TEST(RecordJson, ACueReadsAsOneLine) {
  Cue cue;
  cue.sample = {72'000};
  cue.type = CueType::kParameter;
  cue.target = "verse/0/hue";
  cue.text = "µ";
  cue.values = {0.1, std::numeric_limits<double>::quiet_NaN()};
  cue.number = std::numeric_limits<std::int64_t>::min();
  EXPECT_EQ(json_text(cue),
            R"({"topic":"/cue","sample":"72000","time":1.5,"type":"parameter",)"
            R"("origin":"performer","target":"verse/0/hue","text":"µ","values":[0.1,"NaN"],)"
            R"("number":"-9223372036854775808","duration":"0"})");
}

TEST(RecordJson, BinaryIsBase64AndTheTopicNamesTheLane) {
  const AudioPacket packet{3, {0}, 2, {std::byte{0xFF}, std::byte{0}}};
  EXPECT_EQ(json_text(packet),
            R"({"topic":"/audio/3","sample":"0","time":0,"frames":"2","data":"/wA="})");
}

TEST(RecordJson, FloatsAreTheShortestThatReadBack) {
  FrameRecord frame;
  frame.transition_progress = 0.1F;
  InputValue input;
  input.value = {-std::numeric_limits<float>::infinity(), 1.0F / 3, 0, 0};
  frame.layers = {{"aurora", 0.7F, {input}}};
  frame.features = {7, 65535};
  frame.flags = kFrameLate | kFrameDropped;
  const Json json = record_to_json(frame, 48000);
  EXPECT_EQ(json["transition_progress"].dump(), "0.1");
  EXPECT_EQ(json["layers"][0]["opacity"].dump(), "0.7");
  EXPECT_EQ(json["layers"][0]["inputs"][0]["value"].dump(), R"(["-Infinity",0.33333334,0,0])");
  EXPECT_EQ(json["features"].dump(), R"({"rms":7,"peak":65535})");
  EXPECT_EQ(json["flags"].dump(), R"(["late","dropped"])");
}

TEST(RecordJson, EveryRecordIsAnObjectWithTopicSampleAndTime) {
  auto records = extreme_records();
  records.emplace_back(extreme_header());
  for (const Record& record : records) {
    const Json json = record_to_json(record, 192'000);
    EXPECT_EQ(json["topic"], topic_of(record));
    EXPECT_EQ(json["sample"], std::to_string(sample_of(record).value));
    EXPECT_TRUE(json["time"].is_number());
    EXPECT_TRUE(parse_json(dump_json(json)).has_value());
  }
}

TEST(RecordJson, TheHeaderNamesWhatItHolds) {
  const Json json = record_to_json(extreme_header(), 192'000);
  EXPECT_EQ(json["seed"], "18446744073709551615");
  EXPECT_EQ(json["fps"], "1000000000/1000001");
  EXPECT_EQ(json["quality"], "ultra");
  EXPECT_EQ(json["gl"]["mode"], "native");
  EXPECT_EQ(json["lanes"].size(), 2U);
  EXPECT_FALSE(record_to_json(small_header(), 48000).contains("gl"));
}

}  // namespace
}  // namespace reprise::timeline
