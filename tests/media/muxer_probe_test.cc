// Finished files as ffprobe and ffmpeg see them.
#include <algorithm>
#include <cstring>

#include <gtest/gtest.h>

#include "core/media/muxer.h"
#include "tests/media/export_fixture.h"
#include "tests/media/programs.h"

namespace reprise::media::test {
namespace {

// Ticks of 1/den from a line "pts,…" of ffprobe.
std::vector<std::int64_t> sorted_numbers(const std::vector<std::string>& lines) {
  std::vector<std::int64_t> numbers;
  numbers.reserve(lines.size());
  for (const std::string& line : lines) {
    numbers.push_back(std::strtoll(line.c_str(), nullptr, 10));
  }
  std::ranges::sort(numbers);
  return numbers;
}

TEST(MuxedFile, WritesFilesThatFfmpegDecodesWithoutAWord) {
  SKIP_WITHOUT_PROGRAM("ffmpeg");
  const ScratchFolder folder;
  for (const Export& wanted : every_kind()) {
    const auto path = folder / ("out." + extension(wanted));
    write_export(posix_file_system(), path, wanted);
    EXPECT_EQ(decode_complaints(path), "");
    const auto values = probe(path, "-count_frames -select_streams v -show_streams -show_format");
    EXPECT_EQ(values.at("log"), "");
    EXPECT_EQ(values.at("streams.stream.0.nb_read_frames"), std::to_string(wanted.frames));
  }
}

TEST(MuxedFile, HasExactConstantTimestamps) {
  SKIP_WITHOUT_PROGRAM("ffprobe");
  const ScratchFolder folder;
  for (const Rational fps : {Rational{30, 1},
                             {60, 1},
                             {24, 1},
                             {25, 1},
                             {30000, 1001},
                             {24000, 1001},
                             {60000, 1001},
                             {1000, 1},
                             {1237, 100}}) {
    const auto path = folder / "out.mp4";
    const Export wanted = h264_mp4(fps);
    write_export(posix_file_system(), path, wanted);
    auto values = probe(path, "-select_streams v -show_streams -show_format");
    EXPECT_EQ(values["log"], "") << to_string(fps);
    const std::string rate = std::to_string(fps.num) + "/" + std::to_string(fps.den);
    EXPECT_EQ(values["streams.stream.0.r_frame_rate"], rate);
    EXPECT_EQ(values["streams.stream.0.avg_frame_rate"], rate);
    EXPECT_EQ(values["streams.stream.0.start_time"], "0.000000");
    EXPECT_EQ(values["streams.stream.0.nb_frames"], std::to_string(wanted.frames));
    const std::int64_t ticks = std::stoll(values["streams.stream.0.time_base"].substr(2));
    ASSERT_EQ(ticks * fps.den % fps.num, 0) << to_string(fps);
    const std::int64_t frame = ticks * fps.den / fps.num;
    EXPECT_EQ(values["streams.stream.0.duration_ts"], std::to_string(wanted.frames * frame));
    const auto pts =
        sorted_numbers(probe_lines(path, "-select_streams v -show_entries packet=pts"));
    ASSERT_EQ(pts.size(), static_cast<std::size_t>(wanted.frames));
    for (std::size_t i = 0; i < pts.size(); ++i) {
      EXPECT_EQ(pts[i], static_cast<std::int64_t>(i) * frame) << to_string(fps);
    }
  }
}

TEST(MuxedFile, RoundsMatroskasTimestampsToItsTick) {
  SKIP_WITHOUT_PROGRAM("ffprobe");
  const ScratchFolder folder;
  for (const Rational fps : {Rational{30, 1}, {60, 1}, {30000, 1001}, {24000, 1001}}) {
    const auto path = folder / "out.mkv";
    const Export wanted = h264_mkv(fps);
    write_export(posix_file_system(), path, wanted);
    auto values = probe(path, "-select_streams v -show_streams -show_format");
    EXPECT_EQ(values["log"], "");
    const std::string rate = std::to_string(fps.num) + "/" + std::to_string(fps.den);
    EXPECT_EQ(values["streams.stream.0.r_frame_rate"], rate);
    EXPECT_EQ(values["streams.stream.0.avg_frame_rate"], rate);
    const auto pts =
        sorted_numbers(probe_lines(path, "-select_streams v -show_entries packet=pts"));
    ASSERT_EQ(pts.size(), static_cast<std::size_t>(wanted.frames));
    for (std::size_t i = 0; i < pts.size(); ++i) {
      EXPECT_EQ(pts[i],
                multiply_divide_floor(2000 * static_cast<std::int64_t>(i) * fps.den + fps.num, 1,
                                      2 * fps.num));
    }
    EXPECT_NEAR(std::stod(values["format.duration"]),
                static_cast<double>(wanted.frames) / fps.approximate(), 0.002);
  }
}

TEST(MuxedFile, HasExactDurations) {
  SKIP_WITHOUT_PROGRAM("ffprobe");
  const ScratchFolder folder;
  for (const Rational fps : {Rational{30, 1}, {60, 1}, {30000, 1001}}) {
    for (const std::int32_t rate : {44100, 48000}) {
      Export wanted = h264_mp4(fps);
      wanted.format.sample_rate = rate;
      wanted.frames = 61;
      const auto path = folder / "out.mp4";
      write_export(posix_file_system(), path, wanted);
      auto values = probe(path, "-show_streams -show_format");
      const double seconds = 61 / fps.approximate();
      EXPECT_NEAR(std::stod(values["format.duration"]), seconds, 2e-6) << to_string(fps) << rate;
      EXPECT_NEAR(std::stod(values["streams.stream.1.duration"]), seconds, 1.1 / rate);
      EXPECT_EQ(values["streams.stream.1.start_time"], "0.000000");
    }
  }
}

TEST(MuxedFile, TagsColourAndShape) {
  SKIP_WITHOUT_PROGRAM("ffprobe");
  const ScratchFolder folder;
  for (const Export& wanted : {h264_mp4(), h264_mov(), h264_mkv()}) {
    const auto path = folder / ("out." + extension(wanted));
    write_export(posix_file_system(), path, wanted);
    auto values = probe(path, "-select_streams v -show_streams");
    EXPECT_EQ(values["streams.stream.0.codec_name"], "h264");
    EXPECT_EQ(values["streams.stream.0.profile"], "High");
    EXPECT_EQ(values["streams.stream.0.pix_fmt"], "yuv420p");
    EXPECT_EQ(values["streams.stream.0.color_range"], "tv");
    EXPECT_EQ(values["streams.stream.0.color_space"], "bt709");
    EXPECT_EQ(values["streams.stream.0.color_transfer"], "bt709");
    EXPECT_EQ(values["streams.stream.0.color_primaries"], "bt709");
    EXPECT_EQ(values["streams.stream.0.chroma_location"], "left");
    EXPECT_EQ(values["streams.stream.0.sample_aspect_ratio"], "1:1");
    EXPECT_EQ(values["streams.stream.0.has_b_frames"], "2");
  }
}

TEST(MuxedFile, CarriesTheCommentThere) {
  SKIP_WITHOUT_PROGRAM("ffprobe");
  const ScratchFolder folder;
  for (Export wanted : every_kind()) {
    wanted.comment = "reprise:{" + std::string(20'000, 'x') + "}";
    const auto path = folder / ("out." + extension(wanted));
    write_export(posix_file_system(), path, wanted);
    const std::string option = "-show_entries format_tags=comment";
    EXPECT_EQ(probe_lines(path, option), std::vector<std::string>{wanted.comment});
  }
}

TEST(MuxedFile, KeepsFfv1AndFlacExact) {
  SKIP_WITHOUT_PROGRAM("ffmpeg");
  const ScratchFolder folder;
  for (const ImageSize size : {ImageSize{64, 48}, {33, 21}}) {
    for (const bool alpha : {false, true}) {
      Export wanted = ffv1_mkv(size, alpha);
      wanted.format = {44100, 2, alpha ? 24 : 16};
      wanted.frames = 10;
      const auto path = folder / "out.mkv";
      write_export(posix_file_system(), path, wanted);
      Bytes expected;
      for (std::int64_t i = 0; i < wanted.frames; ++i) {
        const ImageBuffer frame = draw_frame(size, i, alpha);
        expected.insert(expected.end(), frame.view().data, frame.view().data + frame.size_bytes());
      }
      const ProgramResult pictures = run_program("ffmpeg -v error -nostdin -i '" + path.string() +
                                                 "' -map 0:v -pix_fmt rgba -f rawvideo -");
      EXPECT_TRUE(as_text(expected) == pictures.output) << size.width << " alpha " << alpha;

      const auto samples = make_sound(wanted.format, sound_length(wanted));
      Bytes sound;
      ByteWriter writer(sound);
      for (const std::int32_t sample : samples) {
        writer.put(static_cast<std::int32_t>(static_cast<std::uint32_t>(sample)
                                             << (32 - wanted.format.bits)));
      }
      const ProgramResult heard =
          run_program("ffmpeg -v error -nostdin -i '" + path.string() + "' -map 0:a -f s32le -");
      EXPECT_TRUE(as_text(sound) == heard.output) << wanted.format.bits;
    }
  }
}

// Samples of the first channel, decoded as a player does: priming and edit lists applied.
std::vector<std::int16_t> heard_left(const std::filesystem::path& path) {
  const std::string raw = run_program("ffmpeg -v error -nostdin -i '" + path.string() +
                                      "' -map 0:a -af 'pan=mono|c0=c0' -f s16le -")
                              .output;
  std::vector<std::int16_t> samples(raw.size() / 2);
  std::memcpy(samples.data(), raw.data(), samples.size() * 2);
  return samples;
}

TEST(MuxedFile, StartsAacAtItsFirstSample) {
  SKIP_WITHOUT_PROGRAM("ffmpeg");
  const ScratchFolder folder;
  for (const Export& wanted : {h264_mp4(), h264_mp4({30000, 1001}), h264_mov()}) {
    const auto path = folder / ("out." + extension(wanted));
    write_export(posix_file_system(), path, wanted);
    const auto heard = heard_left(path);
    const auto sound = make_sound(wanted.format, sound_length(wanted));
    const auto length = static_cast<std::int64_t>(heard.size());
    EXPECT_GE(length, sound_length(wanted));
    EXPECT_LT(length, sound_length(wanted) + 1024);
    std::int64_t best_lag = 99;
    std::int64_t best = 0;
    for (std::int64_t lag = -40; lag <= 40; ++lag) {
      std::int64_t sum = 0;
      for (std::int64_t i = 2000; i < 20'000; ++i) {
        sum += std::int64_t{heard[static_cast<std::size_t>(i + lag)]} *
               sound[static_cast<std::size_t>(2 * i)];
      }
      if (sum > best) {
        best = sum;
        best_lag = lag;
      }
    }
    EXPECT_EQ(best_lag, 0);
  }
}

TEST(MuxedFile, JoinsWholeSegmentsAndAFinalSingleFrame) {
  SKIP_WITHOUT_PROGRAM("ffmpeg");
  const ScratchFolder folder;
  Export wanted = h264_mp4();
  wanted.segment_frames = video_codec(VideoCodecId::kH264).segment_frames;
  wanted.frames = 2 * wanted.segment_frames + 1;
  const auto path = folder / "out.mp4";
  write_export(posix_file_system(), path, wanted);
  EXPECT_EQ(decode_complaints(path), "");
  const auto dts = probe_lines(path, "-select_streams v -show_entries packet=dts");
  ASSERT_EQ(dts.size(), static_cast<std::size_t>(wanted.frames));
  EXPECT_TRUE(std::ranges::equal(sorted_numbers(dts), dts, {}, {}, [](const std::string& line) {
    return std::strtoll(line.c_str(), nullptr, 10);
  }));
  auto values = probe(path, "-count_frames -select_streams v -show_streams");
  EXPECT_EQ(values["streams.stream.0.nb_read_frames"], "481");
}

TEST(MuxedFile, WritesSilentFilmsOfOneFrame) {
  SKIP_WITHOUT_PROGRAM("ffmpeg");
  const ScratchFolder folder;
  for (Export wanted : every_kind()) {
    wanted.audio.codec = AudioCodecId::kNone;
    wanted.frames = 1;
    const auto path = folder / ("one." + extension(wanted));
    write_export(posix_file_system(), path, wanted);
    EXPECT_EQ(decode_complaints(path), "");
    auto values = probe(path, "-count_frames -show_streams");
    EXPECT_EQ(values["streams.stream.0.nb_read_frames"], "1");
    EXPECT_EQ(values.count("streams.stream.1.index"), 0U);
  }
}

}  // namespace
}  // namespace reprise::media::test
