#include <cmath>

#include <gtest/gtest.h>

#include "bench/beat/signals.h"
#include "core/analysis/analyzer.h"
#include "core/analysis/beat_tracker.h"
#include "core/base/hash.h"
#include "core/base/rng.h"

namespace reprise::beat {
namespace {

using analysis::Analyzer;
using analysis::BeatReading;
using analysis::BeatTracker;
using analysis::FluxBands;

Signal signal_named(const std::string& name) {
  for (Signal& signal : signals()) {
    if (signal.name == name) {
      return signal;
    }
  }
  ADD_FAILURE() << name;
  return {};
}

Signal clicks(double bpm, double seconds) {
  return {"clicks", {{0, bpm}}, seconds};
}

// Calls `listener(hop, bands)` for every hop; pushed in blocks of `block` frames.
template <typename Listener>
void listen(const Sound& sound, std::int64_t block, const Listener& listener) {
  auto analyzer = Analyzer::create(sound.format);
  ASSERT_TRUE(analyzer);
  const PcmView all{sound.format, SampleIndex{0}, sound.samples};
  for (std::int64_t at = 0; at < all.frames(); at += block) {
    const PcmView part = all.slice(at, std::min(block, all.frames() - at));
    ASSERT_TRUE(analyzer->push(part, [&](const HopAnalysis& hop) {
      listener(hop, analyzer->flux_bands());
      return Status{};
    }));
  }
}

struct Told {
  Beats beats;
  std::vector<BeatReading> readings;  // by hop
};

Told told_live(const Sound& sound, std::int64_t block = 48000) {
  BeatTracker tracker(sound.format.sample_rate);
  Told told;
  listen(sound, block, [&](const HopAnalysis& hop, const FluxBands& bands) {
    told.readings.push_back(tracker.step(bands));
    if (told.readings.back().beat) {
      told.beats.push_back(seconds_of(hop.sample, sound.format.sample_rate));
    }
  });
  return told;
}

std::vector<analysis::BeatOnsets> onsets_of(const Sound& sound) {
  analysis::BeatOnsetDetector detector(sound.format.sample_rate);
  std::vector<analysis::BeatOnsets> onsets;
  listen(sound, 48000, [&](const HopAnalysis&, const FluxBands& bands) {
    onsets.push_back(detector.step(bands));
  });
  return onsets;
}

Beats found_afterwards(const Sound& sound) {
  Beats beats;
  for (const analysis::Beat& beat :
       analysis::track_beats(sound.format.sample_rate, onsets_of(sound))) {
    beats.push_back(seconds_of(beat.sample, sound.format.sample_rate));
  }
  return beats;
}

std::uint16_t confidence_at(const Told& told, double seconds) {
  return told.readings.at(static_cast<std::size_t>(seconds * 48000 / 256)).confidence;
}

class Clicks : public testing::TestWithParam<int> {};

TEST_P(Clicks, AreFollowedWithinFiveMilliseconds) {
  const Signal signal = clicks(GetParam(), 40);
  const Sound sound = sound_of(signal);
  const Beats truth = beats_of(signal);
  const Scores live = score(truth, told_live(sound).beats, 10);
  EXPECT_GT(live.f, 0.96);
  EXPECT_LE(live.mean_abs_error, 0.005);
  const Scores offline = score(truth, found_afterwards(sound), 0);
  EXPECT_GT(offline.f, 0.96);
  EXPECT_LE(offline.mean_abs_error, 0.005);
}

INSTANTIATE_TEST_SUITE_P(Beat, Clicks, testing::Values(60, 75, 100, 128, 174, 200));

TEST(BeatTracking, LocksAgainWithinSixSecondsOfAJump) {
  const Signal signal = signal_named("jump 120 to 90");
  const Sound sound = sound_of(signal);
  const Beats told = told_live(sound).beats;
  for (const double beat : within(beats_of(signal), *signal.change + 6, signal.seconds - 1)) {
    EXPECT_EQ(match({beat}, told, kHitTolerance).count, 1) << "beat at " << beat;
  }
}

TEST(BeatTracking, KeepsThePhaseThroughSilenceAndLosesConfidence) {
  const Signal signal = signal_named("120, silent for 10 s");
  const Told told = told_live(sound_of(signal));
  const Beats silent = within(beats_of(signal), signal.silent_from, signal.silent_to);
  EXPECT_EQ(match(silent, told.beats, kHitTolerance).count, static_cast<int>(silent.size()));
  const Beats after = within(beats_of(signal), signal.silent_to + 3, signal.seconds - 1);
  EXPECT_EQ(match(after, told.beats, kHitTolerance).count, static_cast<int>(after.size()));
  EXPECT_GT(confidence_at(told, signal.silent_from), 30000);
  EXPECT_LT(confidence_at(told, signal.silent_to - 0.1), 3000);
  EXPECT_GT(confidence_at(told, signal.silent_to + 12), 30000);
}

TEST(BeatTracking, PhaseAndIntervalDescribeTheBeat) {
  const Told told = told_live(sound_of(clicks(120, 20)));
  const BeatReading& reading = told.readings.at(3000);
  EXPECT_NEAR(reading.interval, 24000, 300);
  double since = 0;
  for (std::size_t hop = 2500; hop < told.readings.size(); ++hop) {
    since = told.readings[hop].beat ? 0 : since + 256;
    if (hop > 2700) {
      EXPECT_NEAR(told.readings[hop].phase / 65536.0, since / 24000, 0.06) << "hop " << hop;
    }
  }
}

TEST(BeatTracking, NothingIsFoundInNoSound) {
  EXPECT_TRUE(analysis::track_beats(48000, {}).size() <= 1);
  const Told told = told_live({{48000, 1, 16}, std::vector<std::int32_t>(384'000)});
  EXPECT_LT(told.readings.back().confidence, 3000);
}

TEST(BeatTracking, DoesNotDependOnBlocks) {
  const Sound sound = sound_of(clicks(140, 6));
  const Told whole = told_live(sound);
  for (const std::int64_t block : {1000, 257, 4096}) {
    const Told parts = told_live(sound, block);
    ASSERT_EQ(parts.readings.size(), whole.readings.size());
    EXPECT_EQ(parts.beats, whole.beats);
    for (std::size_t hop = 0; hop < parts.readings.size(); ++hop) {
      EXPECT_EQ(parts.readings[hop].phase, whole.readings[hop].phase);
      EXPECT_EQ(parts.readings[hop].confidence, whole.readings[hop].confidence);
    }
  }
}

TEST(BeatTracking, ContinuesBitForBit) {
  const Sound sound = sound_of(clicks(150, 8));
  BeatTracker whole(48000);
  BeatTracker restored(48000);
  std::size_t hop_of_cut = 0;
  listen(sound, 48000, [&](const HopAnalysis& hop, const FluxBands& bands) {
    const BeatReading a = whole.step(bands);
    if (hop.hop.value > 700) {
      const BeatReading b = restored.step(bands);
      EXPECT_EQ(a.beat, b.beat);
      EXPECT_EQ(a.phase, b.phase);
      EXPECT_EQ(a.confidence, b.confidence);
      EXPECT_EQ(a.interval, b.interval);
    } else if (hop.hop.value == 700) {
      ASSERT_TRUE(restored.restore(whole.save()));
      ++hop_of_cut;
    }
  });
  EXPECT_EQ(hop_of_cut, 1U);
  EXPECT_EQ(whole.save().data, restored.save().data);
}

TEST(BeatTracking, RefusesForeignAndDamagedStates) {
  BeatTracker tracker(48000);
  const Blob good = tracker.save();
  Blob newer = good;
  ++newer.version;
  EXPECT_EQ(tracker.restore(newer).error().code, ErrorCode::kUnsupported);
  EXPECT_EQ(BeatTracker(44100).restore(good).error().code, ErrorCode::kUnsupported);
  EXPECT_EQ(BeatTracker(48000, {.slowest_bpm = 80}).restore(good).error().code,
            ErrorCode::kUnsupported);
  for (const std::size_t at : {std::size_t{0}, std::size_t{40}, good.data.size() - 1}) {
    Blob bad = good;
    bad.data[at] ^= std::byte{4};
    EXPECT_EQ(tracker.restore(bad).error().code, ErrorCode::kCorrupt) << at;
  }
  Blob shorter = good;
  shorter.data.resize(3);
  EXPECT_EQ(tracker.restore(shorter).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(tracker.save().data, good.data);
}

// With a valid checksum and hostile content: no crash.
TEST(BeatTracking, HostileStatesAreHarmless) {
  const Blob good = BeatTracker(48000).save();
  const std::vector<std::uint16_t> levels(40, 100);
  for (std::int64_t round = 0; round < 20; ++round) {
    Blob bad = good;
    for (std::int64_t i = 0; i < 40; ++i) {
      const HopIndex counter{round * 40 + i};
      const auto size = static_cast<std::uint32_t>(i % 2 == 0 ? 1500 : bad.data.size() - 24);
      const std::uint32_t at = 20 + random_below(1, 0, counter, size);
      bad.data[at] = static_cast<std::byte>(random_below(1, 1, counter, 256));
    }
    bad.data.resize(bad.data.size() - 4);
    ByteWriter(bad.data).put(crc32(bad.data));
    BeatTracker tracker(48000);
    if (tracker.restore(bad)) {
      for (int hop = 0; hop < 300; ++hop) {
        tracker.step({levels, levels});
      }
    }
  }
}

TEST(BeatTracking, ATempoRangeIsKept) {
  const Sound sound = sound_of(clicks(160, 20));
  const auto beats =
      analysis::track_beats(48000, onsets_of(sound), {.slowest_bpm = 60, .fastest_bpm = 110});
  ASSERT_GT(beats.size(), 10U);
  EXPECT_NEAR(beats[10].interval, 36000, 600);
}

// Longer than what the path keeps in memory.
TEST(BeatTracking, ALongSoundHasNoSeam) {
  const Signal signal = clicks(130, 150);
  const Scores scores = score(beats_of(signal), found_afterwards(sound_of(signal)), 0);
  EXPECT_GT(scores.f, 0.99);
}

}  // namespace
}  // namespace reprise::beat
