#include "bench/beat/alignment.h"

#include <gtest/gtest.h>

#include "core/base/rng.h"
#include "tests/beat/midi_builder.h"

namespace reprise::beat {
namespace {

constexpr int kTicks = 480;

// 80 s at 120 BPM: bass drum on every beat, a note `offbeat` ticks behind it, all `late` ticks
// late.
MidiFile song(std::uint32_t offbeat, std::uint32_t late = 0) {
  MidiTrack track;
  track.note(late, 36, 9).note(offbeat, 60);
  for (int beat = 1; beat < 160; ++beat) {
    track.note(kTicks - offbeat, 36, 9).note(offbeat, 60);
  }
  return midi(kTicks, {track});
}

TEST(Alignment, QuantisedMusicLiesOnTheGrid) {
  for (const std::uint32_t place : {120U, 160U, 240U, 320U, 360U}) {
    const Alignment found = measure_alignment(song(place));
    EXPECT_EQ(found.notes, 320);
    EXPECT_EQ(found.on_grid, 1) << place;
    EXPECT_EQ(found.low_on_grid, 1);
    // The beat behind the last note counts where it is less than half a beat away.
    EXPECT_EQ(found.beats_hit, place >= 240 ? 160 / 161.0 : 1);
    EXPECT_NEAR(found.bpm, 120, 1e-9);
    EXPECT_NEAR(found.seconds, place >= 240 ? 80 : 79.5, 1e-9);
  }
}

TEST(Alignment, BetweenTheGridCounts) {
  EXPECT_EQ(measure_alignment(song(60)).on_grid, 0.5);  // 1/8 of a beat
}

TEST(Alignment, ALittleEarlyIsOn) {
  MidiTrack track;
  track.note(0, 36, 9);
  for (int beat = 1; beat < 10; ++beat) {
    track.note(kTicks - (beat == 1 ? 5U : 0U), 36, 9);
  }
  EXPECT_EQ(measure_alignment(midi(kTicks, {track})).beats_hit, 1);
}

TEST(Alignment, AConstantDelayIsFound) {
  const Alignment found = measure_alignment(song(240, 60));
  EXPECT_EQ(found.on_grid, 0);
  EXPECT_EQ(found.beats_hit, 0);
  EXPECT_FALSE(is_aligned(found));
}

TEST(Alignment, FreePlayingIsAtTheLevelOfChance) {
  MidiTrack track;
  for (std::int64_t i = 0; i < 2000; ++i) {
    track.note(random_below(1, 2, HopIndex{i}, 200), 60);
  }
  const Alignment found = measure_alignment(midi(kTicks, {track}));
  EXPECT_NEAR(found.on_grid, 0.30, 0.05);
  EXPECT_FALSE(is_aligned(found));
}

TEST(Alignment, BeatsMustDominate) {
  const Alignment even = measure_alignment(song(240));
  EXPECT_NEAR(even.beat_dominance, 1, 0.01);
  EXPECT_FALSE(is_aligned(even));
  MidiTrack track;
  for (int beat = 0; beat < 160; ++beat) {
    track.note(beat == 0 ? 0 : kTicks, 36, 9).note(0, 60);
  }
  EXPECT_TRUE(is_aligned(measure_alignment(midi(kTicks, {track}))));
}

TEST(Alignment, NothingIsNotAligned) {
  EXPECT_FALSE(is_aligned(measure_alignment(midi(kTicks, {}))));
  EXPECT_FALSE(is_aligned(measure_alignment(midi(kTicks, {MidiTrack().note(0, 60)}))));
}

}  // namespace
}  // namespace reprise::beat
