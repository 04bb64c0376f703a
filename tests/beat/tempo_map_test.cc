#include "bench/beat/tempo_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/beat/midi_builder.h"

namespace reprise::beat {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::Pointwise;

constexpr double kTiny = 1e-9;

std::vector<double> times(const MidiFile& file) {
  return beats_with_music(file);
}

TEST(TempoMap, IntegratesEveryPiece) {
  // 120 BPM for two quarters, 60 for one, 240 from there on.
  const MidiFile file = midi(
      96, {MidiTrack().tempo(0, 500'000).tempo(192, 1'000'000).tempo(96, 250'000).note(0, 60)});
  const TempoMap map(file);
  EXPECT_NEAR(map.seconds(0), 0, kTiny);
  EXPECT_NEAR(map.seconds(96), 0.5, kTiny);
  EXPECT_NEAR(map.seconds(192), 1.0, kTiny);
  EXPECT_NEAR(map.seconds(240), 1.5, kTiny);
  EXPECT_NEAR(map.seconds(288), 2.0, kTiny);
  EXPECT_NEAR(map.seconds(480), 2.5, kTiny);
}

TEST(TempoMap, QuartersAreTheBeatsOfFourFour) {
  const MidiFile file = midi(96, {MidiTrack().note(0, 60).note(384, 60)});
  EXPECT_THAT(times(file), Pointwise(DoubleNear(kTiny), {0.0, 0.5, 1.0, 1.5, 2.0}));
  EXPECT_TRUE(beat_grid(file)[0].first_of_bar);
  EXPECT_FALSE(beat_grid(file)[3].first_of_bar);
  EXPECT_TRUE(beat_grid(file)[4].first_of_bar);
}

TEST(TempoMap, CompoundMetersBeatInThrees) {
  const MidiFile file = midi(96, {MidiTrack().meter(0, 6, 3).note(0, 60).note(288, 60)});
  EXPECT_THAT(times(file), Pointwise(DoubleNear(kTiny), {0.0, 0.75, 1.5}));
  EXPECT_TRUE(beat_grid(file)[2].first_of_bar);
}

TEST(TempoMap, ThreeEighthsAndHalvesBeatInTheirOwnUnit) {
  const MidiFile eighths = midi(96, {MidiTrack().meter(0, 3, 3).note(0, 60).note(96, 60)});
  EXPECT_THAT(times(eighths), Pointwise(DoubleNear(kTiny), {0.0, 0.25, 0.5}));
  const MidiFile halves = midi(96, {MidiTrack().meter(0, 2, 1).note(0, 60).note(384, 60)});
  EXPECT_THAT(times(halves), Pointwise(DoubleNear(kTiny), {0.0, 1.0, 2.0}));
}

TEST(TempoMap, AChangeOfMeterBeginsABar) {
  // One bar of 1/8, as sequencers write for their set-up, then 2/4.
  const MidiFile file =
      midi(96, {MidiTrack().meter(0, 1, 3).meter(48, 2, 2).note(0, 60).note(192, 60)});
  std::vector<double> ticks;
  for (const GridBeat& beat : beat_grid(file)) {
    ticks.push_back(beat.tick);
  }
  EXPECT_THAT(ticks, ElementsAre(0, 48, 144, 240));
  EXPECT_TRUE(beat_grid(file)[1].first_of_bar);
  EXPECT_FALSE(beat_grid(file)[2].first_of_bar);
}

TEST(TempoMap, OnlyBeatsWithMusicCount) {
  const MidiFile file = midi(96, {MidiTrack().note(192, 60).note(96, 60).tempo(960, 500'000)});
  EXPECT_THAT(times(file), Pointwise(DoubleNear(kTiny), {1.0, 1.5}));
}

TEST(TempoMap, WithoutNotesThereAreNoBeats) {
  EXPECT_TRUE(times(midi(96, {MidiTrack().tempo(0, 500'000)})).empty());
}

TEST(TempoMap, BeatsAMinute) {
  EXPECT_NEAR(mean_bpm({1.0, 1.5, 2.0}), 120, kTiny);
  EXPECT_EQ(mean_bpm({1.0}), 0);
}

}  // namespace
}  // namespace reprise::beat
