#include "core/session/verify/lag_meter.h"

#include <algorithm>
#include <cmath>

namespace reprise::session {
namespace {

constexpr double kWindowSeconds = 0.5;
constexpr double kSearchSeconds = 0.25;
constexpr double kIntervalSeconds = 10;
// RMS of full scale: −60 dBFS. What is softer an encoder may leave out.
constexpr double kSilence = 1e-3;
// A tone matches at many lags: of those that are worse than the best by no more, the nearest to 0.
constexpr double kTie = 0.01;

double rms(const float* samples, std::int64_t count) {
  double sum = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    sum += static_cast<double>(samples[i]) * static_cast<double>(samples[i]);
  }
  return count == 0 ? 0 : std::sqrt(sum / static_cast<double>(count));
}

double correlation(const float* a, const float* b, std::int64_t count) {
  float product = 0;
  float energy_a = 0;
  float energy_b = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    product += a[i] * b[i];
    energy_a += a[i] * a[i];
    energy_b += b[i] * b[i];
  }
  const double energy = std::sqrt(static_cast<double>(energy_a) * static_cast<double>(energy_b));
  return energy > 0 ? static_cast<double>(product) / energy : 0;
}

// The place in `values` nearest to `zero` that is as good as the best, and from there uphill.
std::size_t nearest_peak(const std::vector<double>& values, std::size_t zero) {
  double highest = -1;
  for (const double value : values) {
    highest = std::max(highest, value);
  }
  const double enough = highest - kTie;
  const auto distance = [zero](std::size_t i) { return i > zero ? i - zero : zero - i; };
  std::size_t best = zero;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] >= enough && (values[best] < enough || distance(i) < distance(best))) {
      best = i;
    }
  }
  while (best > 0 && values[best - 1] > values[best]) {
    --best;
  }
  while (best + 1 < values.size() && values[best + 1] > values[best]) {
    ++best;
  }
  return best;
}

}  // namespace

LagMeter::LagMeter(const AudioFormat& reference, const AudioFormat& found)
    : rate_(static_cast<double>(reference.sample_rate) / std::max(1, reference.sample_rate / 8000)),
      length_(static_cast<std::int64_t>(kWindowSeconds * rate_)),
      search_(static_cast<std::int64_t>(kSearchSeconds * rate_)),
      interval_(static_cast<std::int64_t>(kIntervalSeconds * rate_)) {
  const auto prepare = [](Track& track, const AudioFormat& format) {
    track.factor = std::max(1, format.sample_rate / 8000);
    track.channels = format.channels;
    track.scale = 1.0 / std::ldexp(1.0, format.bits - 1);
  };
  prepare(reference_, reference);
  prepare(found_, found);
}

void LagMeter::Track::push(const PcmView& pcm) {
  const auto width = static_cast<std::size_t>(channels);
  for (std::size_t at = 0; at + width <= pcm.samples.size(); at += width) {
    const double left = pcm.samples[at] * scale;
    const double right = channels > 1 ? pcm.samples[at + 1] * scale : left;
    sum_mid += (left + right) / 2;
    sum_side += (left - right) / 2;
    if (++summed == factor) {
      mid.push_back(static_cast<float>(sum_mid / factor));
      side.push_back(static_cast<float>(sum_side / factor));
      sum_mid = sum_side = 0;
      summed = 0;
    }
  }
}

void LagMeter::Track::forget_before(std::int64_t index) {
  const std::int64_t count = std::clamp<std::int64_t>(index - first, 0, end() - first);
  mid.erase(mid.begin(), mid.begin() + count);
  side.erase(side.begin(), side.begin() + count);
  first += count;
}

std::int64_t LagMeter::best_lag(std::int64_t start, std::int64_t length) const {
  const float* wanted = reference_.mid.data() + (start - reference_.first);
  const std::int64_t at_zero = start - found_.first;
  const std::int64_t lowest = std::max(-search_, -at_zero);
  const std::int64_t highest = std::min(search_, found_.end() - start - length);
  std::vector<double> values;
  for (std::int64_t lag = lowest; lag <= highest; ++lag) {
    values.push_back(correlation(wanted, found_.mid.data() + at_zero + lag, length));
  }
  return static_cast<std::int64_t>(nearest_peak(values, static_cast<std::size_t>(-lowest))) +
         lowest;
}

LagWindow LagMeter::measure_at(std::int64_t start, std::int64_t length) const {
  LagWindow window;
  window.start_seconds = static_cast<double>(start) / rate_;
  const float* wanted = reference_.mid.data() + (start - reference_.first);
  const float* wanted_side = reference_.side.data() + (start - reference_.first);
  const std::int64_t at_zero = start - found_.first;
  window.wanted_rms = rms(wanted, length);
  window.found_rms = rms(found_.mid.data() + at_zero, length);
  window.silent = window.wanted_rms < kSilence;
  if (window.silent) {
    return window;
  }
  const std::int64_t lag = best_lag(start, length);
  window.lag_ms = static_cast<double>(lag) * 1000 / rate_;
  window.correlation = correlation(wanted, found_.mid.data() + at_zero + lag, length);
  if (rms(wanted_side, length) > 0.1 * window.wanted_rms) {
    window.side_correlation = correlation(wanted_side, found_.side.data() + at_zero + lag, length);
  }
  return window;
}

// The last window may begin this much before the end of what is there.
void LagMeter::forget() {
  const std::int64_t covered = std::min(reference_.end(), found_.end());
  const std::int64_t start = std::min(next_window_, covered - length_);
  reference_.forget_before(start);
  found_.forget_before(start - search_);
}

void LagMeter::measure(bool end, std::vector<LagWindow>& out) {
  const std::int64_t covered = std::min(reference_.end(), found_.end());
  while (covered >= next_window_ + length_ + (end ? 0 : search_)) {
    out.push_back(measure_at(next_window_, length_));
    measured_end_ = next_window_ + length_;
    next_window_ += out.back().silent ? length_ : interval_;
  }
  if (end && covered > measured_end_) {
    const std::int64_t start = std::max(covered - length_, reference_.first);
    out.push_back(measure_at(start, covered - start));
  }
  forget();
}

}  // namespace reprise::session
