// The clock of a live run, the frames that it makes due, and the quality that keeps up with it.
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/rng.h"
#include "tools/record/adaptive_quality.h"
#include "tools/record/live_clock.h"
#include "tools/record/live_frames.h"

namespace reprise::tools {
namespace {

constexpr std::int64_t kRate = 48000;
constexpr std::int64_t kBlock = 480;
constexpr std::int64_t kSecond = 1'000'000'000;

// A device that gives a block every hundredth of a second of its own time, `ppm` too fast.
class Device {
 public:
  explicit Device(double ppm) : ppm_(ppm) {}
  // When the next block arrives, up to 3 ms late.
  std::int64_t next() {
    frames_ += kBlock;
    const double seconds = static_cast<double>(frames_) / (kRate * (1 + ppm_ / 1e6));
    const auto late = random_below(5, 0, {frames_}, 3'000'000);
    return static_cast<std::int64_t>(seconds * 1e9) + static_cast<std::int64_t>(late);
  }

 private:
  double ppm_;
  std::int64_t frames_ = 0;
};

std::int64_t play(LiveClock& clock, Device& device, double seconds) {
  std::int64_t now = 0;
  for (int i = 0; i < seconds * 100; ++i) {
    now = device.next();
    clock.arrived(kBlock, now);
    EXPECT_EQ(clock.missing(now, false), 0);
  }
  return now;
}

// Looks every 5 ms, as the session thread does while no block comes, and fills in what is missing.
std::int64_t wait(LiveClock& clock, std::int64_t from, double seconds, bool device_lost) {
  std::int64_t filled = 0;
  for (int i = 1; i <= seconds * 200; ++i) {
    const std::int64_t now = from + i * kSecond / 200;
    const std::int64_t missing = clock.missing(now, device_lost);
    clock.filled(missing, now);
    filled += missing;
  }
  return filled;
}

TEST(LiveClock, FollowsACardThatRunsFast) {
  LiveClock clock(kRate, kBlock);
  Device device(80);
  const std::int64_t now = play(clock, device, 120);
  const double truth = static_cast<double>(now) / 1e9 * kRate * (1 + 80e-6);
  EXPECT_NEAR(clock.sample_at(now), truth, 0.002 * kRate);
  EXPECT_NEAR(clock.drift_ppm(), 80, 10);
}

TEST(LiveClock, SilenceStandsForADeviceThatIsGone) {
  LiveClock clock(kRate, kBlock);
  Device device(0);
  const std::int64_t gone = play(clock, device, 10);
  EXPECT_EQ(wait(clock, gone, 0.015, true), 0) << "a block may be late";
  const std::int64_t missing = wait(clock, gone + 15'000'000, 1.985, true);
  EXPECT_NEAR(static_cast<double>(missing), 2 * kRate, 3 * kBlock);
  clock.arrived(kBlock, gone + 2 * kSecond + 10'000'000);
  EXPECT_EQ(wait(clock, gone + 2 * kSecond + 10'000'000, 0.01, false), 0);
  EXPECT_NEAR(clock.sample_at(gone + 2 * kSecond), 12 * kRate, 0.01 * kRate);
}

// The thread looks before the server has given what it kept.
TEST(LiveClock, AStoppedProcessWaitsForWhatMayStillCome) {
  LiveClock clock(kRate, kBlock);
  Device device(0);
  const std::int64_t stop = play(clock, device, 10);
  const std::int64_t back = stop + 5 * kSecond;
  EXPECT_EQ(wait(clock, back, 0.5, false), 0);
  for (int i = 1; i <= 550; ++i) {
    EXPECT_EQ(clock.too_late(kBlock, back + kSecond / 2 + i * 10'000), 0);
    clock.arrived(kBlock, back + kSecond / 2 + i * 10'000);
  }
  EXPECT_EQ(clock.missing(back + kSecond / 2 + 10'000'000, false), 0);
}

// A loss that nobody tells of, too short to be noticed while it lasts.
TEST(LiveClock, AShortHoleIsFilledWhenItDoesNotClose) {
  LiveClock clock(kRate, kBlock);
  Device device(0);
  std::int64_t now = play(clock, device, 10) + 3 * kSecond / 10;
  std::int64_t filled = 0;
  for (int i = 0; i < 200; ++i) {
    now += kSecond / 100;
    clock.arrived(kBlock, now);
    const std::int64_t missing = clock.missing(now + kSecond / 200, false);
    clock.filled(missing, now + kSecond / 200);
    filled += missing;
    if (i < 90) {
      EXPECT_EQ(filled, 0) << "it may only be late";
    }
  }
  EXPECT_NEAR(static_cast<double>(filled), 0.3 * kRate, 2 * kBlock);
  EXPECT_NEAR(clock.sample_at(now), 12.3 * kRate, 2 * kBlock);
  EXPECT_EQ(wait(clock, now, 0.01, false), 0);
}

TEST(LiveClock, ABurstAfterAStopIsNoGap) {
  LiveClock clock(kRate, kBlock);
  Device device(0);
  const std::int64_t stop = play(clock, device, 10);
  const std::int64_t back = stop + 5 * kSecond;
  for (int i = 0; i < 500; ++i) {
    clock.arrived(kBlock, back + i * 10'000);  // the server had kept it
  }
  EXPECT_EQ(clock.missing(back + 15'000'000, false), 0);
  EXPECT_NEAR(clock.sample_at(back), 15 * kRate, 0.01 * kRate);
}

TEST(LiveClock, GoesOnAtOnceAfterAGapWhoseEndIsRough) {
  LiveClock clock(kRate, kBlock);
  Device device(0);
  const std::int64_t gone = play(clock, device, 10);
  const std::int64_t back = gone + 2 * kSecond;
  wait(clock, gone, 2, true);
  clock.arrived(kBlock, back + 45'000'000);
  EXPECT_NEAR(clock.sample_at(back + 45'000'000), 12 * kRate, 0.1 * kRate);
  EXPECT_EQ(clock.too_late(kBlock, back + 55'000'000), 0);
}

TEST(LiveClock, WhatComesAfterSilenceStoodForItIsTooLate) {
  LiveClock clock(kRate, kBlock);
  Device device(0);
  const std::int64_t stop = play(clock, device, 10);
  const std::int64_t back = stop + 3 * kSecond;
  EXPECT_GT(wait(clock, stop, 3, false), 2 * kRate);
  std::int64_t taken = 0;
  for (int i = 1; i <= 400; ++i) {  // three seconds at once, and one as it should be
    const std::int64_t now = back + (i <= 300 ? i * 10'000 : (i - 300) * kSecond / 100);
    const std::int64_t frames = kBlock - clock.too_late(kBlock, now);
    taken += frames;
    if (frames > 0) {
      clock.arrived(frames, now);
    }
  }
  EXPECT_NEAR(static_cast<double>(taken), kRate, 5 * kBlock);
  EXPECT_NEAR(clock.sample_at(back + kSecond), 14 * kRate, 0.03 * kRate);
  EXPECT_EQ(clock.missing(back + kSecond, false), 0);
}

TEST(LiveClock, WhatABurstDoesNotBringIsMissing) {
  LiveClock clock(kRate, kBlock);
  Device device(0);
  const std::int64_t stop = play(clock, device, 10);
  const std::int64_t back = stop + 5 * kSecond;
  for (int i = 0; i < 200; ++i) {
    clock.arrived(kBlock, back + i * 10'000);
  }
  const std::int64_t missing = wait(clock, back, 1.2, false);
  EXPECT_NEAR(static_cast<double>(missing), 4 * kRate, 0.25 * kRate);
}

TEST(LiveClock, StandsStillInAPause) {
  LiveClock clock(kRate, kBlock);
  Device device(0);
  const std::int64_t now = play(clock, device, 3);
  clock.hold();
  EXPECT_EQ(clock.sample_at(now + 60 * kSecond), static_cast<double>(clock.position().value));
  EXPECT_EQ(clock.missing(now + 60 * kSecond, true), 0);
  clock.arrived(kBlock, now + 60 * kSecond);
  EXPECT_NEAR(clock.sample_at(now + 61 * kSecond), 4 * kRate + kBlock, 0.005 * kRate);
}

TEST(LiveFrames, EveryFrameOnceInTime) {
  LiveFrames slots({{60, 1}, kRate}, 1000);
  EXPECT_FALSE(slots.due(999).has_value()) << "before the first sample";
  for (int n = 0; n < 200; ++n) {
    const double now = 1000 + 800.0 * n + 5;
    const auto due = slots.due(now);
    ASSERT_TRUE(due.has_value());
    EXPECT_EQ(due->index.value, n);
    EXPECT_EQ(due->sample.value, 800 * n);
    EXPECT_EQ(due->first_dropped, due->index);
    EXPECT_FALSE(due->late);
    slots.take(due->index);
    EXPECT_FALSE(slots.due(now + 700).has_value());
    EXPECT_EQ(slots.next_at(now), 1000 + 800.0 * (n + 1));
  }
}

TEST(LiveFrames, PassedOverFramesAreDroppedAndLateOnesSaySo) {
  LiveFrames slots({{60, 1}, kRate}, 0);
  slots.take(slots.due(8000)->index);  // the first of a run
  auto due = slots.due(8000 + 800 * 4 + 10);
  ASSERT_TRUE(due.has_value());
  EXPECT_EQ(due->index.value, 14);
  EXPECT_EQ(due->first_dropped.value, 11);
  EXPECT_FALSE(due->late);
  EXPECT_TRUE(slots.due(8000 + 800 * 4 + 500)->late);
}

TEST(LiveFrames, TheFirstFrameOfARunDropsNone) {
  LiveFrames slots({{60, 1}, kRate}, 0);
  const auto due = slots.due(48'000.0 * 100 + 799);
  ASSERT_TRUE(due.has_value());
  EXPECT_EQ(due->first_dropped, due->index);
  EXPECT_FALSE(due->late);
}

TEST(AdaptiveQuality, GoesDownWhileFramesAreDroppedAndUpWhenItIsCalm) {
  AdaptiveQuality quality(Quality::kHigh);
  EXPECT_FALSE(quality.update(59, 1, 0.9).has_value());
  EXPECT_EQ(quality.update(30, 30, 1.0), Quality::kBalanced);
  EXPECT_FALSE(quality.update(30, 30, 1.0).has_value()) << "the last step may not show yet";
  int seconds = 1;
  while (!quality.update(60, 0, 0.3)) {
    ASSERT_LT(++seconds, 60);
  }
  EXPECT_GE(seconds, 20);
  for (int i = 0; i < 100; ++i) {
    EXPECT_FALSE(quality.update(60, 0, 0.1).has_value()) << "never above what was asked for";
  }
}

TEST(AdaptiveQuality, EndsAtTheLeastAndObeysThePerformer) {
  AdaptiveQuality quality(Quality::kBalanced);
  EXPECT_EQ(quality.update(0, 60, 1), Quality::kFast);
  for (int i = 0; i < 20; ++i) {
    EXPECT_FALSE(quality.update(0, 60, 1).has_value());
  }
  quality.set(Quality::kUltra);
  EXPECT_EQ(quality.update(0, 60, 1), Quality::kHigh);
}

}  // namespace
}  // namespace reprise::tools
