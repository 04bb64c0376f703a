#include "tools/window/frame_pacer.h"

#include <gtest/gtest.h>

namespace reprise::tools {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// How many of the frames that come every `step` within a second are due.
int due_in_a_second(milliseconds step) {
  FramePacer pacer(25);
  int due = 0;
  for (milliseconds at{0}; at < seconds(1); at += step) {
    due += pacer.due(FramePacer::Time(at)) ? 1 : 0;
  }
  return due;
}

TEST(FramePacer, ShowsNoMoreThanItsRate) {
  EXPECT_EQ(due_in_a_second(milliseconds(1)), 25);
  EXPECT_EQ(due_in_a_second(milliseconds(10)), 25);
}

TEST(FramePacer, ShowsAllThatComesSlower) {
  EXPECT_EQ(due_in_a_second(milliseconds(40)), 25);
  EXPECT_EQ(due_in_a_second(milliseconds(100)), 10);
}

TEST(FramePacer, DoesNotCatchUpAfterAGap) {
  FramePacer pacer(25);
  EXPECT_TRUE(pacer.due(FramePacer::Time(seconds(0))));
  EXPECT_TRUE(pacer.due(FramePacer::Time(seconds(60))));
  EXPECT_FALSE(pacer.due(FramePacer::Time(seconds(60) + milliseconds(39))));
  EXPECT_TRUE(pacer.due(FramePacer::Time(seconds(60) + milliseconds(40))));
}

}  // namespace
}  // namespace reprise::tools
