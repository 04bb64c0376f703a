#include <algorithm>

#include "core/analysis/beat_tracker.h"

namespace reprise::analysis {
namespace {

// The future of a beat beyond this is not looked at, so that memory stays bounded.
constexpr std::int64_t kLookAheadSeconds = 30;

// Follows the best path back, and gives out what lies far enough behind not to change any more.
class PathReader {
 public:
  PathReader(std::int64_t sample_rate, const BeatOptions& options)
      : hop_(hop_size(sample_rate)),
        look_ahead_(kLookAheadSeconds * sample_rate / hop_),
        model_(sample_rate, options) {}

  void step(const BeatOnsets& onsets) {
    model_.step(onsets);
    before_.insert(before_.end(), model_.before().begin(), model_.before().end());
    if (model_.hops() - first_ >= 3 * look_ahead_) {
      give_out(model_.hops() - look_ahead_);
      forget(model_.hops() - look_ahead_ - model_.intervals().back());
    }
  }

  std::vector<Beat> finish() {
    give_out(model_.hops());
    return std::move(beats_);
  }

 private:
  struct Step {
    std::int64_t start;
    std::int32_t interval;  // hops
  };

  [[nodiscard]] BeatKind before(std::int64_t start, BeatKind kind) const {
    const std::size_t row = static_cast<std::size_t>(start - first_) * model_.kinds();
    return before_[row + kind.feel * model_.intervals().size() + kind.interval];
  }

  // Beats of the best path that begin before `end`, the latest first.
  [[nodiscard]] std::vector<Step> path(std::int64_t end) const {
    std::vector<Step> steps;
    const RunningBeat best = model_.best();
    BeatKind kind = best.kind;
    for (std::int64_t start = best.start; start >= first_;) {
      if (start < end) {
        steps.push_back({start, model_.intervals()[kind.interval]});
      }
      kind = before(start, kind);
      start -= model_.intervals()[kind.interval];
    }
    return steps;
  }

  void give_out(std::int64_t end) {
    const std::vector<Step> steps = path(end);
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
      const std::int64_t sounds = step->start - kBeatLag;
      if (sounds >= 0 && 2 * (step->start - last_) > step->interval) {
        beats_.push_back(
            {SampleIndex{sounds * hop_}, static_cast<std::int32_t>(step->interval * hop_)});
        last_ = step->start;
      }
    }
  }

  void forget(std::int64_t end) {
    const auto count = static_cast<std::int64_t>(model_.kinds()) * (end - first_);
    before_.erase(before_.begin(), before_.begin() + count);
    first_ = end;
  }

  std::int64_t hop_;
  std::int64_t look_ahead_;  // hops
  BeatModel model_;
  std::int64_t first_ = 0;        // hop of the first row of before_
  std::vector<BeatKind> before_;  // [hop][kind]
  std::vector<Beat> beats_;
  std::int64_t last_ = -(std::int64_t{1} << 48);
};

}  // namespace

std::vector<Beat> track_beats(std::int64_t sample_rate, std::span<const BeatOnsets> onsets,
                              const BeatOptions& options) {
  PathReader reader(sample_rate, options);
  for (const BeatOnsets& hop : onsets) {
    reader.step(hop);
  }
  // What sounds at the end begins later in the model.
  for (std::int64_t late = 0; late < kBeatLag; ++late) {
    reader.step(BeatOnsets{});
  }
  return reader.finish();
}

}  // namespace reprise::analysis
