// A live run on disks that hang or fail: nothing of it waits for them, and nothing is lost that
// another disk could have held.
#include <gtest/gtest.h>

#include "tests/session/hung_disk.h"
#include "tests/session/live_checks.h"
#include "tests/support/wait_until.h"

namespace reprise::session {
namespace {

using timeline::TakeReader;

timeline::TakeWriterOptions live_writer() {
  timeline::TakeWriterOptions writer;
  writer.overflow = timeline::Overflow::kDrop;
  writer.durability = timeline::Durability::kChunk;
  return writer;
}

std::vector<TakeEnd> ends_of(LiveStage& stage, std::size_t count) {
  std::vector<TakeEnd> ends;
  EXPECT_TRUE(wait_until([&] {
    if (const auto ended = stage.session().ended_take()) {
      EXPECT_TRUE(ended->end.has_value()) << ended->end.error().message;
      ends.push_back(ended->end.value_or(TakeEnd{}));
    }
    return ends.size() == count;
  }));
  return ends;
}

class LiveDiskThatHangs : public testing::TestWithParam<DiskCall> {};

// Who waited for the disk would wait for ever: it answers when the run is over.
TEST_P(LiveDiskThatHangs, HoldsUpNothingAndTheTakesAreWhole) {
  Studio studio;
  HungDisk disk;
  disk.hold(GetParam());
  LiveStage stage(studio, studio.show(kLiveShow), {.files = &disk});
  ASSERT_TRUE(stage.session().begin_take(studio.path("one.mcap"), live_writer()).has_value());
  stage.play(4);
  ASSERT_TRUE(stage.session().end_take().has_value());
  disk.await_visitor(GetParam());
  ASSERT_TRUE(stage.session().begin_take(studio.path("two.mcap"), live_writer()).has_value());
  stage.play(3);
  EXPECT_TRUE(stage.session().recording());
  EXPECT_EQ(stage.session().take_stats().path, studio.path("two.mcap"));
  EXPECT_GT(stage.session().analysed_until().value, 6 * 48000);
  stage.finish_frames();
  ASSERT_TRUE(stage.session().end_take(TakeStop::kHeard).has_value());
  EXPECT_FALSE(stage.session().ended_take().has_value());
  disk.let_go(GetParam());
  const std::vector<TakeEnd> ends = ends_of(stage, 2);
  ASSERT_EQ(ends.size(), 2U);
  EXPECT_EQ(ends[0].stats.start, SampleIndex{0});
  EXPECT_EQ(ends[0].seal.samples, ends[1].stats.start);
  EXPECT_EQ(ends[1].seal.samples, stage.session().position());
  expect_good(stage, studio, ends[0]);
  expect_good(stage, studio, ends[1]);
  EXPECT_FALSE(disk.called_by(std::this_thread::get_id()));
}

INSTANTIATE_TEST_SUITE_P(Calls, LiveDiskThatHangs,
                         testing::Values(DiskCall::kExists, DiskCall::kCreate, DiskCall::kAppend,
                                         DiskCall::kSync, DiskCall::kRename, DiskCall::kSyncName));

// So long a past, and so short a take: all of it is there.
TEST(LiveDisk, ATakeThatEndsBeforeItsFileIsThereHasItsPreroll) {
  Studio studio;
  HungDisk disk;
  LiveStage stage(studio, studio.show(kLiveShow), {.preroll_samples = 5 * 48000, .files = &disk});
  stage.play(8);
  disk.hold(DiskCall::kCreate);
  ASSERT_TRUE(stage.session().begin_take(studio.path("one.mcap"), live_writer()).has_value());
  const TakeStats begun = stage.session().take_stats();
  EXPECT_GE(begun.end, begun.start);
  EXPECT_FALSE(begun.created);
  stage.play(0.1);
  ASSERT_TRUE(stage.session().end_take().has_value());
  disk.let_go(DiskCall::kCreate);
  const std::vector<TakeEnd> ends = ends_of(stage, 1);
  EXPECT_GE(ends[0].seal.samples.value - ends[0].stats.start.value, 5 * 48000);
  expect_good(stage, studio, ends[0]);
}

TEST(LiveDisk, TheNameIsLookedForElsewhere) {
  Studio studio;
  LiveStage stage(studio, studio.show(kLiveShow), {});
  TakeTarget target(studio.path("planned.mcap"));
  std::thread::id finder;
  target.find = [&](FileSystem& /*fs*/) {
    finder = std::this_thread::get_id();
    return studio.path("found.mcap");
  };
  ASSERT_TRUE(stage.session().begin_take(target, live_writer()).has_value());
  stage.play(1);
  const TakeEnd end = stage.stop();
  EXPECT_EQ(end.stats.path, studio.path("found.mcap"));
  EXPECT_NE(finder, std::this_thread::get_id());
  EXPECT_NE(finder, std::thread::id());
  expect_good(stage, studio, end);
}

TEST(LiveDisk, ATakeThatCouldNotBeCreatedIsTakenOverFromItsStart) {
  Studio studio;
  LiveStage stage(studio, studio.show(kLiveShow), {});
  stage.play(2);
  const SampleIndex begun = stage.session().final_until();
  ASSERT_TRUE(stage.session().begin_take(studio.path("none/one.mcap"), live_writer()).has_value());
  EXPECT_TRUE(wait_until([&] {
    stage.play(0.3);
    return !stage.session().recording();
  }));
  stage.play(1);
  const auto failed = stage.session().ended_take();
  ASSERT_TRUE(failed && !failed->end);
  EXPECT_EQ(failed->path, studio.path("none/one.mcap"));
  ASSERT_TRUE(stage.session()
                  .begin_take(studio.path("two.mcap"), live_writer(), TakeBegin::kGoOn)
                  .has_value());
  stage.play(1);
  const TakeEnd end = stage.stop();
  EXPECT_EQ(end.stats.start, begun);
  expect_good(stage, studio, end);
}

TEST(LiveDisk, WhatAFullDiskDidNotTakeGoesToTheOther) {
  Studio studio;
  timeline::FaultFileSystem disk;
  disk.disk_limit = 300'000;
  LiveStage stage(studio, studio.show(kLiveShow), {.files = &disk});
  stage.start("one.mcap");
  while (stage.session().recording()) {
    stage.play(0.2);
  }
  const auto failed = stage.session().ended_take();
  ASSERT_TRUE(failed && !failed->end);
  const SampleIndex saved = stage.session().take_stats().saved_until;
  auto torn = TakeReader::open(disk, timeline::partial_path(failed->path));
  ASSERT_TRUE(torn.has_value());
  EXPECT_GE(torn->summary().end, saved);
  disk.disk_limit.reset();
  ASSERT_TRUE(stage.session()
                  .begin_take(studio.path("two.mcap"), live_writer(), TakeBegin::kGoOn)
                  .has_value());
  stage.play(1);
  const TakeEnd end = stage.stop();
  EXPECT_LE(end.stats.start, saved);
  EXPECT_GT(end.stats.start.value, saved.value - 48000);
  EXPECT_GT(end.seal.samples, saved);
}

TEST(LiveDisk, AMinuteWaitsForADiskAtMost) {
  Studio studio;
  HungDisk disk;
  constexpr std::int64_t kRate = 11025;
  LiveStage stage(studio,
                  studio.show(R"({"scenes": [{"name": "a", "layers": [{"preset": "flash"}]}]})"),
                  {.audio = {kRate, 1, 16}, .fps = {5, 1}, .draws = false, .files = &disk});
  disk.hold(DiskCall::kCreate);
  ASSERT_TRUE(stage.session().begin_take(studio.path("one.mcap"), live_writer()).has_value());
  stage.play(59, LiveStage::Keys::kNone);
  EXPECT_TRUE(stage.session().recording());
  EXPECT_NEAR(stage.session().take_stats().unsaved_seconds, 59, 1);
  stage.play(3, LiveStage::Keys::kNone);
  EXPECT_FALSE(stage.session().recording());
  EXPECT_EQ(stage.session().take_status().error().code, ErrorCode::kIo);
  // Told while the disk hangs, and the last minute is there for another.
  const auto failed = stage.session().ended_take();
  ASSERT_TRUE(failed && !failed->end);
  disk.let_go(DiskCall::kCreate);
  stage.start("two.mcap", TakeBegin::kGoOn);
  const TakeEnd end = stage.stop(TakeStop::kHeard);
  const double length = seconds_of({end.seal.samples.value - end.stats.start.value}, kRate);
  EXPECT_NEAR(length, 60, 1);
  expect_sound(stage, studio, end.stats.path, end.seal.samples);
  expect_sound_file(end.stats.path);
}

TEST(LiveDisk, WhoIsTiredOfADiskTakesAnother) {
  Studio studio;
  HungDisk disk;
  LiveStage stage(studio, studio.show(kLiveShow), {.hashes = false, .files = &disk});
  stage.start("one.mcap");
  stage.play(1);
  disk.hold(DiskCall::kSync);
  stage.play(2);
  const SampleIndex saved = stage.session().take_stats().saved_until;
  EXPECT_GT(stage.session().take_stats().unsaved_seconds, 1);
  ASSERT_TRUE(stage.session().give_up_take({ErrorCode::kIo, "too slow"}).has_value());
  EXPECT_FALSE(stage.session().recording());
  EXPECT_EQ(stage.session().ended_take()->end.error().message, "too slow");
  ASSERT_TRUE(stage.session()
                  .begin_take(studio.path("two.mcap"), live_writer(), TakeBegin::kGoOn)
                  .has_value());
  stage.play(1);
  disk.let_go(DiskCall::kSync);
  const TakeEnd end = stage.stop();
  EXPECT_LE(end.stats.start, saved);
  expect_good(stage, studio, end);
}

TEST(LiveDisk, HealthTellsHowMuchWaits) {
  Studio studio;
  HungDisk disk;
  LiveStage stage(studio, studio.show(kLiveShow), {.hashes = false, .files = &disk});
  disk.hold(DiskCall::kCreate);
  ASSERT_TRUE(stage.session().begin_take(studio.path("one.mcap"), live_writer()).has_value());
  stage.play(1);
  stage.session().add_health({.sample = stage.session().position()});
  stage.play(1);
  disk.let_go(DiskCall::kCreate);
  const TakeEnd end = stage.stop();
  TakeReader take = studio.open(end.stats.path);
  const auto healths = only<timeline::HealthRecord>(records_of(take));
  ASSERT_EQ(healths.size(), 1U);
  EXPECT_GT(healths[0].queue_depth, 30U);
}

}  // namespace
}  // namespace reprise::session
