// Verify: honest exports pass; one wrong, missing or extra frame, or other sound, does not.
#include <gtest/gtest.h>

#include "core/session/export/export_sound.h"
#include "core/session/export/reexport.h"
#include "core/session/verify/lag_meter.h"
#include "core/session/verify/manifest_packets.h"
#include "core/session/verify/verify_picture.h"
#include "core/session/verify/verify_sound.h"
#include "tests/session/studio.h"

namespace reprise::session {
namespace {

constexpr std::string_view kShow = R"({"scenes": [{"name": "a", "layers": [
  {"preset": "sweep", "mappings": [{"feature": "bass", "role": "bass"}]}]}]})";

Status go_on(std::int64_t /*frames*/) {
  return {};
}

// Frames from a list, as a take would draw them.
class ListedFrames : public FrameSource {
 public:
  explicit ListedFrames(std::vector<ImageBuffer> frames) : frames_(std::move(frames)) {}
  [[nodiscard]] std::int64_t frame_count() const override {
    return static_cast<std::int64_t>(frames_.size());
  }
  Result<ImageView> frame(std::int64_t index) override {
    return frames_[static_cast<std::size_t>(index)].view();
  }

 private:
  std::vector<ImageBuffer> frames_;
};

ImageBuffer grey(int level) {
  ImageBuffer image({16, 16}, PixelFormat::kRgba8);
  for (std::size_t i = 0; i < image.size_bytes(); ++i) {
    image.data()[i] = static_cast<std::byte>(i % 4 == 3 ? 255 : level);
  }
  return image;
}

std::vector<ImageBuffer> greys(const std::vector<int>& levels) {
  std::vector<ImageBuffer> frames;
  for (const int level : levels) {
    frames.push_back(grey(level));
  }
  return frames;
}

class VerifyFile : public testing::Test {
 protected:
  VerifyFile() { take_ = studio_.record("t.mcap", studio_.show(kShow), music(2)); }

  std::filesystem::path export_as(media::VideoCodecId codec) {
    const ExportSettings settings = small_export(studio_.open(take_).summary(), codec);
    const auto file = studio_.path(codec == media::VideoCodecId::kH264 ? "x.mp4" : "x.mkv");
    return studio_.export_take(take_, file, settings).file;
  }
  media::MediaReader read(const std::filesystem::path& file) {
    auto reader = media::MediaReader::open(posix_file_system(), file);
    EXPECT_TRUE(reader.has_value());
    return std::move(*reader);
  }
  PictureReport against_frames(const std::filesystem::path& file,
                               const std::filesystem::path& take) {
    timeline::TakeReader reader = studio_.open(take);
    const ReplayShow show = *replay_show(reader, {}, studio_.library());
    const ExportSettings settings = small_export(reader.summary(), media::VideoCodecId::kFfv1);
    auto producer = FrameProducer::create(reader, show, settings.frames);
    auto video = read(file);
    return *verify_frames(video, *producer, settings.frames.fps, go_on);
  }
  SoundReport sound(const std::filesystem::path& file, const std::filesystem::path& take) {
    timeline::TakeReader reader = studio_.open(take);
    const AudioFormat format = reader.summary().header.audio;
    auto audio = PaddedAudio::open(reader, {SampleIndex{0}, SampleIndex{format.sample_rate * 2}});
    auto video = read(file);
    return *verify_sound(video, format, [&] { return audio->read(); });
  }

  Studio studio_;
  std::filesystem::path take_;
};

TEST_F(VerifyFile, AnHonestLosslessExportIsTheSame) {
  const auto file = export_as(media::VideoCodecId::kFfv1);
  const PictureReport picture = against_frames(file, take_);
  EXPECT_EQ(picture.verdict, Verdict::kSame) << picture.reason;
  EXPECT_EQ(picture.frames_checked, 60);
  const SoundReport heard = sound(file, take_);
  EXPECT_EQ(heard.verdict, Verdict::kSame) << heard.reason;
  EXPECT_EQ(heard.samples_checked, 96000);
}

TEST_F(VerifyFile, AnotherPerformanceDiffersFromItsFirstFrame) {
  const auto file = export_as(media::VideoCodecId::kFfv1);
  const auto other = studio_.record(
      "other.mcap", studio_.show(R"({"scenes": [{"name": "a", "layers": [{"preset": "flash"}]}]})"),
      music(2));
  const PictureReport picture = against_frames(file, other);
  EXPECT_EQ(picture.verdict, Verdict::kDifferent);
  EXPECT_EQ(picture.first_bad_frame, 0);
  EXPECT_NE(picture.expected, picture.found);
}

TEST_F(VerifyFile, PacketsMatchTheManifestAndASecondExport) {
  const auto file = export_as(media::VideoCodecId::kH264);
  const auto manifest = manifest_packets(*parse_json(as_text(content(manifest_path(file)))));
  ASSERT_TRUE(manifest.has_value()) << manifest.error().message;
  auto video = read(file);
  PictureReport report = *verify_packets(video, manifest->track, {30, 1}, go_on);
  EXPECT_EQ(report.verdict, Verdict::kSame) << report.reason;
  EXPECT_EQ(report.frames_checked, 60);

  timeline::TakeReader take = studio_.open(take_);
  auto again = reexport_packets(take, *replay_show(take, {}, studio_.library()),
                                small_export(take.summary(), media::VideoCodecId::kH264), go_on,
                                [](const render::GlInfo& gl) { return !gl.renderer.empty(); });
  ASSERT_TRUE(again.has_value());
  report = *verify_packets(video, *again, {30, 1}, go_on);
  EXPECT_EQ(report.verdict, Verdict::kSame) << report.reason;

  TrackDigest altered = *again;
  for (PacketDigest& packet : altered.packets) {
    packet.sha256[0] ^= packet.frame == 37 ? 1 : 0;
  }
  report = *verify_packets(video, altered, {30, 1}, go_on);
  EXPECT_EQ(report.verdict, Verdict::kDifferent);
  EXPECT_EQ(report.first_bad_frame, 37);

  altered = *again;
  altered.parameters[0] ^= 1;
  report = *verify_packets(video, altered, {30, 1}, go_on);
  EXPECT_EQ(report.verdict, Verdict::kDifferent);
  EXPECT_EQ(report.first_bad_frame, 0);
}

TEST_F(VerifyFile, OtherSoundDiffers) {
  Sound shifted = music(2);
  std::rotate(shifted.samples.begin(), shifted.samples.begin() + 2 * 2400, shifted.samples.end());
  const auto late = studio_.record("late.mcap", studio_.show(kShow), shifted);
  const auto silent = studio_.record("silent.mcap", studio_.show(kShow), click_track(2, {}, {}));
  for (const auto codec : {media::VideoCodecId::kH264, media::VideoCodecId::kFfv1}) {
    const auto file = export_as(codec);
    EXPECT_EQ(sound(file, take_).verdict, Verdict::kSame) << sound(file, take_).reason;
    EXPECT_EQ(sound(file, late).verdict, Verdict::kDifferent);
    EXPECT_EQ(sound(file, silent).verdict, Verdict::kDifferent);
  }
}

TEST(LagMeter, FindsAShiftAndExchangedChannels) {
  const Sound reference = music(12);
  const auto worst = [&](const std::vector<std::int32_t>& samples) {
    LagMeter meter(reference.format, reference.format);
    meter.push_reference(reference.view());
    meter.push_found({reference.format, {}, samples});
    std::vector<LagWindow> windows;
    meter.measure(true, windows);
    EXPECT_EQ(windows.size(), 3U);
    return windows.back();
  };
  EXPECT_NEAR(worst(reference.samples).lag_ms, 0, 0.01);
  EXPECT_GT(worst(reference.samples).correlation, 0.999);
  std::vector<std::int32_t> late = reference.samples;
  late.insert(late.begin(), 2 * 960, 0);
  EXPECT_NEAR(worst(late).lag_ms, 20, 0.2);
  std::vector<std::int32_t> exchanged = reference.samples;
  for (std::size_t i = 0; i + 1 < exchanged.size(); i += 2) {
    std::swap(exchanged[i], exchanged[i + 1]);
  }
  EXPECT_LT(worst(exchanged).side_correlation, 0);
}

// `seconds` of silence, then the sound.
Sound behind_silence(double seconds, const Sound& sound) {
  Sound late = sound;
  const Sound silence = click_track(seconds, sound.format, {});
  late.samples.insert(late.samples.begin(), silence.samples.begin(), silence.samples.end());
  return late;
}

TEST_F(VerifyFile, SoundBehindASilentStartCounts) {
  const Sound quiet_start = behind_silence(0.7, music(1.3));
  Sound other = quiet_start;
  std::reverse(other.samples.begin() + 70000, other.samples.end());
  take_ = studio_.record("quiet.mcap", studio_.show(kShow), quiet_start);
  const auto file = export_as(media::VideoCodecId::kH264);
  const SoundReport same = sound(file, take_);
  EXPECT_EQ(same.verdict, Verdict::kSame) << same.reason;
  EXPECT_GE(same.windows_checked, 1);
  const auto swapped = studio_.record("other.mcap", studio_.show(kShow), other);
  EXPECT_EQ(sound(file, swapped).verdict, Verdict::kDifferent);
}

std::vector<LagWindow> lag_windows(const Sound& reference, const Sound& found) {
  LagMeter meter(reference.format, found.format);
  meter.push_reference(reference.view());
  meter.push_found(found.view());
  std::vector<LagWindow> windows;
  meter.measure(true, windows);
  return windows;
}

TEST(LagMeter, LooksBehindSilenceAndAtTheEnd) {
  const Sound sound = behind_silence(1.2, music(1.9));
  const auto windows = lag_windows(sound, sound);
  ASSERT_EQ(windows.size(), 4U);
  EXPECT_TRUE(windows[0].silent);
  EXPECT_TRUE(windows[1].silent);
  EXPECT_FALSE(windows[2].silent);
  EXPECT_NEAR(windows[2].start_seconds, 1.0, 1e-9);
  EXPECT_NEAR(windows[3].start_seconds, 2.6, 1e-3);
  EXPECT_NEAR(windows[3].correlation, 1, 1e-6);
}

TEST(LagMeter, AWindowIsShortOnlyInShortSound) {
  const auto windows = lag_windows(music(10.01), music(10.01));
  ASSERT_EQ(windows.size(), 2U);
  EXPECT_NEAR(windows[1].start_seconds, 9.51, 1e-3);
  ASSERT_EQ(lag_windows(music(0.1), music(0.1)).size(), 1U);
}

TEST(LagMeter, AToneLagsByTheLeastThatFits) {
  Sound tone{{}, std::vector<std::int32_t>(2 * 48000)};
  for (std::size_t i = 0; i < tone.samples.size(); ++i) {
    tone.samples[i] = (i / 2) % 96 < 48 ? 8000 : -8000;
  }
  Sound late = tone;
  std::rotate(late.samples.begin(), late.samples.end() - 2 * 24, late.samples.end());
  EXPECT_NEAR(lag_windows(tone, late)[0].lag_ms, 0.5, 0.13);
}

TEST(LagMeter, KeepsLittleHoweverLongTheSilence) {
  LagMeter meter({}, {});
  const Sound block = click_track(0.1, {}, {});
  std::vector<LagWindow> windows;
  for (int i = 0; i < 100; ++i) {
    meter.push_reference(block.view());
    meter.push_found(block.view());
    meter.measure(false, windows);
  }
  EXPECT_EQ(windows.size(), 19U);
}

TEST(ManifestPackets, EachFrameIsShownOnce) {
  const auto packets = [](const char* frames) {
    const std::string hash = "\"" + std::string(64, 'a') + "\"";
    return manifest_packets(
        *parse_json(R"({"take": {"identity": "t"}, "tier": "x", "parameters_sha256": )" + hash +
                    R"(, "segments": [{"packet_sha256": [)" + hash + "," + hash +
                    R"(], "packet_frame": )" + frames + "}]}"));
  };
  EXPECT_TRUE(packets("[1, 0]").has_value());
  for (const char* frames : {"[0, 0]", "[0, 2]", "[0]"}) {
    const auto broken = packets(frames);
    ASSERT_FALSE(broken.has_value()) << frames;
    EXPECT_EQ(broken.error().code, ErrorCode::kInvalid);
  }
}

TEST(PacketTally, PacketsInAnotherOrderDiffer) {
  Studio studio;
  const auto take = studio.record("t.mcap", studio.show(kShow), music(1));
  const ExportSettings settings =
      small_export(studio.open(take).summary(), media::VideoCodecId::kFfv1);
  const auto file = studio.export_take(take, studio.path("x.mkv"), settings).file;
  auto video = media::MediaReader::open(posix_file_system(), file);
  TrackDigest track = manifest_packets(*parse_json(as_text(content(manifest_path(file)))))->track;
  std::swap(track.packets[11], track.packets[12]);
  const PictureReport report = *verify_packets(*video, track, {30, 1}, go_on);
  EXPECT_EQ(report.verdict, Verdict::kDifferent);
  EXPECT_EQ(report.first_bad_frame, 12);
}

TEST(PacketTally, NamesTheFirstFrameThatIsMissingOrTooMuch) {
  // verify_packets over a real file is tested above; here the manifest is what is wrong.
  Studio studio;
  const auto take = studio.record("t.mcap", studio.show(kShow), music(1));
  const ExportSettings settings =
      small_export(studio.open(take).summary(), media::VideoCodecId::kFfv1);
  const auto file = studio.export_take(take, studio.path("x.mkv"), settings).file;
  auto video = media::MediaReader::open(posix_file_system(), file);
  TrackDigest track = manifest_packets(*parse_json(as_text(content(manifest_path(file)))))->track;
  track.packets.push_back({Sha256{}, 30});
  PictureReport report = *verify_packets(*video, track, {30, 1}, go_on);
  EXPECT_EQ(report.first_bad_frame, 30);
  EXPECT_EQ(report.reason, "the frame is missing");
  track.packets.resize(29);
  report = *verify_packets(*video, track, {30, 1}, go_on);
  EXPECT_EQ(report.first_bad_frame, 29);
  EXPECT_EQ(report.verdict, Verdict::kDifferent);
}

TEST(VerifyFrames, NamesTheFirstWrongMissingOrExtraFrame) {
  Studio studio;
  const auto take = studio.record("t.mcap", studio.show(kShow), music(0.5));
  const ExportSettings settings =
      small_export(studio.open(take).summary(), media::VideoCodecId::kFfv1);
  const auto file = studio.export_take(take, studio.path("x.mkv"), settings).file;
  timeline::TakeReader reader = studio.open(take);
  auto producer =
      FrameProducer::create(reader, *replay_show(reader, {}, studio.library()), settings.frames);
  std::vector<ImageBuffer> honest(15);
  for (std::size_t i = 0; i < honest.size(); ++i) {
    ASSERT_TRUE(producer->render(static_cast<std::int64_t>(i), honest[i]).has_value());
  }
  const auto check = [&](std::vector<ImageBuffer> frames) {
    ListedFrames expected(std::move(frames));
    auto video = media::MediaReader::open(posix_file_system(), file);
    return *verify_frames(*video, expected, {30, 1}, go_on);
  };
  EXPECT_EQ(check(honest).verdict, Verdict::kSame);
  auto frames = honest;
  frames[7] = honest[6];
  EXPECT_EQ(check(frames).first_bad_frame, 7);
  frames = honest;
  frames.erase(frames.begin() + 4);
  EXPECT_EQ(check(frames).first_bad_frame, 4);
  frames = honest;
  frames.pop_back();
  EXPECT_EQ(check(frames).first_bad_frame, 14);
  frames = honest;
  frames.push_back(honest.back());
  EXPECT_EQ(check(frames).first_bad_frame, 15);
  EXPECT_EQ(check(greys({1, 2, 3})).first_bad_frame, 0);
}

}  // namespace
}  // namespace reprise::session
