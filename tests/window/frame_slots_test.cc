#include "tools/window/frame_slots.h"

#include <gtest/gtest.h>

#include "tools/window/monotonic_clock.h"

namespace reprise::tools {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

TEST(FrameSlots, GivesEachSlotOnce) {
  FrameSlots slots({60, 1}, 5 * kSecond);
  EXPECT_EQ(slots.next_ns(), 5 * kSecond);
  EXPECT_EQ(slots.take(5 * kSecond - 1), std::nullopt) << "before the first";
  EXPECT_EQ(slots.take(5 * kSecond), 0);
  EXPECT_EQ(slots.take(5 * kSecond), std::nullopt);
  EXPECT_EQ(slots.next_ns(), 5 * kSecond + 16'666'666);
  EXPECT_EQ(slots.take(slots.next_ns() - 1), std::nullopt);
  EXPECT_EQ(slots.take(slots.next_ns()), 1);
  EXPECT_EQ(slots.missed(), 0);
}

TEST(FrameSlots, PassesOverWhatIsLate) {
  FrameSlots slots({50, 1}, 0);
  EXPECT_EQ(slots.take(0), 0);
  EXPECT_EQ(slots.take(99'999'999), 4);
  EXPECT_EQ(slots.missed(), 3);
  EXPECT_EQ(slots.next_ns(), 100'000'000) << "the grid stays where it was";
}

TEST(FrameSlots, DoesNotDriftInADay) {
  constexpr std::int64_t kDay = 86'400;
  FrameSlots slots({30'000, 1'001}, 7);
  const std::int64_t last = kDay * 30'000 / 1'001;  // floor: the slot that the day ends in
  EXPECT_EQ(slots.take(7 + kDay * kSecond), last);
  // One 1001th of a second a frame: 30 of them make 1.001 s exactly.
  FrameSlots exact({30'000, 1'001}, 0);
  EXPECT_EQ(exact.take(1'001'000'000 - 1), 29);
  EXPECT_EQ(exact.next_ns(), 1'001'000'000);
}

// Sleeping until next_ns() and taking is the whole loop: every slot is had, none twice.
TEST(FrameSlots, ALoopThatSleepsGetsEverySlot) {
  FrameSlots slots({200, 1}, monotonic_ns());
  std::int64_t taken = 0;
  for (std::int64_t end = monotonic_ns() + kSecond / 10; monotonic_ns() < end;) {
    sleep_until(slots.next_ns());
    ASSERT_TRUE(slots.take(monotonic_ns()).has_value()) << "woken too early";
    ++taken;
  }
  EXPECT_GE(taken + slots.missed(), 20);
}

TEST(MonotonicClock, DoesNotSleepForThePast) {
  const std::int64_t before = monotonic_ns();
  sleep_until(before - kSecond);
  sleep_until(0);
  sleep_until(-5);
  EXPECT_LT(monotonic_ns() - before, kSecond / 2);
}

}  // namespace
}  // namespace reprise::tools
