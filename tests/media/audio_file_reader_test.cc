#include "core/media/audio_file_reader.h"

#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/media/hear.h"

namespace reprise::media {
namespace {

using namespace testing;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// The rounding rule in its plainest form.
std::int32_t rounded_24(long double value) {
  const long double scaled = value * 8388608.0L;
  const long double down = std::floor(scaled);
  const long double rest = scaled - down;
  auto result = static_cast<std::int64_t>(down);
  if (rest > 0.5L || (rest == 0.5L && result % 2 != 0)) {
    ++result;
  }
  return static_cast<std::int32_t>(
      std::min<std::int64_t>(std::max<std::int64_t>(result, -8388608), 8388607));
}

class AudioFileReaderTest : public ::testing::Test {
 protected:
  TempFolder folder_;
};

// ---- exact formats ------------------------------------------------------------------------------

struct ExactCase {
  const char* name;
  std::int32_t source_bits;
  const char* arguments;
  const char* extension;
  std::int32_t channels = 2;
  std::int32_t rate = 48000;
};

class ExactFormats : public ::testing::TestWithParam<ExactCase> {};

TEST_P(ExactFormats, GiveTheSamplesThatWentIn) {
  REQUIRE_FFMPEG();
  const ExactCase& c = GetParam();
  const TempFolder folder;
  const AudioFormat format{c.rate, c.channels, c.source_bits};
  const auto samples = noise(format, 20'011);
  const fs::path path = folder / (std::string("sound.") + c.extension);
  ffmpeg(raw_input(folder / "in.raw", format, samples) + c.arguments + " " + path.string());

  const Heard heard = must_hear(path);
  EXPECT_EQ(heard.format, format);
  EXPECT_EQ(heard.samples, samples);
  EXPECT_EQ(heard.clipped, 0);
  EXPECT_THAT(heard.warnings, IsEmpty());
  ASSERT_TRUE(heard.info.estimated_frames);
  EXPECT_NEAR(static_cast<double>(*heard.info.estimated_frames), 20'011, 0.001 * c.rate);
}

INSTANTIATE_TEST_SUITE_P(
    All, ExactFormats,
    ::testing::Values(
        ExactCase{"wav16", 16, "-c:a pcm_s16le", "wav"},
        ExactCase{"wav24", 24, "-c:a pcm_s24le", "wav"},
        ExactCase{"wav32_of_24", 24, "-c:a pcm_s32le", "wav"},
        ExactCase{"wav_float_of_24", 24, "-c:a pcm_f32le", "wav"},
        ExactCase{"wav_double_of_24", 24, "-c:a pcm_f64le", "wav"},
        ExactCase{"aiff16", 16, "-c:a pcm_s16be", "aiff"},
        ExactCase{"caf24", 24, "-c:a pcm_s24be", "caf"},
        ExactCase{"rf64", 16, "-c:a pcm_s16le -rf64 always", "wav"},
        ExactCase{"flac16", 16, "-c:a flac", "flac"},
        ExactCase{"flac24", 24, "-c:a flac -bits_per_raw_sample 24 -sample_fmt s32", "flac"},
        ExactCase{"flac_in_ogg", 16, "-c:a flac", "oga"},
        ExactCase{"flac_in_matroska", 16, "-c:a flac", "mka"},
        ExactCase{"alac16", 16, "-c:a alac -sample_fmt s16p", "m4a"},
        ExactCase{"alac24", 24, "-c:a alac -sample_fmt s32p", "m4a"},
        ExactCase{"wavpack16", 16, "-c:a wavpack -sample_fmt s16p", "wv"},
        ExactCase{"wavpack24", 24, "-c:a wavpack -sample_fmt s32p", "wv"},
        ExactCase{"tta16", 16, "-c:a tta -sample_fmt s16", "tta"},
        ExactCase{"wav_mono_8000", 16, "-c:a pcm_s16le", "wav", 1, 8000},
        ExactCase{"wav_3ch_11025", 24, "-c:a pcm_s24le", "wav", 3, 11025},
        ExactCase{"flac_4ch_37800", 16, "-c:a flac", "flac", 4, 37800},
        ExactCase{"flac_5ch_44100", 16, "-c:a flac", "flac", 5, 44100},
        ExactCase{"wav_6ch_88200", 16, "-c:a pcm_s16le", "wav", 6, 88200},
        ExactCase{"wav_7ch_96000", 16, "-c:a pcm_s16le", "wav", 7, 96000},
        ExactCase{"flac_8ch_48000", 16, "-c:a flac -frame_size 4096", "flac", 8},
        ExactCase{"flac_2ch_192000", 24, "-c:a flac -bits_per_raw_sample 24 -sample_fmt s32",
                  "flac", 2, 192000},
        ExactCase{"wav_8ch_192000", 24, "-c:a pcm_s24le", "wav", 8, 192000}),
    [](const auto& test) { return std::string(test.param.name); });

TEST_F(AudioFileReaderTest, EightBitsBecomeTheHighHalfOfSixteen) {
  REQUIRE_FFMPEG();
  Bytes raw;
  for (int i = 0; i < 256; ++i) {
    raw.push_back(static_cast<std::byte>(i));
  }
  write_file(folder_ / "in.raw", raw);
  ffmpeg("-f u8 -ar 22050 -ac 1 -i " + (folder_ / "in.raw").string() + " -c:a pcm_u8 " +
         (folder_ / "a.wav").string());
  const Heard heard = must_hear(folder_ / "a.wav");
  EXPECT_EQ(heard.format, (AudioFormat{22050, 1, 16}));
  ASSERT_THAT(heard.samples, SizeIs(256));
  for (std::size_t i = 0; i < 256; ++i) {
    EXPECT_EQ(heard.samples[i], (static_cast<std::int32_t>(i) - 128) * 256);
  }
}

// ---- rounding -----------------------------------------------------------------------------------

TEST_F(AudioFileReaderTest, ThirtyTwoBitIntegersRoundToEvenWithoutCountingTheTopAsClipped) {
  REQUIRE_FFMPEG();
  const std::vector<std::int32_t> in = {
      0,    127,  128,   129,   383,        384,        385,
      -127, -128, -129,  -384,  -385,       2147483647, -2147483647 - 1,
      640,  -640, 65535, 65536, 2147483520, 2147483519};
  Bytes raw;
  ByteWriter writer(raw);
  for (const std::int32_t value : in) {
    writer.put(value);
  }
  write_file(folder_ / "in.raw", raw);
  ffmpeg("-f s32le -ar 48000 -ac 1 -i " + (folder_ / "in.raw").string() + " -c:a pcm_s32le " +
         (folder_ / "a.wav").string());
  const Heard heard = must_hear(folder_ / "a.wav");
  EXPECT_EQ(heard.format.bits, 24);
  ASSERT_THAT(heard.samples, SizeIs(in.size()));
  for (std::size_t i = 0; i < in.size(); ++i) {
    EXPECT_EQ(heard.samples[i], rounded_24(static_cast<long double>(in[i]) / 2147483648.0L))
        << in[i];
  }
  EXPECT_EQ(heard.clipped, 0);
}

TEST_F(AudioFileReaderTest, FloatsRoundOnceAndClippingIsCounted) {
  REQUIRE_FFMPEG();
  const float step = 1.0f / 8388608.0f;
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  const std::vector<float> in = {0.0f,
                                 0.5f,
                                 step,
                                 step * 0.5f,
                                 step * 1.5f,
                                 step * 2.5f,
                                 -step * 0.5f,
                                 -0.0f,
                                 0.999999f,
                                 -1.0f,
                                 0.1f,
                                 -0.7f,
                                 std::nextafterf(1.0f, 0.0f),
                                 1e-30f};
  const std::vector<float> over = {1.0f, 1.5f, -1.0000001f, infinity, -infinity, nan, 1e30f};
  Bytes raw;
  ByteWriter writer(raw);
  for (const float value : in) {
    writer.put_f32(value);
  }
  for (const float value : over) {
    writer.put_f32(value);
  }
  write_file(folder_ / "in.raw", raw);
  ffmpeg("-f f32le -ar 44100 -ac 1 -i " + (folder_ / "in.raw").string() + " -c:a copy " +
         (folder_ / "a.wav").string());
  const Heard heard = must_hear(folder_ / "a.wav");
  ASSERT_THAT(heard.samples, SizeIs(in.size() + over.size()));
  for (std::size_t i = 0; i < in.size(); ++i) {
    EXPECT_EQ(heard.samples[i], rounded_24(static_cast<long double>(in[i]))) << in[i];
  }
  const std::vector<std::int32_t> limited(
      heard.samples.begin() + static_cast<std::ptrdiff_t>(in.size()), heard.samples.end());
  EXPECT_EQ(limited,
            (std::vector<std::int32_t>{8388607, 8388607, -8388608, 8388607, -8388608, 0, 8388607}));
  EXPECT_EQ(heard.clipped, static_cast<std::int64_t>(over.size()));
}

TEST_F(AudioFileReaderTest, DoublesRoundOnceNotTwice) {
  REQUIRE_FFMPEG();
  // Through float these would land on a tie and round the other way.
  const double step = 1.0 / 8388608.0;
  const std::vector<double> in = {step * (1000000.5 + 1e-6), step * (1000001.5 - 1e-6),
                                  -step * 0.4999999999};
  Bytes raw;
  ByteWriter writer(raw);
  for (const double value : in) {
    writer.put_f64(value);
  }
  write_file(folder_ / "in.raw", raw);
  ffmpeg("-f f64le -ar 44100 -ac 1 -i " + (folder_ / "in.raw").string() + " -c:a copy " +
         (folder_ / "a.wav").string());
  EXPECT_EQ(must_hear(folder_ / "a.wav").samples, (std::vector<std::int32_t>{1000001, 1000001, 0}));
}

// ---- lossy formats: the same samples as ffmpeg's own decode -------------------------------------

struct LossyCase {
  const char* name;
  const char* arguments;
  const char* extension;
  bool exact_length;  // the container says where the sound ends
  std::int32_t channels = 2;
  std::int32_t rate = 44100;
};

class LossyFormats : public ::testing::TestWithParam<LossyCase> {};

TEST_P(LossyFormats, AgreeWithFfmpegSampleForSample) {
  REQUIRE_FFMPEG();
  const LossyCase& c = GetParam();
  const TempFolder folder;
  const AudioFormat format{c.rate, c.channels, 16};
  const std::int64_t frames = 50'123;
  const fs::path path = folder / (std::string("sound.") + c.extension);
  ffmpeg(raw_input(folder / "in.raw", format, music(format, frames)) + c.arguments + " " +
         path.string());
  const Heard heard = must_hear(path);
  EXPECT_EQ(heard.format, (AudioFormat{c.rate, c.channels, 24}));
  EXPECT_THAT(heard.warnings, IsEmpty());
  const auto reference =
      samples_f32(ffmpeg_bytes("-i " + path.string() + " -map 0:a:0 -c:a pcm_f32le -f f32le"));
  ASSERT_EQ(heard.samples.size(), reference.size());
  std::size_t different = 0;
  for (std::size_t i = 0; i < reference.size(); ++i) {
    different += heard.samples[i] != rounded_24(static_cast<long double>(reference[i])) ? 1u : 0u;
  }
  EXPECT_EQ(different, 0u);
  if (c.exact_length) {
    EXPECT_EQ(heard.frames(), frames);
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, LossyFormats,
    ::testing::Values(LossyCase{"mp3", "-c:a libmp3lame -b:a 160k", "mp3", true},
                      LossyCase{"mp3_vbr_mono", "-c:a libmp3lame -q:a 4", "mp3", false, 1, 22050},
                      LossyCase{"mp3_without_xing", "-c:a libmp3lame -write_xing 0", "mp3", false},
                      LossyCase{"vorbis", "-c:a libvorbis -q:a 5", "ogg", true},
                      LossyCase{"vorbis_6ch", "-c:a libvorbis -q:a 3", "ogg", true, 6, 48000},
                      LossyCase{"opus", "-c:a libopus -b:a 96k", "opus", true, 2, 48000},
                      LossyCase{"opus_in_webm", "-c:a libopus -b:a 96k", "webm", false, 2, 48000},
                      LossyCase{"aac_m4a", "-c:a aac -b:a 128k", "m4a", false},
                      LossyCase{"aac_adts", "-c:a aac -b:a 128k", "aac", false},
                      LossyCase{"aac_mka", "-c:a aac -b:a 128k", "mka", false},
                      LossyCase{"ac3", "-c:a ac3 -b:a 192k", "ac3", false, 2, 48000},
                      LossyCase{"wma", "-c:a wmav2 -b:a 128k", "wma", false}),
    [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace reprise::media
