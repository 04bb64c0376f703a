#include "core/timeline/record_codec.h"

#include <bit>
#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "schema/frame_generated.h"
#include "schema/take_generated.h"
#include "tests/timeline/take_fixture.h"

namespace reprise::timeline {
namespace {

Bytes packed(const Record& record) {
  RecordPacker packer;
  const ByteSpan bytes = packer.pack(record);
  return {bytes.begin(), bytes.end()};
}

std::vector<Record> all_records() {
  std::vector<Record> records = extreme_records();
  records.emplace_back(extreme_header());
  records.emplace_back(small_header());
  return records;
}

TEST(RecordCodec, ReturnsEveryRecordAsItWas) {
  for (const Record& record : all_records()) {
    const auto back = unpack_record(topic_address(record), packed(record));
    ASSERT_TRUE(back.has_value()) << back.error().message;
    EXPECT_TRUE(*back == record) << topic_of(record);
  }
}

TEST(RecordCodec, GivesTheSameBytesWhateverWasPackedBefore) {
  RecordPacker used;
  for (const Record& record : all_records()) {
    const ByteSpan bytes = used.pack(record);
    EXPECT_THAT(Bytes(bytes.begin(), bytes.end()), testing::ContainerEq(packed(record)));
  }
}

TEST(RecordCodec, KeepsTheBitsOfNumbersThatCompareUnequalToThemselves) {
  InputValue input;
  input.value = {std::bit_cast<float>(0x7FC12345U), 0, -0.0F, 0};
  FrameRecord frame;
  frame.layers = {{"preset", 1, {input}}};
  const auto back = unpack_record({TopicKind::kFrame, 0}, packed(frame));
  ASSERT_TRUE(back.has_value());
  const auto& value = std::get<FrameRecord>(*back).layers[0].inputs[0].value;
  EXPECT_EQ(std::bit_cast<std::uint32_t>(value[0]), 0x7FC12345U);
  EXPECT_TRUE(std::signbit(value[2]));

  Cue cue;
  cue.values = {std::bit_cast<double>(0x7FF8'0000'DEAD'BEEFU)};
  const auto cue_back = unpack_record({TopicKind::kCue, 0}, packed(cue));
  ASSERT_TRUE(cue_back.has_value());
  EXPECT_EQ(std::bit_cast<std::uint64_t>(std::get<Cue>(*cue_back).values[0]),
            0x7FF8'0000'DEAD'BEEFU);
}

TEST(RecordCodec, RefusesEveryPrefixOfARecordOrReadsItWithoutHarm) {
  for (const Record& record : all_records()) {
    const Bytes bytes = packed(record);
    for (std::size_t size = 0; size < std::min<std::size_t>(bytes.size(), 2000); ++size) {
      const auto back = unpack_record(topic_address(record), ByteSpan(bytes).first(size));
      if (!back) {
        EXPECT_EQ(back.error().code, ErrorCode::kCorrupt);
      }
    }
    EXPECT_FALSE(unpack_record(topic_address(record), {}).has_value());
  }
}

TEST(RecordCodec, SurvivesEveryFlippedByte) {
  for (const Record& record : all_records()) {
    Bytes bytes = packed(record);
    for (std::size_t at = 0; at < std::min<std::size_t>(bytes.size(), 1500); ++at) {
      for (const unsigned mask : {0x01U, 0x80U, 0xFFU}) {
        bytes[at] ^= static_cast<std::byte>(mask);
        const auto back = unpack_record(topic_address(record), bytes);
        EXPECT_TRUE(back || back.error().code == ErrorCode::kCorrupt ||
                    back.error().code == ErrorCode::kUnsupported);
        bytes[at] ^= static_cast<std::byte>(mask);
      }
    }
  }
}

// A vector that names one table a thousand times would unfold to a thousand copies.
TEST(RecordCodec, RefusesMessagesThatUnfoldBeyondTheirSize) {
  flatbuffers::FlatBufferBuilder builder;
  const auto preset = builder.CreateString(std::string(1000, 'x'));
  const auto layer = fb::CreateLayer(builder, preset);
  const auto layers =
      builder.CreateVector(std::vector<flatbuffers::Offset<fb::Layer>>(1000, layer));
  fb::FrameBuilder frame(builder);
  frame.add_layers(layers);
  builder.Finish(frame.Finish());
  const auto bytes = std::as_bytes(std::span(builder.GetBufferPointer(), builder.GetSize()));
  const auto back = unpack_record({TopicKind::kFrame, 0}, bytes);
  ASSERT_FALSE(back.has_value());
  EXPECT_THAT(back.error().message, testing::HasSubstr("more than once"));
}

TEST(RecordCodec, SaysThatANewerFormatNeedsANewerProgram) {
  TakeHeader header = small_header();
  header.format_version = kFormatVersion + 1;
  const auto back = unpack_record({TopicKind::kTake, 0}, packed(header));
  ASSERT_FALSE(back.has_value());
  EXPECT_EQ(back.error().code, ErrorCode::kUnsupported);
}

class ImpossibleFrameRate : public ::testing::TestWithParam<fb::Rational> {};
INSTANTIATE_TEST_SUITE_P(RecordCodec, ImpossibleFrameRate,
                         ::testing::Values(fb::Rational(60, 0), fb::Rational(0, 1),
                                           fb::Rational(std::numeric_limits<std::int64_t>::min(),
                                                        3)));

TEST_P(ImpossibleFrameRate, IsRefused) {
  flatbuffers::FlatBufferBuilder builder;
  const fb::Rational fps = GetParam();
  const fb::ImageSize size(2, 2);
  fb::TakeBuilder take(builder);
  take.add_sample_rate(48000);
  take.add_channels(2);
  take.add_bits(16);
  take.add_fps(&fps);
  take.add_size(&size);
  builder.Finish(take.Finish());
  const auto bytes = std::as_bytes(std::span(builder.GetBufferPointer(), builder.GetSize()));
  EXPECT_FALSE(unpack_record({TopicKind::kTake, 0}, bytes).has_value());
}

struct Broken {
  const char* name;
  Record record;
};
std::vector<Broken> broken_records() {
  std::vector<Broken> out;
  const auto header = [&](const char* name, auto change) {
    TakeHeader value = small_header();
    change(value);
    out.push_back({name, value});
  };
  header("rate below", [](TakeHeader& h) { h.audio.sample_rate = 7'999; });
  header("rate above", [](TakeHeader& h) { h.audio.sample_rate = 192'001; });
  header("channels", [](TakeHeader& h) { h.audio.channels = 9; });
  header("bits", [](TakeHeader& h) { h.audio.bits = 32; });
  header("format of none", [](TakeHeader& h) { h.format_version = 0; });
  header("lanes", [](TakeHeader& h) { h.lanes.resize(kMaxLanes + 1); });
  header("gain", [](TakeHeader& h) { h.lanes[0].gain = std::nan(""); });
  header("size", [](TakeHeader& h) { h.size.height = 0; });
  header("fps above", [](TakeHeader& h) { h.fps = {1001, 1}; });
  header("fps below", [](TakeHeader& h) { h.fps = {1, 2}; });
  header("epoch", [](TakeHeader& h) { h.epoch_ns = -1; });
  out.push_back({"sample", AudioPacket{0, {-1}, 1, {}}});
  out.push_back({"packet end", AudioPacket{0, {kMaxSample}, 1, {}}});
  out.push_back({"lane", AudioPacket{kMaxLanes, {0}, 1, {}}});
  FrameRecord frame;
  frame.features.resize(kMaxFeatures + 1);
  out.push_back({"features", frame});
  frame = FrameRecord{};
  frame.index = {kMaxSample + 1};
  out.push_back({"frame index", frame});
  Cue cue;
  cue.type = static_cast<CueType>(200);
  out.push_back({"cue type", cue});
  cue = Cue{};
  cue.duration = {-2};
  out.push_back({"cue duration", cue});
  out.push_back({"hash", HashRecord{{-1}, {}, {}, "", {}}});
  out.push_back({"health", HealthRecord{{kMaxSample + 1}, 0, 0, 0, 0, 0}});
  return out;
}

TEST(RecordLimits, RefuseWhatNoPerformanceHolds) {
  for (const Broken& broken : broken_records()) {
    const Status status = validate_record(broken.record);
    ASSERT_FALSE(status.has_value()) << broken.name;
    EXPECT_EQ(status.error().code, ErrorCode::kInvalid) << broken.name;
    EXPECT_FALSE(unpack_record(topic_address(broken.record), packed(broken.record)).has_value())
        << broken.name;
  }
}

TEST(RecordLimits, AcceptTheFrameRatesOfTheField) {
  for (const Rational fps : {Rational{24'000, 1'001}, Rational{60'000, 1'001}, Rational{1, 1},
                             Rational{1000, 1}, Rational{25, 1}}) {
    TakeHeader header = small_header();
    header.fps = fps;
    EXPECT_TRUE(validate_record(header).has_value()) << to_string(fps);
  }
}

TEST(Topics, NamesAndNumbersGoBothWays) {
  for (const mcap::Channel& channel : take_channels(3)) {
    const auto topic = parse_topic(channel.topic);
    ASSERT_TRUE(topic.has_value()) << channel.topic;
    EXPECT_EQ(topic_name(*topic), channel.topic);
    EXPECT_EQ(channel_id(*topic, 3), channel.id);
  }
  EXPECT_EQ(take_channels(3).size(), 8U);
  for (const char* wrong : {"", "/", "/audio", "/audio/", "/audio/01", "/audio/-1", "/audio/64",
                            "/audio/1x", "/frame/0", "frame", "/audio/99999999999"}) {
    EXPECT_FALSE(parse_topic(wrong).has_value()) << wrong;
  }
}

}  // namespace
}  // namespace reprise::timeline
