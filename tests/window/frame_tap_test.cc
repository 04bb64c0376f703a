// The exporter's tap: sees every frame, changes none.
#include <algorithm>

#include <gtest/gtest.h>

#include "tests/session/studio.h"

namespace reprise::session {
namespace {

constexpr std::string_view kShow =
    R"({"scenes": [{"name": "a", "layers": [{"preset": "sweep"}]}]})";

struct Tapped {
  Bytes file;
  std::vector<Hash128> frames;
};

class FrameTap : public testing::Test {
 protected:
  FrameTap() {
    take_ = studio_.record("t.mcap", studio_.show(kShow), music(1.5));
    settings_ = small_export(studio_.open(take_).summary(), media::VideoCodecId::kFfv1);
  }

  // Stops after `steps`, when they are given.
  Tapped export_with_tap(std::string_view name, std::int64_t steps = -1) {
    timeline::TakeReader take = studio_.open(take_);
    const ReplayShow show = replay_show(take, {}, studio_.library()).value();
    ExporterOptions options;
    options.take = take_;
    options.target = studio_.path(name);
    Exporter exporter =
        Exporter::create(posix_file_system(), take, show, settings_, options).value();
    Tapped tapped;
    exporter.set_frame_tap(
        [&](const ImageView& frame) { tapped.frames.push_back(frame_hash(frame)); });
    while (steps-- != 0) {
      if (exporter.step().value().phase == ExportPhase::kDone) {
        tapped.file = content(options.target);
        break;
      }
    }
    return tapped;
  }

  Studio studio_;
  std::filesystem::path take_;
  ExportSettings settings_;
};

TEST_F(FrameTap, SeesEveryFrameAndLeavesTheFileAlone) {
  const Tapped tapped = export_with_tap("tapped.mkv");
  EXPECT_EQ(tapped.frames, studio_.frames(take_, settings_.frames));
  const auto plain = studio_.export_take(take_, studio_.path("plain.mkv"), settings_);
  EXPECT_EQ(tapped.file, content(plain.file));
}

TEST_F(FrameTap, SeesOnlyWhatIsRendered) {
  export_with_tap("resumed.mkv", settings_.segment_frames * 2 + 3);
  const Tapped rest = export_with_tap("resumed.mkv");
  const std::vector<Hash128> all = studio_.frames(take_, settings_.frames);
  ASSERT_FALSE(rest.frames.empty());
  ASSERT_LT(rest.frames.size(), all.size());
  EXPECT_TRUE(std::equal(rest.frames.rbegin(), rest.frames.rend(), all.rbegin()));
}

}  // namespace
}  // namespace reprise::session
