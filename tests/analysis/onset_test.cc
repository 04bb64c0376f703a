#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "core/base/time.h"
#include "tests/analysis/signals.h"

namespace reprise::analysis {
namespace {

std::vector<std::int64_t> onsets_of(const std::vector<HopAnalysis>& hops) {
  std::vector<std::int64_t> samples;
  for (const HopAnalysis& hop : hops) {
    if (hop.onset) {
      samples.push_back(hop.sample.value);
    }
  }
  return samples;
}

void expect_one_onset_per_click(const AudioFormat& format, const Samples& samples,
                                const std::vector<std::int64_t>& clicks) {
  const auto onsets = onsets_of(analyse(format, samples));
  ASSERT_EQ(onsets.size(), clicks.size()) << format.sample_rate << " Hz";
  for (std::size_t i = 0; i < clicks.size(); ++i) {
    EXPECT_GT(onsets[i], clicks[i]) << "click " << i;
    EXPECT_LE(onsets[i], clicks[i] + hop_size(format.sample_rate) + window_size(format.sample_rate))
        << "click " << i;
  }
}

TEST(Onset, OnePerClickInSilence) {
  for (const std::int32_t rate : {8000, 22050, 44100, 48000, 96000, 192000}) {
    const AudioFormat format = audio_format(rate, 2);
    Samples samples = silence(format, rate * std::int64_t{4});
    std::vector<std::int64_t> clicks;
    for (std::int64_t i = 0; i < 7; ++i) {
      clicks.push_back(rate / 10 + i * rate / 2 + i * 37);
      add_click(samples, format, clicks.back(), 0.3);
    }
    expect_one_onset_per_click(format, samples, clicks);
  }
}

TEST(Onset, OnePerClickOverANoiseFloor) {
  const AudioFormat format = audio_format(48000, 2);
  Samples samples = noise(format, 48000 * 5, 0.01, 8);
  std::vector<std::int64_t> clicks;
  for (std::int64_t i = 0; i < 8; ++i) {
    clicks.push_back(24000 + i * 24000);
    add_click(samples, format, clicks.back(), 0.5);
  }
  // The start of the noise is an onset, too.
  const auto onsets = onsets_of(analyse(format, samples));
  ASSERT_EQ(onsets.size(), clicks.size() + 1);
  EXPECT_LT(onsets[0], 2304);
}

TEST(Onset, ASingleSampleIsFound) {
  const AudioFormat format = audio_format(48000, 1);
  Samples samples = silence(format, 24000);
  samples[9000] = 20000;
  const auto onsets = onsets_of(analyse(format, samples));
  ASSERT_EQ(onsets.size(), 1U);
  EXPECT_GT(onsets[0], 9000);
  EXPECT_LE(onsets[0], 9000 + 256 + 2048);
}

TEST(Onset, SteadySoundsHaveOnlyTheirBeginning) {
  const AudioFormat format = audio_format(48000, 2);
  EXPECT_LE(onsets_of(analyse(format, sine(format, 48000 * 4, 440.0, 0.7))).size(), 1U);
  EXPECT_LE(onsets_of(analyse(format, noise(format, 48000 * 4, 0.7, 3))).size(), 2U);
}

TEST(Onset, VibratoIsNoOnset) {
  const AudioFormat format = audio_format(48000, 1);
  double phase = 0;
  const Samples samples = generate(format, 48000 * 4, [&](std::int64_t frame, std::int32_t) {
    const double t = static_cast<double>(frame) / 48000.0;
    const double hz = 440.0 * (1.0 + 0.01 * std::sin(2.0 * std::numbers::pi * 5.0 * t));
    phase += 2.0 * std::numbers::pi * hz / 48000.0;
    return 0.5 * std::sin(phase);
  });
  EXPECT_LE(onsets_of(analyse(format, samples)).size(), 1U);
}

TEST(Onset, RepeatsNoFasterThanEvery80Ms) {
  const AudioFormat format = audio_format(48000, 1);
  Samples samples = silence(format, 48000 * 3);
  for (std::int64_t at = 1000; at < 48000 * 3 - 1000; at += 1440) {
    add_click(samples, format, at, 0.5);
  }
  const auto onsets = onsets_of(analyse(format, samples));
  ASSERT_GT(onsets.size(), 1U);
  for (std::size_t i = 1; i < onsets.size(); ++i) {
    EXPECT_GE(onsets[i] - onsets[i - 1], 48000 * 80 / 1000 - 256);
  }
}

TEST(Onset, InaudibleSoundsAreNoOnsets) {
  const AudioFormat format = audio_format(48000, 1, 24);
  Samples samples = silence(format, 48000);
  for (std::int64_t i = 1; i < 5; ++i) {
    add_click(samples, format, i * 9000, 0.0003);
  }
  EXPECT_TRUE(onsets_of(analyse(format, samples)).empty());
}

TEST(Onset, StrengthRisesWithTheOnsetAndFallsIn100Ms) {
  const AudioFormat format = audio_format(48000, 1);
  Samples samples = silence(format, 48000);
  add_click(samples, format, 10000, 0.8);
  const auto hops = analyse(format, samples);
  std::size_t loudest = 0;
  for (std::size_t i = 0; i < hops.size(); ++i) {
    EXPECT_TRUE(!hops[i].onset || hops[i].features.raw(FeatureId::kOnset) > 6000);
    if (hops[i].features.raw(FeatureId::kOnset) > hops[loudest].features.raw(FeatureId::kOnset)) {
      loudest = i;
    }
  }
  const auto value = [&](std::size_t i) {
    return static_cast<double>(hops[i].features.unit(FeatureId::kOnset));
  };
  EXPECT_GT(value(loudest), 0.5);
  EXPECT_NEAR(value(loudest + 50), value(loudest + 20) * std::exp(-30.0 * 256.0 / 4800.0), 0.001);
}

}  // namespace
}  // namespace reprise::analysis
