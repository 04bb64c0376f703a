#include "bench/beat/onset_lag.h"

#include <algorithm>
#include <cmath>

namespace reprise::beat {
namespace {

constexpr int kMaxLagMs = 150;

// Energy of the first difference in each millisecond, log: the difference favours attacks.
std::vector<float> envelope(const Sound& sound) {
  const std::vector<float> samples = mono(sound);
  const double step = sound.format.sample_rate / 1000.0;
  std::vector<float> out;
  for (std::size_t ms = 0;; ++ms) {
    const auto from = static_cast<std::size_t>(static_cast<double>(ms) * step);
    const auto to = static_cast<std::size_t>(static_cast<double>(ms + 1) * step);
    if (to >= samples.size()) {
      return out;
    }
    double energy = 0;
    for (std::size_t i = std::max<std::size_t>(from, 1); i < to; ++i) {
      const double difference = static_cast<double>(samples[i] - samples[i - 1]);
      energy += difference * difference;
    }
    out.push_back(static_cast<float>(std::log10(1e-7 + energy / step)));
  }
}

}  // namespace

// The rise at t: mean over the 8 ms from t on less the mean over the 8 ms before.
OnsetLag::OnsetLag(const Sound& sound) {
  constexpr std::size_t kWidth = 8;
  const std::vector<float> levels = envelope(sound);
  rises_.resize(levels.size());
  for (std::size_t t = kWidth; t + kWidth < levels.size(); ++t) {
    float rise = 0;
    for (std::size_t i = 0; i < kWidth; ++i) {
      rise += levels[t + i] - levels[t - 1 - i];
    }
    rises_[t] = std::max(rise, 0.0F);
  }
}

Lag OnsetLag::of(const std::vector<double>& times, double from, double to) const {
  double best = 0;
  double sum = 0;
  Lag lag;
  for (int ms = -kMaxLagMs; ms <= kMaxLagMs; ++ms) {
    double strength = 0;
    for (const double time : times) {
      const auto at = static_cast<std::ptrdiff_t>(std::lround(time * 1000)) + ms;
      const bool inside = at >= 0 && at < static_cast<std::ptrdiff_t>(rises_.size());
      if (inside && time >= from && time < to) {
        strength += static_cast<double>(rises_[static_cast<std::size_t>(at)]);
      }
    }
    sum += strength;
    if (strength > best) {
      best = strength;
      lag.seconds = ms / 1000.0;
    }
  }
  lag.contrast = sum > 0 ? best * (2 * kMaxLagMs + 1) / sum : 0;
  return lag;
}

}  // namespace reprise::beat
