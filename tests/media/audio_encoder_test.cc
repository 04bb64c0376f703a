#include "core/media/audio_encoder.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/media/export_fixture.h"

namespace reprise::media {
namespace {

using test::encode_audio;
using test::EncodedAudio;
using test::make_sound;

constexpr AudioSettings kAac{AudioCodecId::kAac, 192'000};
constexpr AudioSettings kFlac{AudioCodecId::kFlac, 0};

std::int64_t total_duration(const EncodedAudio& audio) {
  std::int64_t sum = 0;
  for (const AudioOutPacket& packet : audio.packets) {
    sum += packet.duration;
  }
  return sum;
}

bool equal(const EncodedAudio& a, const EncodedAudio& b) {
  return a.parameters.extradata == b.parameters.extradata &&
         std::ranges::equal(a.packets, b.packets, [](const auto& x, const auto& y) {
           return x.pts == y.pts && x.duration == y.duration && x.data == y.data &&
                  x.new_extradata == y.new_extradata;
         });
}

TEST(AudioEncoder, CoversExactlyTheSamplesItWasGiven) {
  const AudioFormat format{48000, 2, 16};
  for (const std::int64_t frames : {1, 1023, 1024, 1025, 48000, 50001}) {
    const EncodedAudio aac = encode_audio(kAac, format, make_sound(format, frames));
    EXPECT_EQ(aac.parameters.priming, 1024);
    EXPECT_EQ(aac.packets.front().pts, -1024);
    EXPECT_EQ(total_duration(aac), frames + 1024) << frames;
    const EncodedAudio flac = encode_audio(kFlac, format, make_sound(format, frames));
    EXPECT_EQ(flac.parameters.priming, 0);
    EXPECT_EQ(flac.packets.front().pts, 0);
    EXPECT_EQ(total_duration(flac), frames) << frames;
  }
}

TEST(AudioEncoder, HasContiguousTimestamps) {
  const AudioFormat format{44100, 2, 24};
  for (const AudioSettings& settings : {kAac, kFlac}) {
    const EncodedAudio audio = encode_audio(settings, format, make_sound(format, 30'000));
    std::int64_t next = -audio.parameters.priming;
    for (const AudioOutPacket& packet : audio.packets) {
      if (!packet.data.empty()) {
        EXPECT_EQ(packet.pts, next);
        next += packet.duration;
      }
    }
  }
}

TEST(AudioEncoder, DoesNotDependOnBlocksOfTheInput) {
  for (const std::int32_t bits : {16, 24}) {
    const AudioFormat format{48000, 2, bits};
    const auto sound = make_sound(format, 20'000);
    for (const AudioSettings& settings : {kAac, kFlac}) {
      const EncodedAudio reference = encode_audio(settings, format, sound, 20'000);
      EXPECT_TRUE(equal(reference, encode_audio(settings, format, sound, 1)));
      EXPECT_TRUE(equal(reference, encode_audio(settings, format, sound, 777)));
    }
  }
}

TEST(AudioEncoder, EndsFlacWithItsFinalHeader) {
  const AudioFormat format{48000, 2, 24};
  const EncodedAudio audio = encode_audio(kFlac, format, make_sound(format, 10'000));
  const AudioOutPacket& last = audio.packets.back();
  EXPECT_TRUE(last.data.empty());
  ASSERT_EQ(last.new_extradata.size(), audio.parameters.extradata.size());
  EXPECT_NE(last.new_extradata, audio.parameters.extradata);  // sample count and MD5
}

TEST(AudioEncoder, TakesEveryFormatThatTheCodecHas) {
  for (const std::int32_t rate : {8000, 16000, 22050, 44100, 48000, 96000}) {
    for (std::int32_t channels = 1; channels <= 8; ++channels) {
      const AudioFormat format{rate, channels, 24};
      const EncodedAudio flac = encode_audio(kFlac, format, make_sound(format, 3000));
      EXPECT_EQ(total_duration(flac), 3000) << rate << " Hz, " << channels;
    }
    for (const std::int32_t channels : {1, 2, 6, 8}) {
      const AudioFormat format{rate, channels, 16};
      EXPECT_EQ(total_duration(encode_audio(kAac, format, make_sound(format, 3000))), 4024)
          << rate << " Hz, " << channels;
    }
  }
}

TEST(AudioEncoder, NamesTheNearestRateThatAacTakes) {
  const auto refused = AudioEncoder::create(kAac, {192'000, 2, 24});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kUnsupported);
  EXPECT_NE(refused.error().message.find("192000 Hz; the nearest rate that it does is 96000 Hz"),
            std::string::npos)
      << refused.error().message;
  EXPECT_EQ(refused.error().hint, "use --audio-codec flac");
  EXPECT_TRUE(AudioEncoder::create(kFlac, {192'000, 2, 24}));
}

TEST(AudioEncoder, StopsAtTheSinksError) {
  const AudioFormat format{48000, 1, 16};
  auto encoder = AudioEncoder::create(kFlac, format);
  ASSERT_TRUE(encoder);
  const auto sound = make_sound(format, 100'000);
  const Status status = encoder->push(
      {format, SampleIndex{0}, sound},
      [](const AudioOutPacket&) -> Status { return fail(ErrorCode::kNoSpace, "full"); });
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kNoSpace);
}

TEST(AudioEncoder, EndsWithoutHavingHeardAnything) {
  for (const AudioSettings& settings : {kAac, kFlac}) {
    const EncodedAudio audio = encode_audio(settings, {48000, 2, 16}, {});
    EXPECT_EQ(total_duration(audio), 0);
  }
}

}  // namespace
}  // namespace reprise::media
