// Takes of a live run: how they begin, end and fail, and the state that they begin with.
#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "core/session/export/take_player.h"
#include "tests/session/live_checks.h"
#include "tests/support/wait_until.h"
#include "tests/timeline/fault_file_system.h"

namespace reprise::session {
namespace {

using timeline::TakeReader;

Cue cue_of(CueType type, std::int64_t number) {
  Cue cue;
  cue.type = type;
  cue.number = number;
  return cue;
}

TEST(LiveTakes, TheNextOneBeginsWhileTheDiskIsBusy) {
  Studio studio;
  timeline::FaultFileSystem disk;
  timeline::Gate gate;
  disk.faults->before_sync = [&gate]() -> Status {
    gate.pass();
    return {};
  };
  LiveStage stage(studio, studio.show(kLiveShow), {.files = &disk});
  stage.start("one.mcap");
  stage.play(1);
  gate.close();
  ASSERT_TRUE(stage.session().end_take().has_value());
  EXPECT_FALSE(stage.session().recording());
  ASSERT_TRUE(stage.session().begin_take(studio.path("two.mcap"), {}).has_value());
  EXPECT_TRUE(stage.session().recording());
  stage.play(3);
  EXPECT_FALSE(stage.session().ended_take().has_value());
  EXPECT_EQ(stage.session().take_stats().path, studio.path("two.mcap"));
  gate.open();
  stage.play(1);
  ASSERT_TRUE(stage.session().end_take().has_value());
  std::vector<TakeEnd> ends;
  EXPECT_TRUE(wait_until([&] {
    if (auto end = stage.session().ended_take()) {
      EXPECT_TRUE(end->end.has_value());
      ends.push_back(*end->end);
    }
    return ends.size() == 2;
  }));
  EXPECT_EQ(ends[0].stats.path, studio.path("one.mcap"));
  EXPECT_EQ(ends[0].seal.samples, ends[1].stats.start);
  EXPECT_FALSE(stage.session().ended_take().has_value());
  EXPECT_TRUE(disk.exists(studio.path("one.mcap")));
  EXPECT_TRUE(disk.exists(studio.path("two.mcap")));
}

TEST(LiveTakes, AFullDiskEndsTheTakeAndNotTheRun) {
  Studio studio;
  timeline::FaultFileSystem disk;
  disk.disk_limit = 300'000;
  LiveStage stage(studio, studio.show(kLiveShow), {.files = &disk});
  stage.start("one.mcap");
  for (int i = 0; i < 200 && stage.session().recording(); ++i) {
    stage.play(0.2);
  }
  EXPECT_FALSE(stage.session().recording());
  EXPECT_EQ(stage.session().take_status().error().code, ErrorCode::kNoSpace);
  EXPECT_EQ(stage.session().stop_take().error().code, ErrorCode::kNoSpace);
  const TakeStats failed = stage.session().take_stats();
  EXPECT_EQ(failed.path, studio.path("one.mcap"));
  EXPECT_GT(failed.frames, 0);
  auto torn = TakeReader::open(disk, timeline::partial_path(failed.path));
  ASSERT_TRUE(torn.has_value());
  EXPECT_GT(torn->summary().end.value, 0);
  // The run goes on, and another take has room elsewhere.
  stage.play(1);
  disk.disk_limit.reset();
  stage.start("two.mcap");
  EXPECT_TRUE(stage.session().take_status().has_value());
  stage.play(1);
  EXPECT_GE(stage.stop().stats.start.value, failed.end.value);
}

TEST(LiveTakes, AFailureAtTheSealIsTold) {
  Studio studio;
  timeline::FaultFileSystem disk;
  LiveStage stage(studio, studio.show(kLiveShow), {.files = &disk});
  stage.start("one.mcap");
  stage.play(1);
  disk.rename_fails = true;
  EXPECT_FALSE(stage.session().stop_take().has_value());
  EXPECT_FALSE(stage.session().take_status().has_value());
  EXPECT_TRUE(disk.exists(timeline::partial_path(studio.path("one.mcap"))));
}

TEST(LiveTakes, OneAtATime) {
  Studio studio;
  LiveStage stage(studio, studio.show(kLiveShow), {});
  EXPECT_EQ(stage.session().stop_take().error().code, ErrorCode::kUsage);
  stage.start("one.mcap");
  EXPECT_EQ(stage.session().start_take(studio.path("two.mcap"), {}).error().code,
            ErrorCode::kUsage);
  stage.play(0.5);
  stage.stop();
  EXPECT_EQ(stage.session().start_take(studio.path("none/x.mcap"), {}).error().code,
            ErrorCode::kNotFound);
  EXPECT_FALSE(stage.session().recording());
  ASSERT_TRUE(stage.session().begin_take(studio.path("none/x.mcap"), {}).has_value());
  EXPECT_TRUE(wait_until([&] {
    stage.play(0.01);
    return !stage.session().recording();
  }));
  EXPECT_EQ(stage.session().take_status().error().code, ErrorCode::kNotFound);
}

// A picture that was frozen before the take begins, with the sound that it listened to.
TEST(LiveTakes, BeginsWithAFrozenPicture) {
  Studio studio;
  LiveStage stage(studio, studio.show(R"({"policy": {"mode": "manual"}, "scenes": [
    {"name": "c", "layers": [{"preset": "listener"}]}]})"),
                  {.hashes = false});
  stage.play(2);
  stage.session().add_cue(cue_of(CueType::kFreeze, 1));
  stage.play(2, LiveStage::Keys::kNone);
  stage.start("one.mcap");
  stage.play(1, LiveStage::Keys::kNone);
  stage.session().add_cue(cue_of(CueType::kFreeze, 0));
  stage.play(1, LiveStage::Keys::kNone);
  const TakeEnd end = stage.stop();
  const auto first = stage.shown.lower_bound(end.stats.start.value);
  ASSERT_TRUE(first->second->frozen_at.has_value());
  EXPECT_LT(first->second->frozen_at->value, end.stats.start.value - 48000);
  EXPECT_FALSE(first->second->state.audio.spectrum.empty());
  EXPECT_FALSE(stage.shown.rbegin()->second->frozen_at.has_value());
  expect_good(stage, studio, end);
}

// What the recorder does for the machine's sake is part of the performance.
TEST(LiveTakes, TheRecordersOwnQualityActsLiveAndOnReplay) {
  Studio studio;
  LiveStage stage(studio, studio.show(kLiveShow), {.hashes = false});
  stage.start("one.mcap");
  stage.play(1, LiveStage::Keys::kNone);
  Cue slower = cue_of(CueType::kQuality, static_cast<std::int64_t>(Quality::kFast));
  slower.origin = CueOrigin::kRecorder;
  const SampleIndex at = stage.session().add_cue(slower);
  stage.play(1, LiveStage::Keys::kNone);
  const TakeEnd end = stage.stop();
  EXPECT_EQ(stage.shown.lower_bound(at.value + 256)->second->state.quality, Quality::kFast);
  expect_good(stage, studio, end);
  TakeReader take = studio.open(end.stats.path);
  ShowOverrides overrides;
  overrides.seed = 99;
  auto player = TakePlayer::create(take, *replay_show(take, overrides, studio.library()));
  ASSERT_TRUE(player->advance_to(end.seal.samples).has_value());
  VisualState state;
  player->visual_state(state, false);
  EXPECT_EQ(state.quality, Quality::kFast);
}

TEST(LiveTakes, PublishTimesAreThoseOfTheMonotonicClock) {
  Studio studio;
  LiveStage stage(studio, studio.show(kLiveShow), {});
  stage.start("one.mcap");
  stage.play(3);
  timeline::HealthRecord health;
  health.sample = {5};  // long final
  health.xruns = 3;
  stage.session().add_health(health);
  const TakeEnd end = stage.stop(TakeStop::kHeard);
  TakeReader take = studio.open(end.stats.path);
  EXPECT_TRUE(take.summary().header.live);
  const std::int64_t epoch = take.summary().header.epoch_ns;
  auto cursor = take.read({});
  std::int64_t healths = 0;
  std::int64_t packets = 0;
  for (auto record = cursor.next(); record && *record; record = cursor.next()) {
    const std::int64_t behind =
        cursor.publish_ns() - epoch - nanoseconds_of(timeline::sample_of(**record), 48000);
    if (const auto* packet = std::get_if<timeline::AudioPacket>(&**record)) {
      // About when its last sample came: the stage looks at its watch between blocks.
      const std::int64_t length = nanoseconds_of({packet->frames}, 48000);
      EXPECT_LT(std::abs(behind - 20'000'000 - length), 500'000'000);
      ++packets;
    } else if (const auto* told = std::get_if<timeline::HealthRecord>(&**record)) {
      EXPECT_EQ(told->xruns, 3U);
      ++healths;
    }
  }
  EXPECT_GT(packets, 20);
  EXPECT_EQ(healths, 1);
}

TEST(LiveTakes, ADamagedStateIsRefusedAndNeverTrusted) {
  Studio studio;
  LiveStage stage(studio, studio.show(kLiveShow), {});
  stage.play(3);
  stage.start("one.mcap");
  stage.play(1);
  const TakeEnd end = stage.stop();
  TakeReader take = studio.open(end.stats.path);
  const ReplayShow show = *replay_show(take, {}, studio.library());
  const auto attachments = *take.attachments();
  const auto good = state_in(attachments);
  ASSERT_TRUE(good.has_value() && good->has_value());
  const PerformanceState state = **good;
  const auto performance = [&] {
    return *Performance::create(take.summary().header.audio, show.files, show.engine);
  };
  EXPECT_TRUE(performance().restore(state).has_value());

  // A flipped bit anywhere.
  std::vector<timeline::Attachment> files = attachments_of(state);
  for (timeline::Attachment& file : files) {
    for (std::size_t at = 0; at < file.data.size(); at += 1 + file.data.size() / 97) {
      file.data[at] ^= std::byte{4};
      EXPECT_FALSE(state_in(files).has_value()) << file.name << " " << at;
      file.data[at] ^= std::byte{4};
    }
  }
  // A part of it.
  files.pop_back();
  EXPECT_EQ(state_in(files).error().code, ErrorCode::kCorrupt);
  EXPECT_FALSE(state_in({})->has_value());

  // A place that cannot be.
  for (const std::int64_t hop : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1} << 61}) {
    PerformanceState nowhere = state;
    nowhere.reached.hop.value = hop;
    EXPECT_EQ(state_in(attachments_of(nowhere)).error().code, ErrorCode::kCorrupt) << hop;
  }

  // Pieces of different moments, each whole.
  PerformanceState mixed = state;
  mixed.reached.hop.value += 1;
  EXPECT_EQ(performance().restore(mixed).error().code, ErrorCode::kCorrupt);
  mixed.reached.sample.value += 256;
  EXPECT_EQ(performance().restore(mixed).error().code, ErrorCode::kCorrupt);
  std::vector<Cue> none;
  EXPECT_EQ(performance().restore_analysis(mixed, none).error().code, ErrorCode::kCorrupt);
  mixed = state;
  mixed.engine.version = 99;
  EXPECT_EQ(performance().restore(mixed).error().code, ErrorCode::kUnsupported);
}

TEST(LiveTakes, MomentsAreReadWhileTheRunGoesOn) {
  Studio studio;
  LiveStage stage(studio, studio.show(kLiveShow), {.draws = false});
  std::atomic<bool> ended = false;
  std::atomic<std::int64_t> seen = 0;
  std::thread window([&] {
    std::int64_t last = -1;
    while (!ended) {
      const SampleIndex until = stage.session().analysed_until();
      EXPECT_GE(until.value, last);
      last = until.value;
      if (const auto moment = stage.session().moment_at(until)) {
        EXPECT_LE(moment->analysis.sample, until);
        seen += moment->state.scene.layers.empty() ? 0 : 1;
      }
    }
  });
  stage.start("one.mcap");
  stage.play(4);
  stage.stop();
  EXPECT_TRUE(wait_until([&] { return seen > 0; }));
  ended = true;
  window.join();
  const SampleIndex until = stage.session().analysed_until();
  EXPECT_NE(stage.session().moment_at({until.value - 48000}), nullptr);
  EXPECT_EQ(stage.session().moment_at({until.value + 256}), nullptr);
  EXPECT_EQ(stage.session().moment_at({until.value - 4 * 48000}), nullptr);
}

}  // namespace
}  // namespace reprise::session
