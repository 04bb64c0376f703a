// What the performer reads, how long the disk lasts, and what takes are called.
#include "tools/record/live_status.h"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/record/on_air.h"
#include "tools/record/disk_watch.h"
#include "tools/record/take_names.h"

namespace reprise::tools {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(LiveStatus, SaysAllOnOneLine) {
  EXPECT_EQ(status_line(on_air(), 200),
            "REC 1:02.3   -25 dB [#####     ]  60 fps, 0 late, 0 dropped  show.mcap 3.0 MiB, "
            "disk 5 h 10 min  one  layer 1: sweep");
}

TEST(LiveStatus, WarningsComeBeforeWhatMayBeCutOff) {
  LiveStatus status = on_air();
  status.warning = "no sound for 10 s";
  status.lost_samples = 24'000;
  status.clipped_samples = 7;
  EXPECT_THAT(status_line(status, 200), HasSubstr("0.50 s of sound lost  7 clipped"));
  EXPECT_EQ(status_line(status, 32), "REC 1:02.3  ! no sound for 10 s ");
}

TEST(LiveStatus, CutsNoLetterInTwo) {
  LiveStatus status = on_air();
  status.warning = "ööö";
  EXPECT_EQ(status_line(status, 16), "REC 1:02.3  ! ö");
  EXPECT_EQ(status_line(status, 17), "REC 1:02.3  ! ö");
  EXPECT_EQ(status_line(status, 18), "REC 1:02.3  ! öö");
}

TEST(LiveStatus, ShowsWhatASlowDiskHasCost) {
  LiveStatus status = on_air();
  EXPECT_THAT(status_line(status, 200), Not(HasSubstr("records")));
  status.unwritten = 3;
  EXPECT_THAT(status_line(status, 200), HasSubstr("3 records lost"));
}

TEST(LiveStatus, AnArmedRecorderHasNoTake) {
  LiveStatus status = on_air();
  status.state = LiveStatus::State::kArmed;
  EXPECT_THAT(status_line(status, 200), StartsWith("ARMED   -25 dB"));
  EXPECT_THAT(status_line(status, 200), Not(HasSubstr("show.mcap")));
}

TEST(LevelMeter, ShowsTheLoudestSampleOnce) {
  LevelMeter meter;
  const std::vector<std::int32_t> samples{0, 100, -16384, 3};
  meter.add({{48000, 2, 16}, {}, samples});
  EXPECT_NEAR(meter.take(), -6.02, 0.01);
  EXPECT_EQ(meter.take(), -100);
}

TEST(LevelMeter, NoticesSilenceThatLasts) {
  LevelMeter meter;
  const std::vector<std::int32_t> silence(48'000, 0);
  meter.add({{48000, 1, 24}, {}, silence});
  meter.add({{48000, 1, 24}, {}, silence});
  EXPECT_EQ(meter.silent_seconds(), 2);
  const std::vector<std::int32_t> noise{1};
  meter.add({{48000, 1, 24}, {}, noise});
  EXPECT_EQ(meter.silent_seconds(), 0);
}

TEST(DiskWatch, WarnsTenMinutesAheadAndEndsWhileThereIsRoom) {
  DiskWatch watch({std::nullopt, 1000});
  EXPECT_EQ(watch.update(0, 1'001'000, 0), DiskWatch::State::kPlenty);
  EXPECT_FALSE(watch.seconds_left().has_value()) << "no pace yet";
  EXPECT_EQ(watch.update(10'000, 991'000, 10), DiskWatch::State::kPlenty);
  EXPECT_NEAR(*watch.seconds_left(), 990, 0.1);
  EXPECT_EQ(watch.update(20'000, 400'000, 20), DiskWatch::State::kLow) << "others write as well";
  EXPECT_EQ(watch.update(21'000, 1000, 21), DiskWatch::State::kFull);
}

TEST(DiskWatch, KeepsThePaceOfTheLastMinute) {
  DiskWatch watch({std::nullopt, 0});
  std::int64_t written = 0;
  for (int second = 0; second <= 300; ++second) {
    written += second < 150 ? 1000 : 10;
    watch.update(written, 1'000'000, second);
  }
  EXPECT_NEAR(*watch.seconds_left(), 100'000, 1);
}

TEST(DiskWatch, MostBytesCountAsADisk) {
  DiskWatch watch({5000, 0});
  EXPECT_EQ(watch.update(4999, 1 << 30, 0), DiskWatch::State::kPlenty);
  EXPECT_EQ(watch.update(5000, 1 << 30, 1), DiskWatch::State::kFull);
}

TEST(DiskWatch, KnowsThisDisk) {
  const auto free = free_bytes(".");
  ASSERT_TRUE(free.has_value());
  EXPECT_GT(*free, 0);
  EXPECT_FALSE(free_bytes("no/such/folder").has_value());
}

TEST(TakeNames, CountAndLeaveAloneWhatIsThere) {
  MemoryFileSystem fs;
  fs.put("live/show.mcap", {});
  fs.put("live/show-3.mcap.partial", {});
  TakeNames names("live/show.mcap");
  const auto next = [&] {
    const session::TakeTarget target = names.next();
    return target.find ? target.find(fs) : target.path;
  };
  EXPECT_EQ(next(), "live/show.mcap") << "the user allowed it";
  EXPECT_EQ(next(), "live/show-2.mcap");
  EXPECT_EQ(next(), "live/show-4.mcap");
  fs.put("spare/show-5.mcap", {});
  names.move_to("spare");
  EXPECT_EQ(next(), "spare/show-6.mcap");
}

TEST(TakeNames, KeepTheWholeEnding) {
  EXPECT_EQ(numbered("a.b/show.jsonl.zst", 2), "a.b/show-2.jsonl.zst");
  EXPECT_EQ(numbered("show", 2), "show-2");
}

}  // namespace
}  // namespace reprise::tools
