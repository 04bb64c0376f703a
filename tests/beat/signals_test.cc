#include "bench/beat/signals.h"

#include <cmath>

#include <gtest/gtest.h>

#include "bench/beat/onset_lag.h"

namespace reprise::beat {
namespace {

Signal named(const std::string& name) {
  for (const Signal& signal : signals()) {
    if (signal.name == name) {
      return signal;
    }
  }
  ADD_FAILURE() << name;
  return signals().front();
}

TEST(Signals, SteadyBeatsAreOneInterval) {
  const Beats beats = beats_of(named("clicks 120"));
  ASSERT_EQ(beats.size(), 119U);
  for (std::size_t i = 0; i < beats.size(); ++i) {
    EXPECT_NEAR(beats[i], 0.5 + 0.5 * static_cast<double>(i), 1e-9);
  }
}

TEST(Signals, EveryListedSignalHasBeatsInsideItself) {
  for (const Signal& signal : signals()) {
    const Beats beats = beats_of(signal);
    ASSERT_GT(beats.size(), 50U) << signal.name;
    EXPECT_NEAR(beats.front(), 0.5, 1e-9) << signal.name;
    EXPECT_LT(beats.back(), signal.seconds) << signal.name;
    for (std::size_t i = 1; i < beats.size(); ++i) {
      EXPECT_GT(beats[i] - beats[i - 1], 60 / 210.0) << signal.name;
      EXPECT_LT(beats[i] - beats[i - 1], 60 / 59.0) << signal.name;
    }
  }
}

TEST(Signals, TheSlideIsTheIntegralOfItsTempo) {
  // 100 BPM until 20 s, then 100 + 2/3·(t − 20): the beats between 20 and t.
  const Beats beats = beats_of(named("slide 100 to 140"));
  const double before = 19.5 * 100 / 60;
  for (std::size_t i = 0; i < beats.size(); ++i) {
    const double t = std::min(beats[i], 80.0) - 20;
    if (t >= 0) {
      const double slide = (100 * t + t * t / 3) / 60;
      const double behind = std::max(beats[i] - 80, 0.0) * 140 / 60;
      EXPECT_NEAR(before + slide + behind, static_cast<double>(i), 1e-6);
    }
  }
}

TEST(Signals, TheJumpKeepsThePhase) {
  const Beats beats = beats_of(named("jump 120 to 90"));
  for (std::size_t i = 1; i < beats.size(); ++i) {
    const bool crosses = beats[i - 1] < 40 && beats[i] > 40 + 1e-6;
    if (!crosses) {
      EXPECT_NEAR(beats[i] - beats[i - 1], beats[i] < 40.01 ? 0.5 : 60 / 90.0, 1e-6) << beats[i];
    }
  }
}

TEST(Signals, ClicksSoundOnTheBeatAndNowhereInTheSilence) {
  const Signal signal = named("120, silent for 10 s");
  const Sound sound = sound_of(signal);
  EXPECT_EQ(sound.samples.size(), 80U * 48000);
  EXPECT_NEAR(sound.samples.at(24000), 16000, 16);
  EXPECT_NEAR(sound.samples.at(23999), 0, 16);
  for (std::size_t i = 40 * 48000; i < 49 * 48000; ++i) {
    ASSERT_LE(std::abs(sound.samples[i]), 16) << i;
  }
  EXPECT_NEAR(sound.samples.at(50 * 48000), 16000, 16);
  EXPECT_EQ(beats_of(signal).size(), 159U) << "the beat goes on";
}

TEST(OnsetLag, FindsHowLateASoundIs) {
  const Signal signal = named("clicks 100");
  const OnsetLag lag(sound_of(signal));
  Beats early = beats_of(signal);
  for (double& beat : early) {
    beat -= 0.037;
  }
  EXPECT_NEAR(lag.of(beats_of(signal), 0, 60).seconds, 0, 0.0011);
  EXPECT_NEAR(lag.of(early, 0, 60).seconds, 0.037, 0.0011);
  EXPECT_GT(lag.of(early, 0, 60).contrast, 10);
  EXPECT_EQ(lag.of({}, 0, 60).contrast, 0);
}

}  // namespace
}  // namespace reprise::beat
