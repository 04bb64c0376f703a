#include "core/analysis/spectrum.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "core/analysis/exact_math.h"
#include "core/analysis/kernels.h"
#include "core/analysis/tables.h"
#include "core/base/time.h"

namespace reprise::analysis {
namespace {

// A band's value runs from 0 at `floor` to 1 at `ceiling`, levels of the mean of its bins. The
// limits follow the slope of music's long-term spectrum, so that every band uses its range.
struct Band {
  FeatureId id;
  std::int64_t low_hz;
  std::int64_t high_hz;
  std::int32_t floor;
  std::int32_t ceiling;
};
constexpr std::array kBands{
    Band{FeatureId::kSub, 20, 60, 100, 265},        Band{FeatureId::kBass, 60, 160, 110, 285},
    Band{FeatureId::kLowMid, 160, 400, 100, 270},   Band{FeatureId::kMid, 400, 1200, 75, 225},
    Band{FeatureId::kHighMid, 1200, 3500, 55, 205}, Band{FeatureId::kPresence, 3500, 8000, 35, 185},
    Band{FeatureId::kTreble, 8000, 18000, 15, 160},
};

constexpr double kCentroidLowHz = 40.0;
constexpr double kCentroidHighHz = 16000.0;
constexpr double kCentroidSilence = 1e-5;  // Σ magnitudes under which there is nothing to place

// sin²(πn/8192) for n ≤ 4096, the middle of the longest window.
float hann(std::size_t n) {
  if (n < kHannQuarter) {
    return std::bit_cast<float>(kHannBits[n]);
  }
  return 1.0F - std::bit_cast<float>(kHannBits[kLongestWindow / 2 - n]);
}

std::vector<float> hann_window(std::size_t size) {
  const std::size_t stride = kLongestWindow / size;
  std::vector<float> window(size);
  for (std::size_t n = 0; n < size; ++n) {
    window[n] = hann(std::min(n, size - n) * stride);
  }
  return window;
}

// Place of each bin between 40 Hz and 16 kHz on a log scale, in [0, 1].
std::vector<float> log_frequency_weights(std::int64_t sample_rate, std::int64_t window) {
  const double octaves = exact_log2(kCentroidHighHz / kCentroidLowHz);
  std::vector<float> weights(static_cast<std::size_t>(window / 2));
  for (std::size_t k = 1; k < weights.size(); ++k) {
    const double hz =
        static_cast<double>(k) * static_cast<double>(sample_rate) / static_cast<double>(window);
    const double place = exact_log2(hz / kCentroidLowHz) / octaves;
    weights[k] = static_cast<float>(std::clamp(place, 0.0, 1.0));
  }
  return weights;
}

}  // namespace

Result<Spectrum> Spectrum::create(std::int64_t sample_rate) {
  const std::int64_t window = window_size(sample_rate);
  TRY_ASSIGN(Fft fft, Fft::create(static_cast<std::size_t>(window)));
  return Spectrum(std::move(fft), sample_rate, window);
}

Spectrum::Spectrum(Fft fft, std::int64_t sample_rate, std::int64_t window)
    : fft_(std::move(fft)),
      keep_(static_cast<float>(
          exact_exp_of_minus(static_cast<double>(hop_size(sample_rate)) /
                             (static_cast<double>(sample_rate) * kSmoothingSeconds)))),
      normalise_(1.0F / static_cast<float>(window)),
      hann_(hann_window(static_cast<std::size_t>(window))),
      centroid_weights_(log_frequency_weights(sample_rate, window)) {
  const auto bins = static_cast<std::size_t>(window / 2);
  now_.resize(bins);
  smoothed_.resize(bins);
  levels_.resize(bins);
  bytes_.resize(bins);
  for (const Band& band : kBands) {
    bands_.push_back(bin_range(band.low_hz, band.high_hz, sample_rate, window));
  }
}

void Spectrum::step(std::span<const float> samples) {
  apply_window(samples, hann_, fft_.input());
  const auto bins = fft_.run();
  reprise::analysis::magnitudes(bins.first(now_.size()), normalise_, keep_, now_, smoothed_);
  quantise();
}

void Spectrum::quantise() {
  for (std::size_t k = 0; k < smoothed_.size(); ++k) {
    levels_[k] = scale_.level(smoothed_[k]);
  }
  for (std::size_t k = 0; k < levels_.size(); ++k) {
    bytes_[k] = static_cast<std::uint8_t>(std::min<std::uint16_t>(levels_[k], 255));
  }
}

void Spectrum::describe(Features& features) const {
  for (std::size_t i = 0; i < kBands.size(); ++i) {
    features.values[static_cast<std::size_t>(kBands[i].id)] = band_value(i);
  }
  features.values[static_cast<std::size_t>(FeatureId::kCentroid)] = centroid_value();
}

std::uint16_t Spectrum::band_value(std::size_t band) const {
  const auto [first, end] = bands_[band];
  if (first == end) {
    return 0;  // the whole band lies above half the sample rate
  }
  std::int64_t sum = 0;
  for (std::size_t k = first; k < end; ++k) {
    sum += levels_[k];
  }
  const auto count = static_cast<std::int64_t>(end - first);
  const std::int64_t above = sum - count * kBands[band].floor;
  const std::int64_t range = count * (kBands[band].ceiling - kBands[band].floor);
  return static_cast<std::uint16_t>(std::clamp<std::int64_t>(above * 65535 / range, 0, 65535));
}

std::uint16_t Spectrum::centroid_value() const {
  const WeightedSums sums = weighted_sums(smoothed_, centroid_weights_);
  if (sums.plain < kCentroidSilence) {
    return 0;
  }
  const double place = std::clamp(sums.weighted / sums.plain, 0.0, 1.0);
  return static_cast<std::uint16_t>(std::floor(place * 65535.0 + 0.5));
}

void Spectrum::restore(std::span<const float> smoothed) {
  std::copy(smoothed.begin(), smoothed.end(), smoothed_.begin());
  quantise();
}

}  // namespace reprise::analysis
