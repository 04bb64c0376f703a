// What a live window draws, against what a replay draws from the takes of the run.
#include "core/session/library/performance_state.h"
#include "tests/session/live_window.h"

namespace reprise::session {
namespace {

class LivePicture : public LiveWindowTest {
 protected:
  // How many frames of a take are others than the audience saw, from its start on.
  std::int64_t unseen_frames(const TakeEnd& end) {
    FrameSettings settings;
    settings.size = {64, 36};
    settings.fps = kGrid.fps;
    settings.timing = Timing::kPerformed;
    const std::int64_t first = kGrid.frame_count(end.stats.start);
    settings.first = {first};
    settings.count = kGrid.frame_count(end.seal.samples) - first;
    const std::vector<Hash128> replayed = studio_.frames(end.stats.path, settings);
    std::int64_t unseen = 0;
    for (std::size_t i = 0; i < replayed.size(); ++i) {
      unseen += replayed[i] == seen_[first + static_cast<std::int64_t>(i)] ? 0 : 1;
    }
    EXPECT_GT(replayed.size(), 20U);
    return unseen;
  }
  void expect_seen(const TakeEnd& end) { EXPECT_EQ(unseen_frames(end), 0); }
};

TEST_F(LivePicture, EveryTakeReplaysWhatTheAudienceSaw) {
  perform(R"({"policy": {"mode": "time", "interval": 0.7, "transition": 0.2}, "scenes": [
    {"name": "a", "layers": [{"preset": "sweep", "mappings": [{"feature": "bass", "role": "bass"}]}]},
    {"name": "b", "layers": [{"preset": "listener"}, {"preset": "flash", "blend": "screen",
      "mappings": [{"feature": "peak", "role": "peak"}]}]}]})");
  expect_seen(first_);
  expect_seen(second_);
}

TEST_F(LivePicture, FeedbackIsWhatItWasFromTheSceneThatTheTakeSawBegin) {
  perform(R"({"policy": {"mode": "time", "interval": 0.7, "transition": 0.2}, "scenes": [
    {"name": "a", "layers": [{"preset": "trail", "mappings": [{"feature": "peak", "role": "peak"}]}]},
    {"name": "b", "layers": [{"preset": "sweep"}]}]})");
  expect_seen(first_);
}

TEST_F(LivePicture, FeedbackGoesOnInATakeThatBeganInItsMiddle) {
  perform(kTrailShow, std::make_shared<BufferRequests>());
  expect_seen(first_);
  expect_seen(second_);
  // Every frame of it that was drawn can be proven, those before its start among them.
  EXPECT_EQ(second_.stats.hashes, second_.stats.frames - second_.stats.frames / 11);
  timeline::TakeReader take = studio_.open(second_.stats.path);
  const auto files = take.attachments();
  const auto buffers = render_state_in(*files);
  ASSERT_TRUE(buffers && *buffers);
  EXPECT_EQ((*buffers)->size, (ImageSize{64, 36}));
  EXPECT_LT((*buffers)->sample, take.summary().header.part->sound_start);
}

TEST_F(LivePicture, FeedbackGoesOnBehindAFreezeAtTheBeginningOfATake) {
  for (const std::int64_t freeze : {81600, 88800, 93600, 96000}) {
    freeze_ = freeze;
    thaw_ = 115200;
    perform(kTrailShow, std::make_shared<BufferRequests>());
    expect_seen(first_);
    EXPECT_EQ(unseen_frames(second_), 0) << freeze;
    std::filesystem::remove(first_.stats.path);
    std::filesystem::remove(second_.stats.path);
  }
}

// What nobody keeps begins black.
TEST_F(LivePicture, WithoutItsBuffersFeedbackBeginsBlack) {
  perform(kTrailShow);
  EXPECT_EQ(unseen_frames(first_), 0);
  EXPECT_GT(unseen_frames(second_), 5);
}

TEST_F(LivePicture, BuffersFitTheTakesOwnShowOnly) {
  perform(kTrailShow, std::make_shared<BufferRequests>());
  FrameSettings settings;
  settings.size = {64, 36};
  settings.fps = kGrid.fps;
  settings.first = {kGrid.frame_count(second_.stats.start)};
  settings.count = 3;
  const auto own = studio_.frames(second_.stats.path, settings);
  ShowOverrides overrides;
  overrides.seed = 5;
  EXPECT_NE(own, studio_.frames(second_.stats.path, settings, overrides));
  settings.size = {128, 72};  // scaled
  EXPECT_EQ(studio_.frames(second_.stats.path, settings).size(), 3U);
}

// A part of an export begins where the export does not.
TEST_F(LivePicture, ARangeOfALaterTakeShowsTheFramesOfTheWhole) {
  perform(kTrailShow, std::make_shared<BufferRequests>());
  FrameSettings settings;
  settings.size = {64, 36};
  settings.fps = {60, 1};
  settings.first = {125};
  settings.count = 30;
  const auto whole = studio_.frames(second_.stats.path, settings);
  settings.first = {140};
  settings.count = 15;
  const auto part = studio_.frames(second_.stats.path, settings);
  EXPECT_EQ(part, std::vector<Hash128>(whole.begin() + 15, whole.end()));
}

}  // namespace
}  // namespace reprise::session
