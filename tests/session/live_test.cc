// Live runs: what a take replays is what was shown, whenever it began and ended.
#include <gtest/gtest.h>

#include "core/session/export/take_player.h"
#include "tests/session/live_checks.h"
#include "tests/support/wait_until.h"

namespace reprise::session {
namespace {

using timeline::FrameRecord;
using timeline::TakeReader;

TEST(Live, ReplaysWhatWasShown) {
  Studio studio;
  LiveStage stage(studio, studio.show(kLiveShow), {});
  stage.start("one.mcap");
  stage.play(12);
  stage.finish_frames();
  const TakeEnd end = stage.stop(TakeStop::kHeard);
  EXPECT_EQ(end.stats.start, SampleIndex{0});
  EXPECT_EQ(end.seal.samples, stage.session().position());
  EXPECT_GT(end.stats.frames, 600);
  EXPECT_GT(end.stats.hashes, 5);
  EXPECT_GT(end.stats.late_hashes, 5);
  EXPECT_GT(end.stats.lost_samples, 1000);
  EXPECT_GT(stage.dropped, 20);
  expect_good(stage, studio, end);
}

// Two hundred cues and more, at several rates, however things fall out.
TEST(Live, ReplaysWhatWasShownWhateverHappens) {
  Studio studio;
  const ShowFiles show = studio.show(kLiveShow);
  const std::vector<LivePlan> plans{
      {.audio = {48000, 2, 16}, .fps = {60, 1}, .preroll_samples = 0, .seed = 21},
      {.audio = {44100, 2, 16}, .fps = {30000, 1001}, .preroll_samples = 30000, .seed = 22},
      {.audio = {96000, 1, 24}, .fps = {144, 1}, .preroll_samples = 0, .seed = 23},
      {.audio = {22050, 2, 16}, .fps = {25, 1}, .preroll_samples = 100000, .seed = 24},
      {.audio = {48000, 2, 24}, .fps = {10, 1}, .preroll_samples = 1, .seed = 25},
  };
  for (const LivePlan& plan : plans) {
    LiveStage stage(studio, show, plan);
    std::vector<TakeEnd> ends;
    for (int take = 0; take < 3; ++take) {
      stage.play(take == 1 ? 0.05 : 1.3);
      stage.start("take-" + std::to_string(plan.seed) + std::to_string(take) + ".mcap");
      stage.play(2.5);
      ends.push_back(stage.stop());
    }
    EXPECT_GT(stage.cues.size(), 20U);
    for (const TakeEnd& end : ends) {
      expect_good(stage, studio, end);
    }
  }
}

TEST(Live, ATakeThatBeginsLaterReplaysWhatWasShown) {
  Studio studio;
  LiveStage stage(studio, studio.show(kLiveShow), {.audio = {44100, 1, 24}});
  stage.play(5);
  stage.start("one.mcap");
  stage.play(4);
  const TakeEnd one = stage.stop();
  stage.play(3);
  stage.start("two.mcap");
  stage.play(4);
  stage.finish_frames();
  const TakeEnd two = stage.stop(TakeStop::kHeard);
  EXPECT_GT(one.stats.start.value, 4 * 44100);
  expect_good(stage, studio, one);
  expect_good(stage, studio, two);
  TakeReader take = studio.open(two.stats.path);
  const auto& header = take.summary().header;
  ASSERT_TRUE(header.part.has_value());
  EXPECT_EQ(header.part->start, two.stats.start);
  EXPECT_LE(header.part->start.value - header.part->sound_start.value, 44100);
  EXPECT_TRUE(header.live);
  EXPECT_EQ(header.gl->renderer, "renderer");
}

TEST(Live, ASplitLosesNothingAndDoublesNothing) {
  Studio studio;
  LiveStage stage(studio, studio.show(kLiveShow), {.hashes = false});
  stage.start("one.mcap");
  stage.play(3);
  const TakeEnd one = stage.stop();
  stage.start("two.mcap");
  stage.play(3);
  stage.finish_frames();
  const TakeEnd two = stage.stop(TakeStop::kHeard);
  EXPECT_EQ(one.seal.samples, two.stats.start);
  expect_good(stage, studio, one);
  expect_good(stage, studio, two);
}

TEST(Live, APrerollTakeBeginsInThePast) {
  Studio studio;
  LiveStage stage(studio, studio.show(kLiveShow), {.preroll_samples = 3 * 48000});
  stage.play(8);
  const SampleIndex now = stage.session().final_until();
  stage.start("one.mcap");
  stage.play(2);
  const TakeEnd one = stage.stop();
  EXPECT_EQ(one.stats.start.value, now.value - 3 * 48000);
  expect_good(stage, studio, one);
  // What the first take holds, the next does not.
  stage.play(1);
  stage.start("two.mcap");
  stage.play(1);
  const TakeEnd two = stage.stop();
  EXPECT_EQ(two.stats.start, one.seal.samples);
  expect_good(stage, studio, two);
}

TEST(Live, WithoutAWindowTheNominalFramesAreRecorded) {
  Studio studio;
  LiveStage stage(studio, studio.show(kLiveShow), {.fps = {25, 1}, .draws = false});
  stage.play(2);
  stage.start("one.mcap");
  stage.play(3);
  const TakeEnd end = stage.stop(TakeStop::kHeard);
  TakeReader take = studio.open(end.stats.path);
  const auto frames = only<FrameRecord>(records_of(take));
  const FrameGrid grid{{25, 1}, 48000};
  std::int64_t shown = 0;
  for (const FrameRecord& frame : frames) {
    EXPECT_EQ(frame.sample, grid.sample_of(frame.index));
    shown += frame.sample >= end.stats.start ? 1 : 0;
    stage.shown[frame.sample.value] = nullptr;
  }
  EXPECT_EQ(shown, grid.frame_count(end.seal.samples) - grid.frame_count(end.stats.start));
  EXPECT_EQ(end.stats.late_frames, 0);
  expect_sound(stage, studio, end.stats.path, end.seal.samples);
  expect_sound_file(end.stats.path);
}

TEST(Live, CuesStandWhereTheyAct) {
  Studio studio;
  LiveStage stage(studio, studio.show(kLiveShow), {});
  stage.start("one.mcap");
  stage.play(10);
  stage.finish_frames();
  const TakeEnd end = stage.stop(TakeStop::kHeard);
  TakeReader take = studio.open(end.stats.path);
  std::vector<Cue> inputs;
  std::vector<Cue> gaps;
  for (Cue& cue : only<Cue>(records_of(take))) {
    if (cue.type == CueType::kGap) {
      gaps.push_back(cue);
    } else if (cue.origin == CueOrigin::kPerformer && cue.type != CueType::kPause) {
      inputs.push_back(cue);
    }
  }
  std::size_t index = 0;
  for (const auto& [number, cue] : stage.cues) {
    if (cue.sample < end.seal.samples) {
      ASSERT_LT(index, inputs.size());
      EXPECT_TRUE(inputs[index++] == cue) << number;
    }
  }
  EXPECT_EQ(index, inputs.size());
  EXPECT_GT(index, 50U);
  std::int64_t lost = 0;
  for (const Cue& gap : gaps) {
    EXPECT_EQ(gap.origin, CueOrigin::kRecorder);
    EXPECT_EQ(gap.text, "the device was away");
    EXPECT_LE(gap.number, 48000);
    lost += gap.number;
  }
  EXPECT_EQ(lost, end.seal.lost_samples);
}

TEST(Live, AbandonedTakesStayReadable) {
  Studio studio;
  {
    LiveStage stage(studio, studio.show(kLiveShow), {.hashes = false});
    stage.play(3);
    stage.start("one.mcap");
    stage.play(6);
    EXPECT_TRUE(wait_until(
        [&stage] { return stage.session().take_stats().writer.synced_until.value > 7 * 48000; }));
  }
  const auto partial = timeline::partial_path(studio.path("one.mcap"));
  TakeReader take = studio.open(partial);
  EXPECT_GT(take.summary().end.value, 7 * 48000);
  const ReplayShow show = *replay_show(take, {}, studio.library());
  auto player = TakePlayer::create(take, show);
  ASSERT_TRUE(player.has_value());
  EXPECT_TRUE(player->advance_to(take.summary().end).has_value());
}

TEST(Live, AnotherShowBeginsWhereTheTakeBegins) {
  Studio studio;
  LiveStage stage(studio, studio.show(kLiveShow), {});
  stage.play(5);
  stage.start("one.mcap");
  stage.play(2);
  const TakeEnd end = stage.stop();
  TakeReader take = studio.open(end.stats.path);
  ShowOverrides overrides;
  overrides.preset = "flash";
  const ReplayShow show = *replay_show(take, overrides, studio.library());
  EXPECT_FALSE(show.is_own);
  auto player = TakePlayer::create(take, show);
  ASSERT_TRUE(player.has_value()) << player.error().message;
  for (const auto& [sample, live] : stage.shown) {
    if (sample < end.stats.start.value || sample >= end.seal.samples.value) {
      continue;
    }
    ASSERT_TRUE(player->advance_to({sample}).has_value());
    Moment replayed;
    player->moment(replayed, false);
    EXPECT_EQ(replayed.analysis.features, live->analysis.features);
    EXPECT_EQ(replayed.state.scene.entered, player->begins());
  }
}

}  // namespace
}  // namespace reprise::session
