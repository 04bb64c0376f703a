// What the rooms of session share: times of media files, presets and shows found in folders.
#include <limits>

#include <gtest/gtest.h>

#include "core/session/library/media_time.h"
#include "core/session/library/preset_library.h"

namespace reprise::session {
namespace {

constexpr Rational kMillisecond{1, 1000};
constexpr Rational kNtsc{30000, 1001};

TEST(MediaTime, FindsTheFrameOfATickEitherSideOfItsTime) {
  // Frame 2 lies at 66.7333 ms.
  for (const std::int64_t pts : {66, 67}) {
    EXPECT_EQ(frame_of_pts(pts, kMillisecond, kNtsc), FrameIndex{2});
    EXPECT_TRUE(is_time_of_frame(pts, kMillisecond, FrameIndex{2}, kNtsc)) << pts;
  }
  for (const std::int64_t pts : {65, 68}) {
    EXPECT_FALSE(is_time_of_frame(pts, kMillisecond, FrameIndex{2}, kNtsc)) << pts;
  }
  EXPECT_EQ(frame_of_pts(-33, kMillisecond, kNtsc), FrameIndex{-1});
  EXPECT_EQ(frame_of_pts(17, kMillisecond, {30, 1}), FrameIndex{1});
  EXPECT_EQ(frame_of_pts(16, kMillisecond, {30, 1}), FrameIndex{0});
}

TEST(MediaTime, StaysExactAfterDays) {
  const std::int64_t frame = 10'000'000'000;
  const Rational tick{1, 90000};
  EXPECT_TRUE(is_time_of_frame(frame * 3003, tick, FrameIndex{frame}, kNtsc));
  EXPECT_FALSE(is_time_of_frame(frame * 3003 + 1, tick, FrameIndex{frame}, kNtsc));
  EXPECT_EQ(frame_of_pts(frame * 3003, tick, kNtsc), FrameIndex{frame});
}

TEST(MediaTime, WhatNoFileShouldSayIsNoTime) {
  constexpr std::int64_t kNoPts = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t kHuge = std::numeric_limits<std::int64_t>::max();
  for (const std::int64_t pts : {kNoPts, kHuge}) {
    EXPECT_FALSE(frame_of_pts(pts, kMillisecond, kNtsc).has_value());
    EXPECT_FALSE(is_time_of_frame(pts, kMillisecond, FrameIndex{0}, kNtsc));
  }
  EXPECT_FALSE(is_time_of_frame(0, kMillisecond, FrameIndex{kHuge}, kNtsc));
  EXPECT_FALSE(frame_of_pts(0, {0, 1}, kNtsc).has_value());
  EXPECT_FALSE(frame_of_pts(0, kMillisecond, {0, 1}).has_value());
  EXPECT_FALSE(frame_of_pts(1'000'000'000, {2'000'000'000, 1}, {1'000'000'000, 1}).has_value());
}

class Library : public testing::Test {
 protected:
  void put(const char* path, std::string_view text) { files_.put(path, as_byte_span(text)); }
  [[nodiscard]] Result<ShowFiles> load(std::string_view show) const {
    return PresetLibrary(files_, {"/presets"}).load_show(show);
  }
  static constexpr std::string_view kPreset = "/*{\"ISFVSN\":\"2\"}*/ void main() {}";
  mutable MemoryFileSystem files_;
};

TEST_F(Library, AShowNamesPresetsByPathsFromItsOwnFolder) {
  put("/shows/own/blue.fs", kPreset);
  put("/presets/red.fs", kPreset);
  put("/shows/a.show.json", R"({"scenes": [{"name": "s", "layers": [
    {"preset": "own/blue.fs"}, {"preset": "red"}, {"preset": "./own/blue.fs"}]}]})");
  const auto files = load("/shows/a.show.json");
  ASSERT_TRUE(files.has_value()) << files.error().message;
  EXPECT_EQ(engine::presets_of(files->show), (std::vector<std::string>{"blue", "red"}));
  ASSERT_EQ(files->presets.size(), 2U);
  EXPECT_EQ(files->presets[0].source.name, "blue");
  EXPECT_TRUE(engine::validate_show(files->show, named_presets(files->presets)).has_value());
}

TEST_F(Library, TwoPresetsOfOneNameAreRefused) {
  put("/shows/own/red.fs", "/*{\"ISFVSN\":\"2\"}*/ void main() { gl_FragColor = vec4(1.0); }");
  put("/presets/red.fs", kPreset);
  put("/shows/a.show.json", R"({"scenes": [{"name": "s", "layers": [
    {"preset": "own/red.fs"}, {"preset": "red"}]}]})");
  const auto files = load("/shows/a.show.json");
  ASSERT_FALSE(files.has_value());
  EXPECT_NE(files.error().message.find("own/red.fs"), std::string::npos);
}

TEST(PresetName, IsTheBaseNameOfAPath) {
  EXPECT_EQ(preset_name("aurora"), "aurora");
  EXPECT_EQ(preset_name("aurora.fs"), "aurora");
  EXPECT_EQ(preset_name("/home/x/my.preset.fs"), "my.preset");
}

}  // namespace
}  // namespace reprise::session
