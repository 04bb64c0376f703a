// The spectrum bytes against the formula of the Web Audio API, computed here in double by the
// definition of the transform.
// https://www.w3.org/TR/webaudio/#fft-windowing-and-smoothing-over-time
#include "core/analysis/spectrum.h"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "core/base/time.h"
#include "tests/analysis/signals.h"

namespace reprise::analysis {
namespace {

// getByteFrequencyData with minDecibels −100, maxDecibels −30 and a Hann window.
class Reference {
 public:
  Reference(std::int64_t rate, std::size_t size)
      : size_(size),
        keep_(std::exp(-static_cast<double>(hop_size(rate)) /
                       (static_cast<double>(rate) * kSmoothingSeconds))),
        smoothed_(size / 2) {}

  std::vector<int> step(const std::vector<double>& window) {
    std::vector<int> bytes(size_ / 2);
    for (std::size_t k = 0; k < size_ / 2; ++k) {
      smoothed_[k] = keep_ * smoothed_[k] + (1.0 - keep_) * magnitude(window, k);
      const double db = 20.0 * std::log10(smoothed_[k]);
      bytes[k] = static_cast<int>(std::clamp(std::floor(255.0 / 70.0 * (db + 100.0)), 0.0, 255.0));
    }
    return bytes;
  }

 private:
  [[nodiscard]] double magnitude(const std::vector<double>& window, std::size_t k) const {
    double re = 0;
    double im = 0;
    const double turn = 2.0 * std::numbers::pi / static_cast<double>(size_);
    for (std::size_t n = 0; n < size_; ++n) {
      const double hann = 0.5 - 0.5 * std::cos(turn * static_cast<double>(n));
      const double angle = turn * static_cast<double>(n * k % size_);
      re += window[n] * hann * std::cos(angle);
      im -= window[n] * hann * std::sin(angle);
    }
    return std::sqrt(re * re + im * im) / static_cast<double>(size_);
  }

  std::size_t size_;
  double keep_;
  std::vector<double> smoothed_;
};

TEST(Spectrum, BytesAreWebAudiosToOneStep) {
  const AudioFormat format = audio_format(8000, 2);
  Samples samples = sine(format, 2000, 1234.5, 0.1);
  const Samples hiss = noise(format, 2000, 0.01, 4);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] += hiss[i];
  }
  Reference reference(8000, 256);
  auto analyzer = Analyzer::create(format);
  AudioSnapshot snapshot;
  int exact = 0;
  int all = 0;
  const auto compare = [&](const HopAnalysis& hop) {
    analyzer->snapshot(snapshot);
    std::vector<double> window(256);
    for (std::int64_t n = 0; n < 256; ++n) {
      const std::int64_t frame = hop.sample.value - 256 + n;
      if (frame >= 0) {
        const auto i = static_cast<std::size_t>(frame * 2);
        window[static_cast<std::size_t>(n)] = (samples[i] + samples[i + 1]) / 65536.0;
      }
    }
    const std::vector<int> expected = reference.step(window);
    for (std::size_t k = 0; k < 128; ++k) {
      EXPECT_NEAR(snapshot.spectrum[k], expected[k], 1) << "hop " << hop.hop.value << " bin " << k;
      exact += snapshot.spectrum[k] == expected[k] ? 1 : 0;
      ++all;
    }
    return Status{};
  };
  ASSERT_TRUE(analyzer->push({format, SampleIndex{0}, samples}, compare));
  EXPECT_GT(exact, all * 999 / 1000);
}

TEST(Spectrum, ASineOfKnownLevelHasItsKnownByteInItsBin) {
  for (const std::int32_t rate : {44100, 48000, 192000}) {
    const AudioFormat format = audio_format(rate, 2, 24);
    const std::int64_t window = window_size(rate);
    for (const std::int64_t bin : {std::int64_t{9}, window / 16, window / 3}) {
      const double hz = static_cast<double>(bin * rate) / static_cast<double>(window);
      auto analyzer = Analyzer::create(format);
      const Samples samples = sine(format, rate, hz, 0.01);
      ASSERT_TRUE(analyzer->push({format, SampleIndex{0}, samples},
                                 [](const HopAnalysis&) { return Status{}; }));
      AudioSnapshot snapshot;
      analyzer->snapshot(snapshot);
      // A sine of amplitude a has |X|/N = a/4 under a Hann window.
      const double db = 20.0 * std::log10(0.01 / 4.0);
      const double expected = std::floor(255.0 / 70.0 * (db + 100.0));
      const auto k = static_cast<std::size_t>(bin);
      EXPECT_NEAR(snapshot.spectrum[k], expected, 1.0) << rate << " Hz bin " << bin;
      EXPECT_LT(snapshot.spectrum[k + 4], 60) << rate << " Hz bin " << bin;
    }
  }
}

TEST(Spectrum, LoudTonesSaturateAt255) {
  const AudioFormat format = audio_format(48000, 1);
  auto analyzer = Analyzer::create(format);
  const Samples samples = sine(format, 48000, 1000.0, 0.9);
  ASSERT_TRUE(analyzer->push({format, SampleIndex{0}, samples},
                             [](const HopAnalysis&) { return Status{}; }));
  AudioSnapshot snapshot;
  analyzer->snapshot(snapshot);
  EXPECT_EQ(*std::max_element(snapshot.spectrum.begin(), snapshot.spectrum.end()), 255);
}

}  // namespace
}  // namespace reprise::analysis
