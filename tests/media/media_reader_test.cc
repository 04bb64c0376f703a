#include "core/media/media_reader.h"

#include <algorithm>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/hash.h"
#include "tests/media/fixtures.h"

namespace reprise::media {
namespace {

using namespace testing;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Pair;

struct Row {
  std::int64_t pts = 0;
  std::string hash;
  friend bool operator==(const Row&, const Row&) = default;
};

// The rows of `ffmpeg -f framehash -hash sha256`.
std::vector<Row> framehash(const fs::path& path, const std::string& extra = "") {
  const Output output =
      run("ffmpeg -nostdin -v error -i " + path.string() + " -map 0:v:0 " + extra +
          " -vsync passthrough -enc_time_base -1 -pix_fmt rgba -fflags +bitexact "
          "-f framehash -hash sha256 -");
  EXPECT_EQ(output.exit_code, 0);
  std::vector<Row> rows;
  std::istringstream lines(output.text);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line[0] == '#') {
      continue;
    }
    std::replace(line.begin(), line.end(), ',', ' ');
    std::istringstream fields(line);
    std::int64_t stream = 0, dts = 0, pts = 0, duration = 0, size = 0;
    std::string hash;
    fields >> stream >> dts >> pts >> duration >> size >> hash;
    rows.push_back({pts, hash});
  }
  return rows;
}

MediaReader must_open(const fs::path& path) {
  auto reader = MediaReader::open(posix_file_system(), path);
  EXPECT_TRUE(reader) << reader.error().message;
  return std::move(*reader);
}

std::vector<Row> own_rows(MediaReader& reader, MediaReader::Convert convert) {
  std::vector<Row> rows;
  const Status status = reader.read_video_frames(convert, [&](const VideoFrameInfo& frame) {
    const ImageView& view = frame.rgba;
    rows.push_back(
        {frame.pts, view.data == nullptr
                        ? ""
                        : to_hex(sha256({view.data, view.stride * static_cast<std::size_t>(
                                                                      view.size.height)}))});
    return Status();
  });
  EXPECT_TRUE(status) << status.error().message;
  return rows;
}

struct Sound {
  AudioFormat format;
  std::int64_t first = 0;
  std::vector<std::int32_t> samples;
  [[nodiscard]] std::int64_t frames() const {
    return static_cast<std::int64_t>(samples.size()) / format.channels;
  }
};

Sound own_sound(MediaReader& reader) {
  Sound sound;
  const Status status = reader.read_audio([&](const PcmView& view) {
    if (sound.samples.empty()) {
      sound.format = view.format;
      sound.first = view.first.value;
    }
    EXPECT_EQ(view.first.value, sound.first + sound.frames());
    sound.samples.insert(sound.samples.end(), view.samples.begin(), view.samples.end());
    return Status();
  });
  EXPECT_TRUE(status) << status.error().message;
  return sound;
}

class MediaReaderTest : public ::testing::Test {
 protected:
  void SetUp() override { REQUIRE_FFMPEG(); }
  fs::path make(const std::string& name, const std::string& arguments) {
    const fs::path path = folder_ / name;
    ffmpeg(arguments + " " + path.string());
    return path;
  }
  TempFolder folder_;
};

constexpr const char* kPicture = "-f lavfi -i testsrc2=s=130x98:r=30:d=0.7 ";

// ---- pictures -----------------------------------------------------------------------------------

struct LosslessCase {
  const char* name;
  const char* arguments;
};

class LosslessVideo : public ::testing::TestWithParam<LosslessCase> {};

TEST_P(LosslessVideo, FramesHaveFfmpegsHashes) {
  REQUIRE_FFMPEG();
  const TempFolder folder;
  const fs::path path = folder / GetParam().name;
  ffmpeg(std::string(
             "-f lavfi -i testsrc2=s=130x98:r=30:d=0.7 -vf format=rgba,colorchannelmixer=aa=0.5 ") +
         GetParam().arguments + " " + path.string());
  MediaReader reader = must_open(path);
  ASSERT_EQ(reader.info().video.size(), 1u);
  EXPECT_TRUE(reader.info().video[0].lossless_rgb) << reader.info().video[0].pixel_format;
  const auto rows = own_rows(reader, MediaReader::Convert::kOnlyLossless);
  EXPECT_EQ(rows.size(), 21u);
  EXPECT_EQ(rows, framehash(path));
}

INSTANTIATE_TEST_SUITE_P(
    All, LosslessVideo,
    ::testing::Values(
        LosslessCase{"ffv1_bgr0.mkv", "-c:v ffv1 -level 3 -slices 4 -slicecrc 1 -pix_fmt bgr0"},
        LosslessCase{"ffv1_bgra.mkv", "-c:v ffv1 -level 3 -slices 4 -slicecrc 1 -pix_fmt bgra"},
        LosslessCase{"ffv1_gbrp.nut", "-c:v ffv1 -pix_fmt bgr0"},
        LosslessCase{"x264rgb.mp4", "-c:v libx264rgb -qp 0 -preset ultrafast -pix_fmt rgb24"},
        LosslessCase{"x264rgb.mkv", "-c:v libx264rgb -qp 0 -preset ultrafast -bf 2 -pix_fmt bgr24"},
        LosslessCase{"utvideo.avi", "-c:v utvideo -pix_fmt gbrp"},
        LosslessCase{"utvideo_alpha.mov", "-c:v utvideo -pix_fmt gbrap"},
        LosslessCase{"png.mov", "-c:v png -pix_fmt rgba"},
        LosslessCase{"raw.avi", "-c:v rawvideo -pix_fmt bgra"},
        LosslessCase{"raw24.nut", "-c:v rawvideo -pix_fmt rgb24"},
        LosslessCase{"qtrle.mov", "-c:v qtrle -pix_fmt argb"}),
    [](const auto& test) {
      std::string name = test.param.name;
      std::replace(name.begin(), name.end(), '.', '_');
      return name;
    });

TEST_F(MediaReaderTest, LossyVideoConvertsOnRequestByItsColourTags) {
  for (const std::string tags : {"-colorspace bt709 -color_range tv", "-colorspace smpte170m",
                                 "-colorspace bt709 -color_range pc", ""}) {
    const fs::path path = make("a.mp4", std::string(kPicture) +
                                            "-c:v libx264 -preset ultrafast "
                                            "-bf 2 -pix_fmt yuv420p " +
                                            tags);
    MediaReader reader = must_open(path);
    EXPECT_FALSE(reader.info().video[0].lossless_rgb);
    const auto rows = own_rows(reader, MediaReader::Convert::kAlways);
    EXPECT_EQ(rows, framehash(path, "-sws_flags bicubic+accurate_rnd+full_chroma_int+bitexact"))
        << tags;
    for (const Row& row : own_rows(reader, MediaReader::Convert::kOnlyLossless)) {
      EXPECT_EQ(row.hash, "");
    }
  }
}

TEST_F(MediaReaderTest, SaysWhatTheStreamsAre) {
  const AudioFormat format{44100, 2, 16};
  const std::string sound = raw_input(folder_ / "in.raw", format, music(format, 30'000));
  const fs::path path =
      make("a.mp4", std::string(kPicture) + sound +
                        "-map 0 -map 1 -c:v libx264 -preset ultrafast -pix_fmt yuv420p -colorspace "
                        "bt709 -color_primaries bt709 -color_trc bt709 -color_range tv -aspect 2:1 "
                        "-c:a aac -metadata comment=reprise:{}");
  const MediaReader reader = must_open(path);
  const MediaInfo& info = reader.info();
  EXPECT_THAT(info.container, HasSubstr("mp4"));
  EXPECT_NEAR(info.duration_seconds, 0.7, 0.05);
  EXPECT_THAT(info.tags, Contains(Pair("comment", "reprise:{}")));
  ASSERT_EQ(info.video.size(), 1u);
  EXPECT_EQ(info.video[0].codec, "h264");
  EXPECT_EQ(info.video[0].pixel_format, "yuv420p");
  EXPECT_EQ(info.video[0].size, (ImageSize{130, 98}));
  EXPECT_EQ(info.video[0].frame_rate, (Rational{30, 1}));
  EXPECT_EQ(info.video[0].color_space, "bt709");
  EXPECT_EQ(info.video[0].color_primaries, "bt709");
  EXPECT_EQ(info.video[0].color_transfer, "bt709");
  EXPECT_EQ(info.video[0].color_range, "tv");
  EXPECT_NE(info.video[0].sample_aspect, (Rational{0, 1}));
  ASSERT_EQ(info.audio.size(), 1u);
  EXPECT_EQ(info.audio[0].codec, "aac");
  EXPECT_EQ(info.audio[0].format, (AudioFormat{44100, 2, 24}));
  EXPECT_FALSE(info.audio[0].lossless);
  EXPECT_EQ(info.audio[0].start_skip, 1024);
}

TEST_F(MediaReaderTest, PacketsAreThoseOfTheFileInDecodeOrder) {
  const fs::path path =
      make("a.mkv",
           std::string(kPicture) + "-c:v libx264 -preset veryfast -bf 2 -g 10 -pix_fmt yuv420p");
  MediaReader reader = must_open(path);
  std::string text;
  std::size_t keys = 0;
  ASSERT_TRUE(reader.read_video_packets([&](const VideoPacketInfo& packet) {
    text += std::to_string(packet.pts) + "," + std::to_string(packet.data.size()) + "\n";
    keys += packet.key ? 1u : 0u;
    return Status();
  }));
  EXPECT_EQ(text, run("ffprobe -v error -select_streams v:0 -show_entries packet=pts,size -of "
                      "csv=p=0 " +
                      path.string())
                      .text);
  EXPECT_EQ(keys, 3u);
}

TEST_F(MediaReaderTest, TheSinksErrorStopsTheReading) {
  const fs::path path = make("a.mkv", std::string(kPicture) + "-c:v ffv1 -pix_fmt bgr0");
  MediaReader reader = must_open(path);
  int calls = 0;
  const auto stop = [&calls](const auto&) {
    ++calls;
    return Status(fail(ErrorCode::kCancelled, "enough"));
  };
  const Status status = reader.read_video_frames(MediaReader::Convert::kAlways, stop);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kCancelled);
  EXPECT_EQ(reader.read_video_packets(stop).error().code, ErrorCode::kCancelled);
  EXPECT_EQ(calls, 2);
}

TEST_F(MediaReaderTest, MissingStreamsAreNotFound) {
  const AudioFormat format{48000, 1, 16};
  MediaReader mute = must_open(make("v.mkv", std::string(kPicture) + "-c:v ffv1 -pix_fmt bgr0"));
  EXPECT_EQ(mute.read_audio([](const PcmView&) { return Status(); }).error().code,
            ErrorCode::kNotFound);
  MediaReader blind =
      must_open(make("a.wav", raw_input(folder_ / "in.raw", format, music(format, 10'000))));
  EXPECT_EQ(blind.read_video_packets([](const VideoPacketInfo&) { return Status(); }).error().code,
            ErrorCode::kNotFound);
}

// ---- sound --------------------------------------------------------------------------------------

struct SoundCase {
  const char* name;
  const char* codec;
  bool exact;         // sample for sample what went in
  bool exact_length;  // the container says where it ends
};

class SoundOfMedia : public ::testing::TestWithParam<SoundCase> {};

TEST_P(SoundOfMedia, BeginsWhereItDidAndIsWhatWentIn) {
  REQUIRE_FFMPEG();
  const SoundCase& c = GetParam();
  const TempFolder folder;
  const AudioFormat format{48000, 2, 16};
  // 0.7 s of tone that starts with a click, so that an offset shows.
  auto samples = music(format, 33'600);
  std::fill(samples.begin(), samples.begin() + 20, 30'000);
  const fs::path path = folder / c.name;
  ffmpeg(std::string(kPicture) + raw_input(folder / "in.raw", format, samples) +
         "-map 0 -map 1 -c:v libx264 -preset ultrafast -bf 2 -pix_fmt yuv420p -c:a " + c.codec +
         " " + path.string());
  MediaReader reader = must_open(path);
  const Sound sound = own_sound(reader);
  EXPECT_EQ(sound.first, 0);
  if (c.exact) {
    EXPECT_TRUE(reader.info().audio[0].lossless);
    EXPECT_EQ(sound.format, format);
    EXPECT_EQ(sound.samples, samples);
    return;
  }
  EXPECT_FALSE(reader.info().audio[0].lossless);
  EXPECT_NEAR(static_cast<double>(sound.frames()), 33'600, c.exact_length ? 0 : 1100);
  // The sound lies where it was: the distance is least without an offset.
  const auto distance = [&](std::int64_t offset) {
    double sum = 0;
    for (std::int64_t i = 2000; i < 30'000; ++i) {
      const auto at = static_cast<std::size_t>(2 * i);
      const double d =
          static_cast<double>(samples[at]) -
          static_cast<double>(sound.samples[static_cast<std::size_t>(2 * (i + offset))]) / 256;
      sum += d * d;
    }
    return sum;
  };
  std::int64_t best = 0;
  for (std::int64_t offset = -1100; offset <= 1100; ++offset) {
    if (distance(offset) < distance(best)) {
      best = offset;
    }
  }
  EXPECT_EQ(best, 0);
}

INSTANTIATE_TEST_SUITE_P(
    All, SoundOfMedia,
    ::testing::Values(SoundCase{"flac.mkv", "flac", true, true},
                      SoundCase{"flac.mp4", "flac -strict -2", true, true},
                      SoundCase{"pcm.mov", "pcm_s16le", true, true},
                      SoundCase{"alac.mov", "alac", true, true},
                      SoundCase{"aac.mp4", "aac -b:a 256k", false, true},
                      SoundCase{"aac.mov", "aac -b:a 256k", false, true},
                      SoundCase{"opus.mkv", "libopus -b:a 256k", false, true},
                      SoundCase{"opus.mp4", "libopus -b:a 256k -strict -2", false, true},
                      SoundCase{"mp3.mp4", "libmp3lame -b:a 256k", false, false}),
    [](const auto& test) {
      std::string name = test.param.name;
      std::replace(name.begin(), name.end(), '.', '_');
      return name;
    });

TEST_F(MediaReaderTest, LateSoundKeepsItsPlaceOnTheTimeLine) {
  const AudioFormat format{48000, 1, 16};
  const auto samples = music(format, 20'000);
  for (const std::string extension : {"mkv", "mov"}) {
    const fs::path path =
        make("late." + extension, std::string(kPicture) + "-itsoffset 0.25 " +
                                      raw_input(folder_ / "in.raw", format, samples) +
                                      "-map 0 -map 1 -c:v ffv1 -strict -2 -pix_fmt bgr0 -c:a " +
                                      (extension == "mkv" ? "flac" : "pcm_s16le"));
    MediaReader reader = must_open(path);
    const Sound sound = own_sound(reader);
    EXPECT_EQ(sound.first, 12'000) << extension;
    EXPECT_EQ(sound.samples, samples) << extension;
  }
}

// ---- damage -------------------------------------------------------------------------------------

TEST_F(MediaReaderTest, ATruncatedFileGivesWhatItHasThenCorrupt) {
  struct Case {
    const char* name;
    const char* arguments;
  };
  for (const Case& c :
       {Case{"a.mkv", "-c:v ffv1 -level 3 -slicecrc 1 -pix_fmt bgr0"},
        Case{"a.mp4", "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -movflags +faststart"}}) {
    const fs::path path = make(c.name, std::string(kPicture) + c.arguments);
    MediaReader whole = must_open(path);
    const auto rows = own_rows(whole, MediaReader::Convert::kAlways);
    Bytes bytes = read_file(path);
    bytes.resize(bytes.size() / 2);
    MemoryFileSystem memory;
    memory.put("cut", bytes);
    auto reader = MediaReader::open(memory, "cut");
    ASSERT_TRUE(reader) << reader.error().message;
    std::size_t frames = 0;
    const Status status =
        reader->read_video_frames(MediaReader::Convert::kAlways, [&](const VideoFrameInfo& frame) {
          EXPECT_EQ(frame.pts, rows[frames].pts);
          ++frames;
          return Status();
        });
    ASSERT_FALSE(status) << c.name;
    EXPECT_EQ(status.error().code, ErrorCode::kCorrupt);
    EXPECT_GT(frames, 3u) << c.name;
    EXPECT_LT(frames, rows.size()) << c.name;
    const Status packets =
        reader->read_video_packets([](const VideoPacketInfo&) { return Status(); });
    ASSERT_FALSE(packets);
    EXPECT_EQ(packets.error().code, ErrorCode::kCorrupt);
  }
}

TEST_F(MediaReaderTest, AFlippedByteInALosslessPictureIsCorrupt) {
  const fs::path path =
      make("a.mkv", std::string(kPicture) + "-c:v ffv1 -level 3 -slicecrc 1 -g 1 -pix_fmt bgr0");
  Bytes bytes = read_file(path);
  bytes[bytes.size() / 2] ^= std::byte{0x40};
  MemoryFileSystem memory;
  memory.put("bad", bytes);
  auto reader = MediaReader::open(memory, "bad");
  ASSERT_TRUE(reader) << reader.error().message;
  const Status status = reader->read_video_frames(MediaReader::Convert::kAlways,
                                                  [](const VideoFrameInfo&) { return Status(); });
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kCorrupt);
}

TEST_F(MediaReaderTest, DamagedFilesNeverCrash) {
  const AudioFormat format{48000, 1, 16};
  const fs::path path =
      make("a.mp4", std::string(kPicture) +
                        raw_input(folder_ / "in.raw", format, music(format, 30'000)) +
                        "-map 0 -map 1 -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac");
  const Bytes bytes = read_file(path);
  std::uint32_t state = 5;
  const auto next = [&state] {
    state = state * 1664525u + 1013904223u;
    return state >> 8;
  };
  for (int round = 0; round < 30; ++round) {
    Bytes bad = bytes;
    for (int i = 0; i < 20; ++i) {
      bad[next() % bad.size()] = static_cast<std::byte>(next());
    }
    MemoryFileSystem memory;
    memory.put("bad", bad);
    auto reader = MediaReader::open(memory, "bad");
    if (!reader) {
      EXPECT_FALSE(reader.error().message.empty());
      continue;
    }
    (void)reader->read_video_frames(MediaReader::Convert::kAlways,
                                    [](const VideoFrameInfo&) { return Status(); });
    (void)reader->read_audio([](const PcmView&) { return Status(); });
  }
}

TEST_F(MediaReaderTest, WhatIsNoMediaFileIsInvalid) {
  write_file(folder_ / "a.txt", as_byte_span("just words\n"));
  const auto reader = MediaReader::open(posix_file_system(), folder_ / "a.txt");
  ASSERT_FALSE(reader);
  EXPECT_EQ(reader.error().code, ErrorCode::kInvalid);
  EXPECT_EQ(MediaReader::open(posix_file_system(), folder_ / "none").error().code,
            ErrorCode::kNotFound);
}

}  // namespace
}  // namespace reprise::media
