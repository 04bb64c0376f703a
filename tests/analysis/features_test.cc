// What each feature says about sounds whose answer is known.
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "core/base/time.h"
#include "tests/analysis/signals.h"

namespace reprise::analysis {
namespace {

double unit(const HopAnalysis& hop, FeatureId id) {
  return static_cast<double>(hop.features.unit(id));
}
// The scale of the level features: −48 dBFS to 0.
double level_of_db(double db) {
  return std::clamp((db + 48.0) / 48.0, 0.0, 1.0);
}

TEST(Features, DigitalSilenceIsExactlyZero) {
  const AudioFormat format = audio_format(44100, 2);
  for (const HopAnalysis& hop : analyse(format, silence(format, 44100))) {
    EXPECT_EQ(hop.features, Features{});
    EXPECT_FALSE(hop.onset);
  }
}

TEST(Features, AfterMusicSilenceReturnsToExactlyZero) {
  const AudioFormat format = audio_format(48000, 2);
  Samples samples = noise(format, 48000, 0.9, 5);
  samples.resize(samples.size() + 48000U * 2 * 20);
  const auto hops = analyse(format, samples);
  EXPECT_EQ(hops.back().features, Features{});
}

TEST(Features, PeakAttacksAtTheHopThatSawTheSampleAndFallsIn100Ms) {
  const AudioFormat format = audio_format(48000, 2);
  Samples samples = silence(format, 48000);
  samples[1000 * 2 + 1] = -16384;  // right channel, in hop 4: samples 768..1023
  const auto hops = analyse(format, samples);
  EXPECT_EQ(hops[3].features.raw(FeatureId::kPeak), 0);
  EXPECT_NEAR(unit(hops[4], FeatureId::kPeak), 0.5, 1e-4);
  const double hop_seconds = 256.0 / 48000.0;
  for (std::size_t i = 5; i < 40; ++i) {
    const double expected = 0.5 * std::exp(-static_cast<double>(i - 4) * hop_seconds / 0.1);
    EXPECT_NEAR(unit(hops[i], FeatureId::kPeak), expected, 1e-3) << i;
  }
}

TEST(Features, EverySampleCountsInPeak) {
  const AudioFormat format = audio_format(48000, 1);
  for (const std::int64_t at : {0, 1, 255, 256, 257, 511, 1023}) {
    Samples samples = silence(format, 2048);
    samples[static_cast<std::size_t>(at)] = -32768;
    const auto hops = analyse(format, samples);
    const auto k = static_cast<std::size_t>(at / 256 + 1);
    EXPECT_EQ(hops[k].features.raw(FeatureId::kPeak), 65535) << at;
    EXPECT_EQ(hops[k - 1].features.raw(FeatureId::kPeak), 0) << at;
  }
}

TEST(Features, RmsOfASineIsThreeDbUnderItsPeak) {
  for (const double db : {-40.0, -20.0, -6.0, 0.0}) {
    const AudioFormat format = audio_format(48000, 2, 24);
    const double peak = std::pow(10.0, db / 20.0) * 0.999999;
    const auto hops = analyse(format, sine(format, 48000, 1000.0, peak));
    const double expected = level_of_db(db - 3.0103);
    EXPECT_NEAR(unit(hops.back(), FeatureId::kRms), expected, 0.002) << db;
    EXPECT_NEAR(unit(hops.back(), FeatureId::kRmsLeft), expected, 0.002) << db;
    EXPECT_EQ(hops.back().features.raw(FeatureId::kSide), 0) << db;
  }
}

TEST(Features, LeftRightAndSideAreTheChannels) {
  const AudioFormat format = audio_format(48000, 2);
  const Samples samples = generate(format, 24000, [](std::int64_t frame, std::int32_t channel) {
    const double square = frame / 50 % 2 == 0 ? 0.5 : -0.5;
    return channel == 0 ? square : 0.0;
  });
  const auto hop = analyse(format, samples).back();
  EXPECT_NEAR(unit(hop, FeatureId::kRmsLeft), level_of_db(-6.0206), 0.001);
  EXPECT_EQ(hop.features.raw(FeatureId::kRmsRight), 0);
  EXPECT_NEAR(unit(hop, FeatureId::kSide), level_of_db(-12.0412), 0.001);
  EXPECT_NEAR(unit(hop, FeatureId::kRms), level_of_db(-12.0412), 0.001);
}

TEST(Features, MonoHasItsChannelOnBothSidesAndNoSide) {
  const AudioFormat format = audio_format(48000, 1);
  const auto hop = analyse(format, sine(format, 24000, 440.0, 0.5)).back();
  EXPECT_EQ(hop.features.raw(FeatureId::kRmsLeft), hop.features.raw(FeatureId::kRmsRight));
  EXPECT_EQ(hop.features.raw(FeatureId::kRmsLeft), hop.features.raw(FeatureId::kRms));
  EXPECT_EQ(hop.features.raw(FeatureId::kSide), 0);
}

TEST(Features, TheSameSoundInEveryChannelCountGivesTheSameMid) {
  const AudioFormat mono = audio_format(48000, 1);
  const auto expected = analyse(mono, sine(mono, 24000, 440.0, 0.5)).back();
  for (const std::int32_t channels : {2, 4, 8}) {
    const AudioFormat format = audio_format(48000, channels);
    const auto hop = analyse(format, sine(format, 24000, 440.0, 0.5)).back();
    EXPECT_EQ(hop.features, expected.features) << channels;
    EXPECT_EQ(hop.spectrum_hash, expected.spectrum_hash) << channels;
  }
}

TEST(Features, ClippingSquareWaveIsFullScale) {
  for (const std::int32_t bits : {16, 24}) {
    const AudioFormat format = audio_format(48000, 2, bits);
    const std::int32_t full = 1 << (bits - 1);
    Samples samples = silence(format, 24000);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      samples[i] = i / 200 % 2 == 0 ? full - 1 : -full;
    }
    const auto hop = analyse(format, samples).back();
    EXPECT_EQ(hop.features.raw(FeatureId::kPeak), 65535);
    EXPECT_GT(hop.features.raw(FeatureId::kRms), 65500);
  }
}

TEST(Features, ASineLightsItsOwnBandMost) {
  const std::pair<FeatureId, double> kCases[] = {
      {FeatureId::kSub, 40.0},       {FeatureId::kBass, 100.0},     {FeatureId::kLowMid, 260.0},
      {FeatureId::kMid, 700.0},      {FeatureId::kHighMid, 2000.0}, {FeatureId::kPresence, 5500.0},
      {FeatureId::kTreble, 12000.0},
  };
  for (const std::int32_t rate : {44100, 48000, 96000}) {
    const AudioFormat format = audio_format(rate, 2);
    for (const auto& [band, hz] : kCases) {
      // Enough bands of noise around the tone that the mean level of a wide band shows it.
      const Samples tone = generate(format, rate, [&, hz = hz](std::int64_t frame, std::int32_t) {
        double sum = 0;
        for (int i = -6; i <= 6; ++i) {
          const double f = hz * (1.0 + 0.03 * i);
          sum += 0.06 * std::sin(6.283185307179586 * f * static_cast<double>(frame) / rate + i);
        }
        return sum;
      });
      const auto hop = analyse(format, tone).back();
      for (const auto& [other, unused] : kCases) {
        if (other != band) {
          EXPECT_GT(hop.features.raw(band), hop.features.raw(other))
              << rate << " Hz, tone at " << hz << " against " << static_cast<int>(other);
        }
      }
    }
  }
}

TEST(Features, BandsAboveHalfTheRateAreZero) {
  const AudioFormat format = audio_format(8000, 1);
  const auto hop = analyse(format, noise(format, 8000, 0.9, 2)).back();
  EXPECT_EQ(hop.features.raw(FeatureId::kTreble), 0);
  EXPECT_GT(hop.features.raw(FeatureId::kHighMid), 0);
}

TEST(Features, CentroidFollowsTheToneOnALogScale) {
  const AudioFormat format = audio_format(48000, 2);
  for (const double hz : {100.0, 800.0, 3000.0, 10000.0}) {
    const auto hop = analyse(format, sine(format, 48000, hz, 0.5)).back();
    const double expected = std::log2(hz / 40.0) / std::log2(16000.0 / 40.0);
    EXPECT_NEAR(unit(hop, FeatureId::kCentroid), expected, 0.03) << hz;
  }
}

TEST(Features, EnergyNeedsSecondsToRiseAndFall) {
  const AudioFormat format = audio_format(48000, 1);
  Samples samples = sine(format, 48000 * 8, 300.0, 0.5);
  samples.resize(samples.size() + 48000 * 4);
  const auto hops = analyse(format, samples);
  const auto at = [&](double seconds) {
    return unit(hops[static_cast<std::size_t>(seconds * 187.5)], FeatureId::kEnergy);
  };
  const double final_level = level_of_db(-9.03);
  EXPECT_LT(at(0.1), final_level - 0.15);
  EXPECT_NEAR(at(7.9), final_level, 0.01);
  EXPECT_GT(at(9.0), final_level - 0.1);
  EXPECT_LT(at(11.9), at(9.0) - 0.1);
}

}  // namespace
}  // namespace reprise::analysis
