#include "core/session/diff/manifest_diff.h"

#include <gtest/gtest.h>

namespace reprise::session {
namespace {

// Four frames in two segments, as the export writes it.
Json manifest() {
  return *parse_json(R"({
    "format":"reprise-manifest","version":1,
    "take":{"identity":"aa","sealed":true},
    "settings":{"width":64,"codec":"h264"},
    "seed":"1","tier":"portable","versions":{"reprise":"1","engine":"1"},"presets":{"a":"1"},
    "render_key":"k","parameters_sha256":"p",
    "segments":[
      {"first_frame":0,"frame_xxh3":["f0","f1"],"packet_sha256":["p0","p1"],"packet_frame":[0,1]},
      {"first_frame":2,"frame_xxh3":["f2","f3"],"packet_sha256":["p3","p2"],"packet_frame":[3,2]}],
    "qc":{"frames":4},"files":[{"name":"x.mp4","sha256":"s"}],
    "timing":{"seconds":1.5,"host":"here"}})");
}

TEST(ManifestDiff, TimingDoesNotCount) {
  Json other = manifest();
  other["timing"] = {{"seconds", 99}};
  EXPECT_TRUE(diff_manifests(manifest(), other, {})->same());
}

TEST(ManifestDiff, AFrameIsNamedWithItsSegment) {
  Json other = manifest();
  other["segments"][1]["frame_xxh3"][1] = "other";
  other["segments"][1]["packet_sha256"][0] = "other";
  const auto found = diff_manifests(manifest(), other, {});
  ASSERT_TRUE(found && found->first_frame && found->first_packet);
  EXPECT_EQ(found->first_frame->frame, 3);
  EXPECT_EQ(found->first_frame->segment, 1);
  EXPECT_EQ(found->first_frame->a, "f3");
  EXPECT_EQ(found->first_frame->b, "other");
  EXPECT_EQ(found->first_packet->frame, 3);
  EXPECT_TRUE(found->causes.empty());
}

TEST(ManifestDiff, TheCausesAreNamedApartFromWhatFollows) {
  Json other = manifest();
  other["settings"]["width"] = 128;
  other["versions"]["engine"] = "2";
  other["render_key"] = "l";
  const auto found = diff_manifests(manifest(), other, {});
  ASSERT_EQ(found->causes.size(), 2U);
  EXPECT_EQ(found->causes[0].path, "settings.width");
  EXPECT_EQ(found->causes[1].path, "versions.engine");
  ASSERT_EQ(found->rest.size(), 1U);
  EXPECT_EQ(found->rest[0].path, "render_key");
}

TEST(ManifestDiff, AShorterExportEndsFirst) {
  Json other = manifest();
  other["segments"].erase(1);
  const auto found = diff_manifests(manifest(), other, {});
  ASSERT_TRUE(found->first_frame);
  EXPECT_EQ(found->first_frame->frame, 2);
  EXPECT_EQ(found->first_frame->a, "f2");
  EXPECT_FALSE(found->first_frame->b);
}

TEST(ManifestDiff, OtherSegmentsOfTheSameFramesAreNoOtherFrames) {
  Json other = manifest();
  other["segments"] = *parse_json(
      R"([{"frame_xxh3":["f0","f1","f2","f3"],"packet_sha256":["p0","p1","p3","p2"]}])");
  EXPECT_FALSE(diff_manifests(manifest(), other, {})->first_frame);
}

TEST(ManifestDiff, IgnoredPlacesDoNotCount) {
  Json other = manifest();
  other["files"][0]["name"] = "y.mp4";
  other["segments"][0]["packet_sha256"][0] = "other";
  EXPECT_FALSE(diff_manifests(manifest(), other, {})->same());
  EXPECT_TRUE(diff_manifests(manifest(), other, {0, {}, {"files.name", "segments"}})->same());
}

TEST(ManifestDiff, AnythingElseIsRefused) {
  for (const char* text : {"[]", "{}", "1", R"({"format":"reprise-manifest"})",
                           R"({"format":"reprise-manifest","segments":1})"}) {
    EXPECT_FALSE(diff_manifests(manifest(), *parse_json(text), {})) << text;
    EXPECT_FALSE(diff_manifests(*parse_json(text), manifest(), {})) << text;
  }
  Json odd = manifest();
  odd["segments"] = *parse_json(R"([1, {}, {"frame_xxh3":3}, {"frame_xxh3":[null]}])");
  EXPECT_TRUE(diff_manifests(manifest(), odd, {})->first_frame);
}

}  // namespace
}  // namespace reprise::session
