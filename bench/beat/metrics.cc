#include "bench/beat/metrics.h"

#include <algorithm>
#include <cmath>

namespace reprise::beat {
namespace {

constexpr std::array kLevels = {Level::kAnnotated, Level::kOffBeat, Level::kDouble, Level::kHalfOdd,
                                Level::kHalfEven};

double median(std::vector<double> values) {
  if (values.empty()) {
    return 0;
  }
  const std::size_t half = values.size() / 2;
  std::sort(values.begin(), values.end());
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

double median_interval(const Beats& beats) {
  std::vector<double> intervals;
  for (std::size_t i = 1; i < beats.size(); ++i) {
    intervals.push_back(beats[i] - beats[i - 1]);
  }
  return median(std::move(intervals));
}

// The index of the beat next to `time`; of two equally near the earlier. `beats` is not empty.
std::size_t nearest(const Beats& beats, double time) {
  const auto behind = std::lower_bound(beats.begin(), beats.end(), time);
  const auto at = static_cast<std::size_t>(behind - beats.begin());
  if (at == beats.size() || (at > 0 && time - beats[at - 1] <= beats[at] - time)) {
    return at - 1;
  }
  return at;
}

// The interval before beat `i`, or behind it where `forward` and there is one.
double interval_at(const Beats& beats, std::size_t i, bool forward) {
  if (i == 0 || (forward && i + 1 < beats.size())) {
    return beats[i + 1] - beats[i];
  }
  return beats[i] - beats[i - 1];
}

bool is_right(const Beats& truth, const Beats& estimate, std::size_t b, std::size_t j) {
  const bool first = b == 0 || j == 0;
  const double interval = interval_at(truth, j, first);
  const double phase = std::abs(estimate[b] - truth[j]) / interval;
  const double period = std::abs(1 - interval_at(estimate, b, first) / interval);
  return phase < kContinuityTolerance && period < kContinuityTolerance;
}

// Of a beat at `time` against its nearest in `truth`, in intervals, in [−½, ½).
double relative_error(const Beats& truth, double time) {
  const std::size_t j = nearest(truth, time);
  const double error = time - truth[j];
  const double relative = error / interval_at(truth, j, error >= 0);
  return relative - std::floor(relative + 0.5);
}

double entropy_of_errors(const Beats& truth, const Beats& estimate) {
  std::array<int, kErrorBins> histogram{};
  for (const double time : estimate) {
    const double place = (relative_error(truth, time) + 0.5) * kErrorBins;
    const auto bin = static_cast<std::size_t>(std::floor(place + 0.5)) % kErrorBins;
    ++histogram[bin];
  }
  double entropy = 0;
  for (const int count : histogram) {
    if (count > 0) {
      const double share = count / static_cast<double>(estimate.size());
      entropy -= share * std::log2(share);
    }
  }
  return entropy;
}

}  // namespace

Beats within(const Beats& beats, double from, double to) {
  Beats kept;
  std::copy_if(beats.begin(), beats.end(), std::back_inserter(kept),
               [&](double time) { return time >= from && time <= to; });
  return kept;
}

// Both lists ascend and every window has one width, so that taking the earliest partner each time
// gives the largest number of pairs.
Hits match(const Beats& truth, const Beats& estimate, double tolerance) {
  std::vector<double> errors;
  for (std::size_t t = 0, e = 0; t < truth.size() && e < estimate.size();) {
    const double error = estimate[e] - truth[t];
    if (std::abs(error) <= tolerance) {
      errors.push_back(error);
      ++t;
      ++e;
    } else {
      ++(error < 0 ? e : t);
    }
  }
  double sum = 0;
  for (const double error : errors) {
    sum += std::abs(error);
  }
  const double mean = errors.empty() ? 0 : sum / static_cast<double>(errors.size());
  return {static_cast<int>(errors.size()), median(errors), mean};
}

double f_measure(const Beats& truth, const Beats& estimate) {
  if (truth.empty() || estimate.empty()) {
    return 0;
  }
  return 2.0 * match(truth, estimate, kHitTolerance).count /
         static_cast<double>(truth.size() + estimate.size());
}

Beats at_level(const Beats& truth, Level level) {
  Beats out;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const bool between =
        (level == Level::kOffBeat || level == Level::kDouble) && i + 1 < truth.size();
    const bool itself = level == Level::kAnnotated || level == Level::kDouble ||
                        (level == Level::kHalfOdd && i % 2 == 0) ||
                        (level == Level::kHalfEven && i % 2 == 1);
    if (itself) {
      out.push_back(truth[i]);
    }
    if (between) {
      out.push_back((truth[i] + truth[i + 1]) / 2);
    }
  }
  return out;
}

Continuity continuity(const Beats& truth, const Beats& estimate) {
  if (truth.size() < 2 || estimate.size() < 2) {
    return {};
  }
  std::vector<bool> used(truth.size());
  int right = 0;
  int run = 0;
  int longest = 0;
  for (std::size_t b = 0; b < estimate.size(); ++b) {
    const std::size_t j = nearest(truth, estimate[b]);
    if (!used[j] && is_right(truth, estimate, b, j)) {
      used[j] = true;
      ++right;
      longest = std::max(longest, ++run);
    } else {
      run = 0;
    }
  }
  const auto all = static_cast<double>(std::max(truth.size(), estimate.size()));
  return {longest / all, right / all};
}

double information_gain(const Beats& truth, const Beats& estimate) {
  if (truth.size() < 2 || estimate.size() < 2) {
    return 0;
  }
  return std::log2(kErrorBins) -
         std::max(entropy_of_errors(truth, estimate), entropy_of_errors(estimate, truth));
}

Scores score(const Beats& all_truth, const Beats& all_estimate, double warm_up) {
  Scores scores;
  if (all_truth.size() < 2) {
    return scores;
  }
  const double end = all_truth.back() + interval_at(all_truth, all_truth.size() - 1, false) / 2;
  const Beats truth = within(all_truth, warm_up, end);
  const Beats estimate = within(all_estimate, warm_up, end);
  scores.beats = static_cast<int>(estimate.size());
  scores.f = f_measure(truth, estimate);
  scores.gain = information_gain(truth, estimate);
  const Hits hits = match(truth, estimate, kHitTolerance);
  scores.median_error = hits.median_error;
  scores.mean_abs_error = hits.mean_abs_error;
  if (truth.size() > 1 && estimate.size() > 1) {
    scores.tempo_ratio = median_interval(truth) / median_interval(estimate);
  }
  for (const Level level : kLevels) {
    const Continuity found = continuity(at_level(truth, level), estimate);
    if (level == Level::kAnnotated) {
      scores.cml_c = found.longest;
      scores.cml_t = found.total;
    }
    if (found.total > scores.aml_t) {
      scores.level = level;
      scores.aml_t = found.total;
    }
    scores.aml_c = std::max(scores.aml_c, found.longest);
  }
  return scores;
}

}  // namespace reprise::beat
