#include "core/media/profiles.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "core/media/encoder_versions.h"

namespace reprise::media {
namespace {

std::string refusal(ContainerId container, VideoCodecId video, AudioCodecId audio,
                    ImageSize size = {640, 360}, bool alpha = false) {
  const Status status = check_combination(container, video, audio, size, alpha);
  if (status) {
    return "";
  }
  EXPECT_EQ(status.error().code, ErrorCode::kUsage);
  return status.error().message;
}

TEST(Profiles, FindsEveryRowByItsName) {
  for (const VideoCodecInfo& row : video_codecs()) {
    EXPECT_EQ(video_codec_by_name(row.name), row.id);
    EXPECT_EQ(video_codec(row.id).name, row.name);
  }
  for (const AudioCodecInfo& row : audio_codecs()) {
    EXPECT_EQ(audio_codec_by_name(row.name), row.id);
    EXPECT_EQ(audio_codec(row.id).name, row.name);
  }
  for (const ContainerInfo& row : containers()) {
    for (const std::string_view extension : row.extensions) {
      EXPECT_EQ(container_by_extension("dir.x/a." + std::string(extension)), row.id);
    }
  }
  EXPECT_EQ(video_codec_by_name("hevc9"), std::nullopt);
  EXPECT_EQ(audio_codec_by_name(""), std::nullopt);
}

TEST(Profiles, ReadsExtensionsInAnyCase) {
  EXPECT_EQ(container_by_extension("SHOW.MP4"), ContainerId::kMp4);
  EXPECT_EQ(container_by_extension("show.Mkv"), ContainerId::kMkv);
  EXPECT_EQ(container_by_extension("show"), std::nullopt);
  EXPECT_EQ(container_by_extension("show."), std::nullopt);
  EXPECT_EQ(container_by_extension("mp4"), std::nullopt);
  EXPECT_EQ(container_by_extension("show.mp4.txt"), std::nullopt);
}

TEST(Profiles, TheDefaultsOfEveryContainerWork) {
  for (const ContainerInfo& row : containers()) {
    EXPECT_EQ(refusal(row.id, row.default_video, row.default_audio), "") << row.name;
    EXPECT_EQ(refusal(row.id, row.default_video, AudioCodecId::kNone), "") << row.name;
  }
  EXPECT_EQ(refusal(ContainerId::kMkv, VideoCodecId::kFfv1, AudioCodecId::kFlac, {641, 361}, true),
            "");
}

TEST(Profiles, NamesTheNearestCombinationThatWorks) {
  const auto mp4 = ContainerId::kMp4;
  const auto mkv = ContainerId::kMkv;
  EXPECT_EQ(refusal(mp4, VideoCodecId::kFfv1, AudioCodecId::kNone),
            "mp4 cannot hold ffv1: use -o NAME.mkv");
  EXPECT_EQ(refusal(mp4, VideoCodecId::kFfv1, AudioCodecId::kAac),
            "mp4 cannot hold ffv1: use --audio-codec flac -o NAME.mkv");
  EXPECT_EQ(refusal(ContainerId::kMov, VideoCodecId::kH264, AudioCodecId::kFlac),
            "mov cannot hold flac: use --audio-codec aac");
  EXPECT_EQ(refusal(mkv, VideoCodecId::kH264, AudioCodecId::kAac),
            "mkv cannot hold aac with an exact start: use --audio-codec flac");
  EXPECT_EQ(refusal(mp4, VideoCodecId::kH264, AudioCodecId::kNone, {640, 360}, true),
            "h264 has no alpha channel: use --codec ffv1 -o NAME.mkv");
}

TEST(Profiles, NamesTheNextEvenSize) {
  const auto h264 = VideoCodecId::kH264;
  EXPECT_EQ(refusal(ContainerId::kMp4, h264, AudioCodecId::kAac, {641, 361}),
            "h264 needs even sizes: use 642x362");
  EXPECT_EQ(refusal(ContainerId::kMp4, h264, AudioCodecId::kAac, {640, 1}),
            "h264 needs even sizes: use 640x2");
}

TEST(Profiles, RefusesSizesThatNothingCanHave) {
  for (const ImageSize size : {ImageSize{0, 2}, {2, 0}, {-2, 2}, {16386, 2}, {2, 16386}}) {
    EXPECT_NE(refusal(ContainerId::kMkv, VideoCodecId::kFfv1, AudioCodecId::kNone, size), "");
  }
}

TEST(Profiles, TellsTheVersionsThatDecideBytes) {
  const auto versions = encoder_versions();
  ASSERT_EQ(versions.size(), 3U);
  EXPECT_EQ(versions[0].first, "libavcodec");
  EXPECT_EQ(versions[2].first, "libx264");
  EXPECT_TRUE(versions[2].second.starts_with("core ")) << versions[2].second;
}

}  // namespace
}  // namespace reprise::media
