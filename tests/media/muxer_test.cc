#include "core/media/muxer.h"

#include <algorithm>
#include <cstring>

#include <gtest/gtest.h>

#include "tests/media/export_fixture.h"
#include "tests/media/full_disk.h"
#include "tests/media/programs.h"

namespace reprise::media::test {
namespace {

VideoSettings video(VideoCodecId codec, Rational fps, ImageSize size = {64, 48}) {
  VideoSettings settings;
  settings.codec = codec;
  settings.size = size;
  settings.fps = fps;
  return settings;
}

Export h264_mp4(Rational fps = {60, 1}) {
  Export wanted;
  wanted.video = video(VideoCodecId::kH264, fps);
  wanted.audio.codec = AudioCodecId::kAac;
  wanted.comment = R"(reprise:{"crf":18,"text":"ü \"quoted\""})";
  return wanted;
}
Export h264_mov() {
  Export wanted = h264_mp4();
  wanted.container = ContainerId::kMov;
  return wanted;
}
Export h264_mkv(Rational fps = {60, 1}) {
  Export wanted = h264_mp4(fps);
  wanted.container = ContainerId::kMkv;
  wanted.audio.codec = AudioCodecId::kFlac;
  return wanted;
}
Export ffv1_mkv(ImageSize size = {64, 48}, bool alpha = false) {
  Export wanted = h264_mkv();
  wanted.video = video(VideoCodecId::kFfv1, {30, 1}, size);
  wanted.video.alpha = alpha;
  return wanted;
}
std::vector<Export> every_kind() {
  return {h264_mp4(), h264_mov(), h264_mkv(), ffv1_mkv(), ffv1_mkv({65, 47}, true)};
}

Bytes bytes_of(const Export& wanted, SegmentOrder order = SegmentOrder::kForward) {
  MemoryFileSystem fs;
  write_export(fs, "out", wanted, order);
  auto content = fs.content("out");
  EXPECT_TRUE(content);
  return content ? *content : Bytes();
}

std::string extension(const Export& wanted) {
  return std::string(container(wanted.container).name);
}

// Ticks of 1/den from a line "pts,…" of ffprobe.
std::vector<std::int64_t> sorted_numbers(const std::vector<std::string>& lines) {
  std::vector<std::int64_t> numbers;
  for (const std::string& line : lines) {
    numbers.push_back(std::strtoll(line.c_str(), nullptr, 10));
  }
  std::ranges::sort(numbers);
  return numbers;
}

TEST(Muxer, GivesTheSameBytesForAnyOrderOfSegmentsAndAgain) {
  for (const Export& wanted : every_kind()) {
    const Bytes first = bytes_of(wanted);
    EXPECT_GT(first.size(), 1000U);
    EXPECT_TRUE(first == bytes_of(wanted)) << extension(wanted);
    EXPECT_TRUE(first == bytes_of(wanted, SegmentOrder::kBackward)) << extension(wanted);
  }
}

TEST(Muxer, GivesTheSameBytesOnDiskAndInMemory) {
  const ScratchFolder folder;
  for (const Export& wanted : every_kind()) {
    const auto path = folder / ("out." + extension(wanted));
    write_export(posix_file_system(), path, wanted);
    const auto content = read_file(posix_file_system(), path);
    ASSERT_TRUE(content);
    EXPECT_TRUE(*content == bytes_of(wanted)) << extension(wanted);
  }
}

TEST(Muxer, PutsTheIndexInFrontOfThePictures) {
  for (const Export& wanted : {h264_mp4(), h264_mov()}) {
    const Bytes file = bytes_of(wanted);
    const std::size_t index = as_text(file).find("moov");
    const std::size_t pictures = as_text(file).find("mdat");
    ASSERT_NE(index, std::string_view::npos);
    ASSERT_NE(pictures, std::string_view::npos);
    EXPECT_LT(index, pictures);
  }
}

TEST(Muxer, WritesNoNamesOfTheMachine) {
  for (const Export& wanted : every_kind()) {
    const Bytes file = bytes_of(wanted);
    for (const char* word : {"Lavf5", "Lavf6", "Lavc5", "Lavc6", "out.tmp", "/tmp"}) {
      EXPECT_EQ(as_text(file).find(word), std::string_view::npos) << word;
    }
  }
}

TEST(Muxer, StoresPacketsAsTheSegmentsHaveThem) {
  for (const Export& wanted : every_kind()) {
    const Bytes file = bytes_of(wanted);
    for (const Segment& segment : encode_segments(wanted, SegmentOrder::kForward)) {
      for (const SegmentPacket& packet : segment.packets) {
        EXPECT_FALSE(std::ranges::search(file, packet.data).empty()) << extension(wanted);
      }
    }
  }
}

TEST(Muxer, WritesFilesThatFfmpegDecodesWithoutAWord) {
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

TEST(Muxer, HasExactConstantTimestamps) {
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

TEST(Muxer, RoundsMatroskasTimestampsToItsTick) {
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

TEST(Muxer, HasExactDurations) {
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

TEST(Muxer, TagsColourAndShape) {
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

TEST(Muxer, CarriesTheCommentThere) {
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

TEST(Muxer, RefusesACommentThatMovWouldCut) {
  MemoryFileSystem fs;
  Export wanted = h264_mov();
  wanted.frames = 1;
  wanted.comment = std::string(65532, 'x');
  const Status status = mux(fs, "out", wanted, encode_segments(wanted, SegmentOrder::kForward));
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kUnsupported);
}

TEST(Muxer, KeepsFfv1AndFlacExact) {
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

TEST(Muxer, StartsAacAtItsFirstSample) {
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

TEST(Muxer, JoinsWholeSegmentsAndAFinalSingleFrame) {
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

TEST(Muxer, WritesSilentFilmsOfOneFrame) {
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

TEST(Muxer, SurfacesAFullDisk) {
  for (const Export& wanted : every_kind()) {
    const std::size_t size = bytes_of(wanted).size();
    const auto segments = encode_segments(wanted, SegmentOrder::kForward);
    for (const std::size_t room : {std::size_t{0}, size / 2, size - 1}) {
      MemoryFileSystem memory;
      FullDisk disk(memory, room);
      const Status status = mux(disk, "out", wanted, segments);
      ASSERT_FALSE(status) << extension(wanted) << " " << room;
      EXPECT_EQ(status.error().code, ErrorCode::kNoSpace) << status.error().message;
      EXPECT_FALSE(memory.exists("out"));
    }
  }
}

TEST(Muxer, RefusesToFinishWithFramesMissing) {
  MemoryFileSystem fs;
  Export wanted = h264_mp4();
  auto segments = encode_segments(wanted, SegmentOrder::kForward);
  segments.pop_back();
  const Status status = mux(fs, "out", wanted, segments);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "the file got 50 frames instead of 60");
}

TEST(Muxer, RefusesCombinationsOutsideTheTable) {
  MemoryFileSystem fs;
  Export wanted = ffv1_mkv();
  wanted.frames = 1;
  wanted.container = ContainerId::kMp4;
  const Status status = mux(fs, "out", wanted, encode_segments(wanted, SegmentOrder::kForward));
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kUsage);
}

}  // namespace
}  // namespace reprise::media::test
