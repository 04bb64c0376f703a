#include "core/media/flac.h"

#include <algorithm>
#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/hash.h"
#include "tests/media/fixtures.h"

namespace reprise::media {
namespace {

using namespace testing;
using ::testing::HasSubstr;

struct StoredPacket {
  SampleIndex first;
  std::int64_t frames = 0;
  Bytes data;
  [[nodiscard]] FlacPacket view() const { return {first, frames, data}; }
};

struct Stored {
  Bytes header;
  std::vector<StoredPacket> packets;

  [[nodiscard]] Hash128 hash() const {
    Xxh3Stream stream;
    stream.update(header);
    for (const StoredPacket& packet : packets) {
      stream.update(packet.data);
    }
    return stream.digest();
  }
};

// Encodes in pushes of `block` frames; `start` is the first sample's position.
Stored encode(const AudioFormat& format, const std::vector<std::int32_t>& samples,
              std::int64_t block = 1024, std::int64_t start = 0) {
  Stored stored;
  auto encoder = FlacEncoder::create(format);
  EXPECT_TRUE(encoder) << encoder.error().message;
  stored.header.assign(encoder->codec_header().begin(), encoder->codec_header().end());
  const auto sink = [&stored](const FlacPacket& packet) -> Status {
    stored.packets.push_back(
        {packet.first, packet.frames, {packet.data.begin(), packet.data.end()}});
    return {};
  };
  const PcmView all{format, SampleIndex{start}, samples};
  for (std::int64_t from = 0; from < all.frames(); from += block) {
    EXPECT_TRUE(encoder->push(all.slice(from, std::min(block, all.frames() - from)), sink));
  }
  EXPECT_TRUE(encoder->finish(sink));
  return stored;
}

std::vector<std::int32_t> decode(const AudioFormat& format, const Stored& stored) {
  auto decoder = FlacDecoder::create(format, stored.header);
  EXPECT_TRUE(decoder) << decoder.error().message;
  std::vector<std::int32_t> samples;
  for (const StoredPacket& packet : stored.packets) {
    const auto view = decoder->decode(packet.view());
    EXPECT_TRUE(view) << view.error().message;
    if (view) {
      EXPECT_EQ(view->first, packet.first);
      EXPECT_EQ(view->frames(), packet.frames);
      samples.insert(samples.end(), view->samples.begin(), view->samples.end());
    }
  }
  return samples;
}

class EveryFormat
    : public ::testing::TestWithParam<std::tuple<std::int32_t, std::int32_t, std::int32_t>> {};

TEST_P(EveryFormat, RoundTripsNoiseAndExtremesExactly) {
  const auto [rate, channels, bits] = GetParam();
  const AudioFormat format{rate, channels, bits};
  auto samples = noise(format, 9'001);
  const std::int32_t top = (1 << (bits - 1)) - 1;
  const auto half = static_cast<std::ptrdiff_t>(samples.size() / 2);
  std::fill(samples.begin(), samples.begin() + 500, top);
  std::fill(samples.begin() + 500, samples.begin() + 1000, -top - 1);
  std::fill(samples.begin() + half, samples.begin() + half + 3000, 0);
  const Stored stored = encode(format, samples);
  EXPECT_EQ(decode(format, stored), samples);
}

INSTANTIATE_TEST_SUITE_P(Channels, EveryFormat,
                         ::testing::Combine(::testing::Values(48000),
                                            ::testing::Values(1, 2, 3, 4, 5, 6, 7, 8),
                                            ::testing::Values(16, 24)));
INSTANTIATE_TEST_SUITE_P(Rates, EveryFormat,
                         ::testing::Combine(::testing::Values(8000, 11025, 22050, 32000, 37800,
                                                              44100, 88200, 96000, 176400, 192000),
                                            ::testing::Values(2), ::testing::Values(16, 24)));

TEST(Flac, EveryLengthOfTheLastPacketIsExact) {
  const AudioFormat format{48000, 2, 16};
  for (const std::int64_t frames : {1, 2, 15, 16, 17, 31, 4095, 4096, 4097, 8192, 8193}) {
    const auto samples = music(format, frames);
    const Stored stored = encode(format, samples);
    EXPECT_EQ(decode(format, stored), samples) << frames;
    EXPECT_EQ(stored.packets.size(), static_cast<std::size_t>((frames + 4095) / 4096));
  }
}

TEST(Flac, SilenceOfNoSamplesGivesNoPacket) {
  EXPECT_TRUE(encode(AudioFormat{}, {}).packets.empty());
}

TEST(Flac, PacketsNameTheirFirstSample) {
  const AudioFormat format{44100, 1, 16};
  const Stored stored = encode(format, music(format, 10'000), 777, 5'000'000'000);
  ASSERT_EQ(stored.packets.size(), 3u);
  EXPECT_EQ(stored.packets[0].first.value, 5'000'000'000);
  EXPECT_EQ(stored.packets[1].first.value, 5'000'004'096);
  EXPECT_EQ(stored.packets[2].first.value, 5'000'008'192);
  EXPECT_EQ(stored.packets[2].frames, 10'000 - 8192);
}

TEST(Flac, TheBytesDoNotDependOnTheSizesOfThePushes) {
  for (const std::int32_t bits : {16, 24}) {
    const AudioFormat format{48000, 2, bits};
    const auto samples = music(format, 30'000);
    const Hash128 hash = encode(format, samples, 30'000).hash();
    for (const std::int64_t block : {1, 100, 256, 4095, 4096, 4097, 9'999}) {
      EXPECT_EQ(encode(format, samples, block).hash(), hash) << block;
    }
  }
}

TEST(Flac, PacketsDecodeInAnyOrder) {
  const AudioFormat format{48000, 2, 24};
  const auto samples = music(format, 50'000);
  const PcmView all{format, SampleIndex{0}, samples};
  const Stored stored = encode(format, samples);
  auto decoder = FlacDecoder::create(format, stored.header);
  ASSERT_TRUE(decoder);
  for (std::size_t i = 0; i < 100; ++i) {
    const StoredPacket& packet = stored.packets[(i * 7 + 3) % stored.packets.size()];
    const auto view = decoder->decode(packet.view());
    ASSERT_TRUE(view);
    const PcmView expected = all.slice(packet.first.value, packet.frames);
    EXPECT_TRUE(std::equal(view->samples.begin(), view->samples.end(), expected.samples.begin(),
                           expected.samples.end()));
  }
}

TEST(Flac, DamagedPacketsAreCorruptAndTheNextOneDecodes) {
  const AudioFormat format{48000, 2, 16};
  const auto samples = music(format, 20'000);
  const Stored stored = encode(format, samples);
  auto decoder = FlacDecoder::create(format, stored.header);
  ASSERT_TRUE(decoder);
  for (std::size_t at = 0; at < stored.packets[0].data.size(); at += 37) {
    StoredPacket bad = stored.packets[0];
    bad.data[at] ^= std::byte{0x10};
    const auto view = decoder->decode(bad.view());
    ASSERT_FALSE(view) << "flipped at " << at;
    EXPECT_EQ(view.error().code, ErrorCode::kCorrupt);
    EXPECT_THAT(view.error().message, HasSubstr("at sample 0"));
    EXPECT_TRUE(decoder->decode(stored.packets[1].view()));
  }
  for (std::size_t length = 0; length < stored.packets[0].data.size(); length += 41) {
    StoredPacket cut = stored.packets[0];
    cut.data.resize(length);
    const auto view = decoder->decode(cut.view());
    ASSERT_FALSE(view) << "cut at " << length;
    EXPECT_EQ(view.error().code, ErrorCode::kCorrupt);
  }
  EXPECT_TRUE(decoder->decode(stored.packets[1].view()));
}

TEST(Flac, APacketOfAnotherLengthOrFormatIsCorrupt) {
  const AudioFormat format{48000, 2, 16};
  const Stored stored = encode(format, music(format, 10'000));
  auto decoder = FlacDecoder::create(format, stored.header);
  ASSERT_TRUE(decoder);
  StoredPacket wrong = stored.packets[0];
  wrong.frames = 4095;
  EXPECT_FALSE(decoder->decode(wrong.view()));
  for (const AudioFormat& other : {AudioFormat{48000, 1, 16}, AudioFormat{48000, 2, 24}}) {
    const Stored foreign = encode(other, music(other, 10'000));
    const auto view = decoder->decode(foreign.packets[0].view());
    ASSERT_FALSE(view);
    EXPECT_EQ(view.error().code, ErrorCode::kCorrupt);
    EXPECT_TRUE(decoder->decode(stored.packets[1].view()));
  }
}

TEST(Flac, AHeaderThatDoesNotFitIsCorrupt) {
  const Stored stored = encode(AudioFormat{48000, 2, 16}, {});
  for (const AudioFormat& other :
       {AudioFormat{44100, 2, 16}, AudioFormat{48000, 1, 16}, AudioFormat{48000, 2, 24}}) {
    const auto decoder = FlacDecoder::create(other, stored.header);
    ASSERT_FALSE(decoder);
    EXPECT_EQ(decoder.error().code, ErrorCode::kCorrupt);
  }
  EXPECT_FALSE(FlacDecoder::create(AudioFormat{48000, 2, 16}, {}));
  EXPECT_FALSE(FlacDecoder::create(AudioFormat{48000, 2, 16}, as_byte_span("nonsense")));
}

TEST(Flac, RefusesWhatItCannotHold) {
  for (const AudioFormat& format : {AudioFormat{48000, 9, 16}, AudioFormat{48000, 0, 16},
                                    AudioFormat{48000, 2, 32}, AudioFormat{700'001, 2, 16}}) {
    const auto encoder = FlacEncoder::create(format);
    ASSERT_FALSE(encoder);
    EXPECT_EQ(encoder.error().code, ErrorCode::kUnsupported) << encoder.error().message;
  }
}

TEST(Flac, AGapInThePushesIsABugAndSaysSo) {
  const AudioFormat format{48000, 1, 16};
  const auto samples = music(format, 100);
  auto encoder = FlacEncoder::create(format);
  ASSERT_TRUE(encoder);
  const auto sink = [](const FlacPacket&) { return Status(); };
  ASSERT_TRUE(encoder->push({format, SampleIndex{0}, samples}, sink));
  EXPECT_FALSE(encoder->push({format, SampleIndex{101}, samples}, sink));
}

TEST(Flac, TheSinksErrorStopsThePush) {
  const AudioFormat format{48000, 1, 16};
  const auto samples = music(format, 10'000);
  auto encoder = FlacEncoder::create(format);
  ASSERT_TRUE(encoder);
  int calls = 0;
  const Status status = encoder->push({format, SampleIndex{0}, samples}, [&](const FlacPacket&) {
    ++calls;
    return Status(fail(ErrorCode::kNoSpace, "full"));
  });
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kNoSpace);
  EXPECT_EQ(calls, 1);
}

TEST(Flac, MusicShrinks) {
  const AudioFormat format{48000, 2, 16};
  const auto samples = music(format, 100'000);
  std::size_t bytes = 0;
  for (const StoredPacket& packet : encode(format, samples).packets) {
    bytes += packet.data.size();
  }
  EXPECT_LT(bytes, samples.size() * 2 * 8 / 10);
}

}  // namespace
}  // namespace reprise::media
