#include "core/session/verify/lag_meter.h"

#include <algorithm>
#include <cmath>

namespace reprise::session {
namespace {

constexpr double kWindowSeconds = 0.5;
constexpr double kSearchSeconds = 0.25;
constexpr double kIntervalSeconds = 10;
constexpr double kSilence = 1e-4;  // RMS of full scale: −80 dBFS
// A tone matches at many lags: the nearest to 0 counts unless another is better by this.
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

}  // namespace

LagMeter::LagMeter(const AudioFormat& reference, const AudioFormat& found)
    : rate_(static_cast<double>(reference.sample_rate) /
            std::max(1, reference.sample_rate / 8000)) {
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

LagWindow LagMeter::measure_at(std::int64_t start, std::int64_t length) const {
  LagWindow window;
  window.start_seconds = static_cast<double>(start) / rate_;
  const float* wanted = reference_.mid.data() + (start - reference_.first);
  const float* wanted_side = reference_.side.data() + (start - reference_.first);
  const std::int64_t at_zero = start - found_.first;
  window.silent = rms(wanted, length) < kSilence;
  window.found_silent = rms(found_.mid.data() + at_zero, length) < kSilence;
  if (window.silent || window.found_silent) {
    return window;
  }
  const auto search = static_cast<std::int64_t>(kSearchSeconds * rate_);
  const std::int64_t lowest = std::max(-search, -at_zero);
  const std::int64_t highest = std::min(search, found_.end() - start - length);
  std::int64_t best = 0;
  double best_correlation = correlation(wanted, found_.mid.data() + at_zero, length) + kTie;
  for (std::int64_t lag = lowest; lag <= highest; ++lag) {
    const double value = correlation(wanted, found_.mid.data() + at_zero + lag, length);
    if (value > best_correlation) {
      best_correlation = value;
      best = lag;
    }
  }
  const std::int64_t at = at_zero + best;
  window.lag_ms = static_cast<double>(best) * 1000 / rate_;
  window.correlation = correlation(wanted, found_.mid.data() + at, length);
  if (rms(wanted_side, length) > 0.1 * rms(wanted, length)) {
    window.side_correlation = correlation(wanted_side, found_.side.data() + at, length);
  }
  return window;
}

void LagMeter::measure(bool end, std::vector<LagWindow>& out) {
  const auto length = static_cast<std::int64_t>(kWindowSeconds * rate_);
  const auto search = static_cast<std::int64_t>(kSearchSeconds * rate_);
  const auto interval = static_cast<std::int64_t>(kIntervalSeconds * rate_);
  for (;;) {
    const std::int64_t covered = std::min(reference_.end(), found_.end());
    if (covered >= next_window_ + length + (end ? 0 : search)) {
      out.push_back(measure_at(next_window_, length));
    } else if (end && covered > next_window_) {
      out.push_back(measure_at(next_window_, covered - next_window_));
    } else {
      return;
    }
    next_window_ += interval;
    reference_.forget_before(next_window_);
    found_.forget_before(next_window_ - search);
  }
}

}  // namespace reprise::session
