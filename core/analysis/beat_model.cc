#include "core/analysis/beat_model.h"

#include <algorithm>
#include <cmath>

#include "core/analysis/exact_math.h"
#include "core/base/time.h"

namespace reprise::analysis {
namespace {

constexpr double kLn2 = 0.6931471805599453;
constexpr double kChangeCost = 140;  // of |ln of the ratio of two intervals|, in natural logarithms
constexpr double kTempoCost = 12;    // a second, of half the square of the octaves from the usual
constexpr double kBareCost = 5;      // a second, of a beat with nothing between it and the next
constexpr std::int32_t kRestartCost = 30 * kScoreUnit;  // of any beat after any other
constexpr std::int32_t kFeelCost = 12 * kScoreUnit;     // of another way to divide
// Without an onset for so long nothing speaks for any beat: it goes on as it was.
constexpr std::int64_t kSilenceMs = 1150;
constexpr std::int64_t kHopsToNormalise = 64;
constexpr std::int64_t kMostHops = std::int64_t{1} << 48;
constexpr std::int32_t kLeastScore = -(1 << 28);

std::int32_t rounded(double value) {
  return static_cast<std::int32_t>(std::floor(value + 0.5));
}

std::int32_t interval_of(std::int32_t bpm, std::int64_t sample_rate) {
  return static_cast<std::int32_t>(60 * sample_rate / (hop_size(sample_rate) * bpm));
}

// In a form that is vectorised.
std::int32_t largest(std::span<const std::int32_t> scores) {
  std::int32_t most = kLeastScore;
  for (const std::int32_t score : scores) {
    most = score > most ? score : most;
  }
  return most;
}

// In steps of a hop, wider where an interval has more than 96.
std::vector<std::int32_t> intervals_between(std::int32_t shortest, std::int32_t longest) {
  std::vector<std::int32_t> intervals;
  for (std::int32_t hops = shortest; hops <= longest; hops += std::max(1, (hops + 32) / 64)) {
    intervals.push_back(hops);
  }
  return intervals;
}

}  // namespace

BeatModel::BeatModel(std::int64_t sample_rate, const BeatOptions& options)
    : silent_after_(kSilenceMs * sample_rate / (1000 * hop_size(sample_rate))),
      hops_without_onset_(silent_after_) {
  const std::int32_t slowest = std::clamp(options.slowest_bpm, 20, 400);
  const std::int32_t fastest = std::clamp(options.fastest_bpm, slowest, 400);
  intervals_ =
      intervals_between(interval_of(fastest, sample_rate), interval_of(slowest, sample_rate));
  const double hop_seconds =
      static_cast<double>(hop_size(sample_rate)) / static_cast<double>(sample_rate);
  std::size_t begin = 0;
  for (std::size_t i = 0; i < intervals_.size(); ++i) {
    const std::int32_t interval = intervals_[i];
    const double seconds = interval * hop_seconds;
    const double octaves = exact_log2(60.0 / seconds / std::clamp(options.usual_bpm, 20, 400));
    tempo_cost_.push_back(rounded(kTempoCost * octaves * octaves / 2 * seconds * kScoreUnit));
    bare_cost_.push_back(rounded(kBareCost * seconds * kScoreUnit));
    const double ratio = i == 0 ? 1.0 : static_cast<double>(interval) / intervals_[i - 1];
    step_cost_.push_back(rounded(kChangeCost * kLn2 * exact_log2(ratio) * kScoreUnit));
    ring_.push_back(begin);
    begin += static_cast<std::size_t>(interval);
    for (std::int32_t twice = 0; twice < 2; ++twice) {
      for (std::int32_t age = interval - 1; age >= 0; --age) {
        places_.push_back(static_cast<std::uint8_t>(beat_place(age, interval)));
      }
    }
  }
  likely_interval_ = intervals_.back();
  head_.assign(intervals_.size(), 0);
  scores_.assign(begin * kBeatFeels, 0);
  before_.assign(kinds(), BeatKind{});
}

void BeatModel::step(const BeatOnsets& onsets) {
  begin_beats();
  weigh(onsets);
  if (says_something(onsets)) {
    pass_time();
  }
  for (std::size_t i = 0; i < intervals_.size(); ++i) {
    head_[i] = head_[i] + 1 == intervals_[i] ? 0 : head_[i] + 1;
  }
  ++hops_;
  if (hops_ % kHopsToNormalise == 0) {
    keep_in_range();
  }
}

// The slot at the head holds the beat that is over now, and takes the one that begins.
void BeatModel::begin_beats() {
  Scores ended(kinds());
  std::int32_t most = kLeastScore;
  BeatKind best;
  for (std::size_t feel = 0; feel < kBeatFeels; ++feel) {
    for (std::size_t i = 0; i < intervals_.size(); ++i) {
      const std::size_t slot = feel * slots() + ring_[i] + static_cast<std::size_t>(head_[i]);
      const std::int32_t bare = feel == kBareFeel ? bare_cost_[i] : 0;
      const std::int32_t score = scores_[slot] - tempo_cost_[i] - bare;
      ended[feel * intervals_.size() + i] = score;
      if (score > most) {
        most = score;
        best = {static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(feel)};
      }
    }
  }
  for (std::size_t feel = 0; feel < kBeatFeels; ++feel) {
    price_change(feel, ended, most - kRestartCost, best);
  }
}

// The price of a change is a sum along the way from interval to interval, so one pass in either
// direction finds the best beat before for all of them.
void BeatModel::price_change(std::size_t feel, const Scores& ended, std::int32_t restart,
                             BeatKind best) {
  const std::size_t count = intervals_.size();
  BeatKind* from = before_.data() + feel * count;
  Scores score(count);
  for (std::size_t i = 0; i < count; ++i) {
    score[i] = ended[feel * count + i];
    from[i] = {static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(feel)};
    for (std::size_t other = 0; other < kBeatFeels; ++other) {
      const std::int32_t changed = ended[other * count + i] - kFeelCost;
      if (changed > score[i]) {
        score[i] = changed;
        from[i].feel = static_cast<std::uint8_t>(other);
      }
    }
  }
  const auto pass = [&](std::size_t to, std::size_t source, std::int32_t cost) {
    if (score[source] - cost > score[to]) {
      score[to] = score[source] - cost;
      from[to] = from[source];
    }
  };
  for (std::size_t i = 1; i < count; ++i) {
    pass(i, i - 1, step_cost_[i]);
  }
  for (std::size_t i = count - 1; i > 0; --i) {
    pass(i - 1, i, step_cost_[i]);
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (restart > score[i]) {
      score[i] = restart;
      from[i] = best;
    }
    scores_[feel * slots() + ring_[i] + static_cast<std::size_t>(head_[i])] = score[i];
  }
  if (feel == 0) {
    likely_score_ = kLeastScore;
  }
  const auto most = std::max_element(score.begin(), score.end());
  if (*most > likely_score_) {
    likely_score_ = *most;
    likely_interval_ = intervals_[static_cast<std::size_t>(most - score.begin())];
  }
}

void BeatModel::weigh(const BeatOnsets& onsets) {
  const bool any = std::any_of(onsets.level.begin(), onsets.level.end(),
                               [](std::uint8_t level) { return level != kNoBeatOnset; });
  hops_without_onset_ = any ? 0 : std::min(hops_without_onset_ + 1, silent_after_);
  for (std::size_t feel = 0; feel < kBeatFeels; ++feel) {
    evidence_[feel].fill(0);
    if (is_silent()) {
      continue;
    }
    for (std::size_t group = 0; group < kBeatGroups; ++group) {
      const std::uint8_t level = onsets.level[group];
      if (level == kHiddenBeatOnset) {
        continue;
      }
      for (std::size_t place = 0; place < kBeatPlaces; ++place) {
        evidence_[feel][place] += kBeatEvidence[feel][group][level][place];
      }
    }
  }
}

bool BeatModel::says_something(const BeatOnsets& onsets) const {
  return !is_silent() && std::any_of(onsets.level.begin(), onsets.level.end(),
                                     [](std::uint8_t level) { return level != kHiddenBeatOnset; });
}

// Where in places_ the place of slot 0 of a ring lies.
std::size_t BeatModel::first_place(std::size_t interval) const {
  return 2 * ring_[interval] + static_cast<std::size_t>(intervals_[interval] - 1 - head_[interval]);
}

void BeatModel::pass_time() {
  for (std::size_t feel = 0; feel < kBeatFeels; ++feel) {
    const std::int32_t* evidence = evidence_[feel].data();
    for (std::size_t i = 0; i < intervals_.size(); ++i) {
      std::int32_t* scores = scores_.data() + feel * slots() + ring_[i];
      const std::uint8_t* places = places_.data() + first_place(i);
      const auto count = static_cast<std::size_t>(intervals_[i]);
      for (std::size_t slot = 0; slot < count; ++slot) {
        scores[slot] += evidence[places[slot]];
      }
    }
  }
}

void BeatModel::keep_in_range() {
  const std::int32_t most = largest(scores_);
  for (std::int32_t& score : scores_) {
    score = std::max(score - most, kLeastScore);
  }
}

RunningBeat BeatModel::best() const {
  const auto most = std::find(scores_.begin(), scores_.end(), largest(scores_));
  auto at = static_cast<std::size_t>(most - scores_.begin());
  const std::size_t feel = at / slots();
  at %= slots();
  const auto ring = std::upper_bound(ring_.begin(), ring_.end(), at) - 1;
  const auto i = static_cast<std::size_t>(ring - ring_.begin());
  const auto slot = static_cast<std::int32_t>(at - *ring);
  // The head has moved on, so its slot is the oldest beat's.
  const std::int32_t age = (head_[i] + intervals_[i] - 1 - slot) % intervals_[i];
  return {hops_ - 1 - age,
          {static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(feel)},
          evidence_[feel][beat_place(age, intervals_[i])]};
}

void BeatModel::save(ByteWriter& out) const {
  out.put(hops_);
  out.put(hops_without_onset_);
  out.put(likely_interval_);
  for (const std::int32_t head : head_) {
    out.put(head);
  }
  for (const std::int32_t score : scores_) {
    out.put(score);
  }
}

void BeatModel::restore(ByteReader& in) {
  hops_ = std::clamp(in.get<std::int64_t>(), std::int64_t{0}, kMostHops);
  hops_without_onset_ = std::clamp(in.get<std::int64_t>(), std::int64_t{0}, silent_after_);
  likely_interval_ = std::clamp(in.get<std::int32_t>(), intervals_.front(), intervals_.back());
  for (std::size_t i = 0; i < head_.size(); ++i) {
    head_[i] = std::clamp(in.get<std::int32_t>(), 0, intervals_[i] - 1);
  }
  for (std::int32_t& score : scores_) {
    score = std::clamp(in.get<std::int32_t>(), kLeastScore, -kLeastScore);
  }
}

}  // namespace reprise::analysis
