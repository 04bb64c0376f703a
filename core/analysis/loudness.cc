#include "core/analysis/loudness.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "core/analysis/exact_math.h"

namespace reprise::analysis {
namespace {

constexpr double kLevelRangeDb = 48.0;       // of the level features: −48 dBFS is 0, 0 dBFS is 1
constexpr double kAudibleMeanSquare = 1e-7;  // −70 dBFS
// A one-pole of 1.5 s remembers, on average, as far back as a rectangle of 3 s.
constexpr double kEnergySeconds = 1.5;
constexpr double kDbPerOctaveOfPower = 3.0102999566398120;  // 10 · log10(2)

double seconds_of_hop(std::int64_t hop, std::int32_t sample_rate) {
  return static_cast<double>(hop) / static_cast<double>(sample_rate);
}

std::uint16_t level_value(double mean_square) {
  if (mean_square < 1e-12) {
    return 0;
  }
  const double db = kDbPerOctaveOfPower * exact_log2(mean_square);
  const double unit = std::clamp((db + kLevelRangeDb) / kLevelRangeDb, 0.0, 1.0);
  return static_cast<std::uint16_t>(std::floor(unit * 65535.0 + 0.5));
}

std::uint64_t square(std::int64_t x) {
  return static_cast<std::uint64_t>(x * x);
}

}  // namespace

Loudness::Loudness(const AudioFormat& format, std::int64_t hop)
    : channels_(static_cast<std::size_t>(format.channels)),
      hop_(static_cast<std::size_t>(hop)),
      bits_(format.bits),
      per_hop_(1.0 / (static_cast<double>(hop) *
                      static_cast<double>(std::int64_t{1} << (2 * format.bits - 2)))),
      energy_take_(1.0 -
                   exact_exp_of_minus(seconds_of_hop(hop, format.sample_rate) / kEnergySeconds)),
      peak_(seconds_of_hop(hop, format.sample_rate)) {}

void Loudness::step(std::span<const std::int32_t> window, Features& features) {
  std::move(hops_.begin() + 1, hops_.end(), hops_.begin());
  hops_.back() = sums_of(window.last(hop_ * channels_));
  const Sums& newest = hops_.back();
  const double hop_square =
      0.5 * (static_cast<double>(newest.left) + static_cast<double>(newest.right)) * per_hop_;
  energy_ += energy_take_ * (hop_square - energy_);
  write_levels(features);
  features.values[static_cast<std::size_t>(FeatureId::kPeak)] = peak_.step(peak_value(newest.peak));
}

Loudness::Sums Loudness::sums_of(std::span<const std::int32_t> interleaved) const {
  Sums sums;
  const std::size_t second = channels_ > 1 ? 1 : 0;
  for (std::size_t i = 0; i < interleaved.size(); i += channels_) {
    const std::int64_t left = interleaved[i];
    const std::int64_t right = interleaved[i + second];
    std::int64_t mid = 0;
    for (std::size_t c = 0; c < channels_; ++c) {
      const std::int32_t value = interleaved[i + c];
      mid += value;
      sums.peak = std::max(sums.peak, static_cast<std::uint32_t>(std::abs(value)));
    }
    sums.left += square(left);
    sums.right += square(right);
    sums.side += square(left - right);
    sums.mid += square(mid);
  }
  return sums;
}

double Loudness::mean_square(std::uint64_t Sums::*member, double divisor) const {
  double sum = 0;
  for (const Sums& hop : hops_) {
    sum += static_cast<double>(hop.*member);
  }
  return sum * per_hop_ / (static_cast<double>(kHopsInWindow) * divisor * divisor);
}

void Loudness::write_levels(Features& features) {
  const auto set = [&](FeatureId id, double value) {
    features.values[static_cast<std::size_t>(id)] = level_value(value);
  };
  const double mid = mean_square(&Sums::mid, static_cast<double>(channels_));
  audible_ = mid > kAudibleMeanSquare;
  set(FeatureId::kRms, mid);
  set(FeatureId::kRmsLeft, mean_square(&Sums::left, 1.0));
  set(FeatureId::kRmsRight, mean_square(&Sums::right, 1.0));
  set(FeatureId::kSide, mean_square(&Sums::side, 2.0));
  set(FeatureId::kEnergy, energy_);
}

std::uint16_t Loudness::peak_value(std::uint32_t peak) const {
  const std::uint64_t half = std::uint64_t{1} << (bits_ - 2);
  return static_cast<std::uint16_t>((std::uint64_t{peak} * 65535 + half) >> (bits_ - 1));
}

void Loudness::save(ByteWriter& out) const {
  out.put_f64(energy_);
  out.put(peak_.state());
}

void Loudness::restore(std::span<const std::int32_t> window, ByteReader& in) {
  for (std::size_t i = 0; i < kHopsInWindow; ++i) {
    hops_[i] = sums_of(window.subspan(i * hop_ * channels_, hop_ * channels_));
  }
  const double energy = in.get_f64();
  energy_ = energy >= 0.0 && energy <= 1.0 ? energy : 0.0;  // not a NaN either
  peak_.restore(in.get<std::uint32_t>());
}

}  // namespace reprise::analysis
