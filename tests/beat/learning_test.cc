#include "bench/beat/learning.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "core/analysis/beat_tracker.h"

namespace reprise::beat {
namespace {

using analysis::beat_place;
using analysis::kBeatLag;

constexpr std::int32_t kInterval = 94;

// A strong onset of all groups on every beat and, weaker, `between` hops behind it.
Lesson lesson_with(std::size_t feel, std::int32_t between) {
  Lesson lesson{feel, {48000, std::vector<analysis::BeatOnsets>(6000)}, {}};
  for (std::int64_t beat = 0; beat + kInterval < 6000 - kBeatLag; beat += kInterval) {
    lesson.beats.push_back(static_cast<double>(beat) * 256 / 48000);
    lesson.heard.hops[static_cast<std::size_t>(beat + kBeatLag)].level = {7, 7, 7, 7};
    if (between > 0) {
      const auto hop = static_cast<std::size_t>(beat + kBeatLag + between);
      lesson.heard.hops[hop].level = {3, 3, 3, 3};
    }
  }
  return lesson;
}

TEST(BeatLearning, FindsWhatSpeaksForTheBeat) {
  const BeatTables tables = learn({lesson_with(analysis::kStraightFeel, kInterval / 2)});
  const auto& low = tables[analysis::kStraightFeel][0];
  const std::size_t on = beat_place(0, kInterval);
  const std::size_t half = beat_place(kInterval / 2, kInterval);
  EXPECT_GT(low[7][on], 100);
  EXPECT_LT(low[7][half], 0);
  EXPECT_GT(low[3][half], 50);
  EXPECT_LT(low[0][on], -20);
}

TEST(BeatLearning, APieceGoesToTheTableThatFitsIt) {
  const std::int32_t half = kInterval / 2;
  const std::int32_t third = 2 * kInterval / 3;
  const BeatTables tables = learn(
      {lesson_with(analysis::kStraightFeel, half), lesson_with(analysis::kStraightFeel, half),
       lesson_with(analysis::kStraightFeel, third), lesson_with(analysis::kShuffledFeel, third),
       lesson_with(analysis::kShuffledFeel, third)});
  EXPECT_LT(tables[analysis::kStraightFeel][1][3][beat_place(third, kInterval)], 0);
  EXPECT_GT(tables[analysis::kShuffledFeel][1][3][beat_place(third, kInterval)], 50);
}

TEST(BeatLearning, AMissingClickIsForgiven) {
  const BeatTables tables = learn({lesson_with(analysis::kBareFeel, 0)});
  for (const std::int16_t value : tables[analysis::kBareFeel][0][0]) {
    EXPECT_GE(value, -analysis::kScoreUnit / 2);
  }
}

// Nearly all: the parts next to a fast beat lie within its near hops.
TEST(BeatLearning, EveryPlaceOfABeatIsReached) {
  for (const std::int32_t interval : {51, 94, 205}) {
    std::vector<bool> reached(analysis::kBeatPlaces);
    for (std::int32_t age = 0; age < interval; ++age) {
      reached.at(beat_place(age, interval)) = true;
    }
    EXPECT_GE(std::count(reached.begin(), reached.end(), true), 28) << interval;
  }
}

TEST(BeatLearning, WritesTheTablesAsSource) {
  const std::string source = source_of(BeatTables{});
  EXPECT_NE(source.find("kBeatEvidence = {{"), std::string::npos);
  EXPECT_EQ(std::count(source.begin(), source.end(), ','),
            static_cast<std::ptrdiff_t>(3 * 4 * 8 * 31 + 3 * 4 + 3 + 1));
}

}  // namespace
}  // namespace reprise::beat
