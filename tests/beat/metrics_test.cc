#include "bench/beat/metrics.h"

#include <algorithm>
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/rng.h"

namespace reprise::beat {
namespace {

using ::testing::ElementsAre;

constexpr double kExact = 1e-12;
const double kMaxGain = std::log2(kErrorBins);

Beats steady(double first, double interval, int count) {
  Beats beats;
  for (int i = 0; i < count; ++i) {
    beats.push_back(first + i * interval);
  }
  return beats;
}

Beats shifted(Beats beats, double by) {
  for (double& beat : beats) {
    beat += by;
  }
  return beats;
}

const Beats kTruth = steady(0.5, 0.5, 40);  // 120 BPM

TEST(FMeasure, CountsHitsExtraAndMissing) {
  EXPECT_NEAR(f_measure({1, 2, 3}, {1, 2, 3}), 1, kExact);
  EXPECT_NEAR(f_measure({1, 2, 3, 4}, {1, 2}), 2 * 2 / 6.0, kExact);           // two missing
  EXPECT_NEAR(f_measure({1, 2}, {1, 1.5, 2, 2.5}), 2 * 2 / 6.0, kExact);       // two extra
  EXPECT_NEAR(f_measure({1, 2, 3}, {1.06, 2.08, 2.94}), 2 * 2 / 6.0, kExact);  // one too late
  EXPECT_EQ(f_measure({1, 2, 3}, {1.5, 2.5}), 0);
}

TEST(FMeasure, ABeatIsHitOnce) {
  EXPECT_NEAR(f_measure({1}, {0.96, 1.04}), 2 / 3.0, kExact);
  // The first estimate must not take the second beat's only partner.
  EXPECT_EQ(match({1.0, 1.1}, {1.05, 1.16}, 0.07).count, 2);
}

TEST(FMeasure, HasNoBeatsToHit) {
  EXPECT_EQ(f_measure({}, {1}), 0);
  EXPECT_EQ(f_measure({1}, {}), 0);
  EXPECT_EQ(f_measure({}, {}), 0);
}

TEST(FMeasure, OneBeatIsEnough) {
  EXPECT_EQ(f_measure({1}, {1.05}), 1);
}

TEST(Match, TellsHowLateTheHitsAre) {
  const Hits hits = match({1, 2, 3}, {1.01, 1.98, 3.03}, 0.07);
  EXPECT_EQ(hits.count, 3);
  EXPECT_NEAR(hits.median_error, 0.01, kExact);
  EXPECT_NEAR(hits.mean_abs_error, 0.02, kExact);
}

TEST(Levels, AreThoseOfTheReport) {
  const Beats truth = {0, 1, 2, 4};
  EXPECT_THAT(at_level(truth, Level::kAnnotated), ElementsAre(0, 1, 2, 4));
  EXPECT_THAT(at_level(truth, Level::kOffBeat), ElementsAre(0.5, 1.5, 3));
  EXPECT_THAT(at_level(truth, Level::kDouble), ElementsAre(0, 0.5, 1, 1.5, 2, 3, 4));
  EXPECT_THAT(at_level(truth, Level::kHalfOdd), ElementsAre(0, 2));
  EXPECT_THAT(at_level(truth, Level::kHalfEven), ElementsAre(1, 4));
}

TEST(Continuity, IsWholeForTheTruthItself) {
  EXPECT_EQ(continuity(kTruth, kTruth).longest, 1);
  EXPECT_EQ(continuity(kTruth, kTruth).total, 1);
}

TEST(Continuity, AcceptsAnOffsetBelowTheTolerance) {
  EXPECT_EQ(continuity(kTruth, shifted(kTruth, 0.17 * 0.5)).total, 1);
  EXPECT_EQ(continuity(kTruth, shifted(kTruth, 0.18 * 0.5)).total, 0);
}

TEST(Continuity, AnExtraBeatBreaksTheRun) {
  Beats estimate = steady(1, 1, 8);
  const Beats truth = estimate;
  estimate.insert(estimate.begin() + 4, 4.5);  // 1 2 3 4 4.5 5 6 7 8
  // 4.5 is off the beat, and 5 comes half an interval behind it: two wrong of nine.
  EXPECT_NEAR(continuity(truth, estimate).total, 7 / 9.0, kExact);
  EXPECT_NEAR(continuity(truth, estimate).longest, 4 / 9.0, kExact);
}

TEST(Continuity, AMissingBeatBreaksTheRun) {
  const Beats truth = steady(1, 1, 8);
  const Beats estimate = {1, 2, 3, 5, 6, 7, 8};
  // The interval before 5 is twice the truth's: six right of eight.
  EXPECT_NEAR(continuity(truth, estimate).total, 6 / 8.0, kExact);
  EXPECT_NEAR(continuity(truth, estimate).longest, 3 / 8.0, kExact);
}

TEST(Continuity, OneBeatHasNoInterval) {
  EXPECT_EQ(continuity({1}, {1}).total, 0);
  EXPECT_EQ(continuity({1, 2}, {1}).total, 0);
  EXPECT_EQ(continuity({}, {1, 2}).total, 0);
}

TEST(InformationGain, IsLargestForAnyConstantError) {
  EXPECT_NEAR(information_gain(kTruth, kTruth), kMaxGain, kExact);
  EXPECT_NEAR(information_gain(kTruth, shifted(kTruth, 0.1)), kMaxGain, 0.2);
  EXPECT_NEAR(information_gain(kTruth, shifted(kTruth, 0.25)), kMaxGain, 0.2);
}

TEST(InformationGain, LosesABitWhereErrorsHaveTwoValues) {
  // Against the double tempo every other estimate lies half an interval off.
  const Beats twice = at_level(kTruth, Level::kDouble);
  EXPECT_NEAR(information_gain(kTruth, twice), kMaxGain - 1, 0.01);
  // The smaller of the two directions counts, so it is symmetric.
  EXPECT_NEAR(information_gain(twice, kTruth), kMaxGain - 1, 0.01);
}

TEST(InformationGain, IsZeroForEvenlySpreadErrors) {
  // 41 estimates in the time of 40 beats: the error walks once through all 40 bins.
  const Beats truth = steady(0, 1, 401);
  const Beats estimate = steady(0.0125, 40 / 41.0, 411);
  EXPECT_NEAR(information_gain(truth, estimate), 0, 0.02);
}

TEST(InformationGain, NeedsTwoBeats) {
  EXPECT_EQ(information_gain({1}, {1, 2}), 0);
  EXPECT_EQ(information_gain({1, 2}, {}), 0);
}

TEST(Score, PerfectBeatsArePerfect) {
  const Scores scores = score(kTruth, kTruth, 0);
  for (const double value : {scores.f, scores.cml_c, scores.cml_t, scores.aml_c, scores.aml_t}) {
    EXPECT_EQ(value, 1);
  }
  EXPECT_EQ(scores.level, Level::kAnnotated);
  EXPECT_NEAR(scores.tempo_ratio, 1, kExact);
}

TEST(Score, OffBeatFailsAtTheAnnotatedLevelOnly) {
  const Scores scores = score(kTruth, at_level(kTruth, Level::kOffBeat), 0);
  EXPECT_EQ(scores.f, 0);
  EXPECT_EQ(scores.cml_t, 0);
  EXPECT_EQ(scores.aml_t, 1);
  EXPECT_EQ(scores.level, Level::kOffBeat);
}

TEST(Score, DoubleTempoHasHalfThePrecision) {
  const Scores scores = score(kTruth, at_level(kTruth, Level::kDouble), 0);
  EXPECT_NEAR(scores.f, 2 / 3.0, 0.01);
  EXPECT_EQ(scores.cml_t, 0);
  EXPECT_EQ(scores.aml_c, 1);
  EXPECT_EQ(scores.level, Level::kDouble);
  EXPECT_NEAR(scores.tempo_ratio, 2, kExact);
}

TEST(Score, HalfTempoHasHalfTheRecall) {
  for (const Level level : {Level::kHalfOdd, Level::kHalfEven}) {
    const Scores scores = score(kTruth, at_level(kTruth, level), 0);
    EXPECT_NEAR(scores.f, 2 / 3.0, 0.01);
    EXPECT_EQ(scores.cml_t, 0);
    EXPECT_EQ(scores.aml_t, 1);
    EXPECT_EQ(scores.level, level);
    EXPECT_NEAR(scores.tempo_ratio, 0.5, kExact);
  }
}

TEST(Score, AThirdOfTheTempoIsNoLevel) {
  EXPECT_LT(score(kTruth, steady(0.5, 1.5, 14), 0).aml_t, 0.1);
}

TEST(Score, NothingHeardScoresNothing) {
  const Scores scores = score(kTruth, {}, 0);
  EXPECT_EQ(scores.f + scores.aml_t + scores.gain + scores.tempo_ratio, 0);
  EXPECT_EQ(score({}, kTruth, 0).f, 0);
}

TEST(Score, TheWarmUpAndWhatIsBehindTheEndDoNotCount) {
  Beats estimate = kTruth;
  estimate.insert(estimate.begin(), {0.1, 0.2, 0.3});
  estimate.push_back(kTruth.back() + 0.4);
  EXPECT_LT(score(kTruth, estimate, 0).f, 1);
  EXPECT_EQ(score(kTruth, within(estimate, 0, kTruth.back()), 0.4).f, 1);
  EXPECT_EQ(score(kTruth, estimate, 5).f, 1);
}

TEST(Score, NoiseScoresLittle) {
  Beats noise;
  for (std::int64_t i = 0; i < 400; ++i) {
    noise.push_back(200 * static_cast<double>(random_unit(1, 2, HopIndex{i})));
  }
  std::sort(noise.begin(), noise.end());
  const Scores scores = score(steady(0, 0.5, 400), noise, 0);
  EXPECT_LT(scores.f, 0.4);
  EXPECT_LT(scores.aml_t, 0.2);
  EXPECT_LT(scores.gain, 0.3);
}

TEST(Score, AllMeasuresStayInTheirRangeAndAnyLevelIsNoWorse) {
  for (double interval = 0.2; interval < 1.3; interval += 0.037) {
    const Scores scores = score(kTruth, steady(0.31, interval, 80), 0);
    EXPECT_GE(scores.f, 0);
    EXPECT_LE(scores.f, 1);
    EXPECT_LE(scores.cml_c, scores.cml_t);
    EXPECT_LE(scores.cml_t, scores.aml_t);
    EXPECT_LE(scores.cml_c, scores.aml_c);
    EXPECT_LE(scores.aml_t, 1);
    EXPECT_GE(scores.gain, -kExact);
    EXPECT_LE(scores.gain, kMaxGain + kExact);
  }
}

TEST(Score, DoesNotDependOnWhereTheSongBegins) {
  const Beats estimate = steady(0.52, 0.51, 39);
  const Scores here = score(kTruth, estimate, 0);
  const Scores there = score(shifted(kTruth, 64), shifted(estimate, 64), 0);
  EXPECT_EQ(here.f, there.f);
  EXPECT_EQ(here.cml_t, there.cml_t);
  EXPECT_NEAR(here.gain, there.gain, 1e-6);
}

}  // namespace
}  // namespace reprise::beat
