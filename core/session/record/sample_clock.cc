#include "core/session/record/sample_clock.h"

#include <algorithm>
#include <utility>

namespace reprise::session {
namespace {

constexpr double kSecond = 1.0;           // of which the soonest block counts
constexpr std::size_t kSeconds = 128;     // in which a card's rate wanders by a ppm or two
constexpr std::size_t kFewSeconds = 8;    // until the line is one
constexpr double kUnknown = 1.0;          // s: so little is known of a new card's rate
constexpr double kFarTooLate = 15e-3;     // s: no scheduler holds up every block by that much …
constexpr double kFarTooLong = 1.0;       // … for so long
constexpr double kLate = 2e-3;            // s: neither does one by this much …
constexpr std::size_t kLateSeconds = 10;  // … for so many
constexpr double kImpossiblySoon = 1e-3;  // s before it was there: it took another way
constexpr double kMostDeviation = 1e-3;   // of any card
constexpr double kFarthest = 1.0;         // s, beyond the last block
constexpr double kNanoseconds = 1e-9;

}  // namespace

SampleClock::SampleClock(std::int64_t sample_rate)
    : rate_(static_cast<double>(sample_rate)), known_seconds_(kUnknown) {}

void SampleClock::update(SampleIndex end, std::int64_t now_ns) {
  if (!last_ns_) {
    begin(end, now_ns);
    return;
  }
  if (end <= last_end_ || now_ns <= *last_ns_) {
    return;
  }
  const double seconds = static_cast<double>(now_ns - *last_ns_) * kNanoseconds;
  last_ns_ = now_ns;
  last_end_ = end;
  const Point point = point_of(end, now_ns);
  const double error = error_of(point);
  astray_ = error < -kFarTooLate ? astray_ + seconds : 0;
  if (astray_ > kFarTooLong || (error > kImpossiblySoon && settled())) {
    restart();
    begin(end, now_ns);
    return;
  }
  if (point.time - second_began_ >= kSecond) {
    end_second();
    begin_second(point);
  } else if (error > error_of(best_)) {
    best_ = point;
  }
  offset_ += std::max(error_of(point), 0.0);
}

void SampleClock::begin(SampleIndex end, std::int64_t now_ns) {
  last_ns_ = now_ns;
  last_end_ = end;
  begin_ns_ = now_ns;
  begin_end_ = end;
  offset_ = 0;
  begin_second({});
}

void SampleClock::begin_second(const Point& point) {
  best_ = point;
  second_began_ = point.time;
}

void SampleClock::end_second() {
  late_seconds_ = error_of(best_) < -kLate ? late_seconds_ + 1 : 0;
  soonest_.push_back(best_);
  known_seconds_ = std::max(known_seconds_ - kSecond, kUnknown);
  std::size_t seconds = kSeconds;
  if (late_seconds_ == kLateSeconds) {
    learn_rate();
    seconds = std::exchange(late_seconds_, 0);
  }
  while (soonest_.size() > seconds) {
    soonest_.pop_front();
  }
  fit();
}

// The rate by the hull and by what was known before, each weighted as the length of its seconds
// makes it certain; the offset so that the line lies on the points.
void SampleClock::fit() {
  const std::vector<Point> edges = hull();
  const double length = edges.back().time - edges.front().time;
  if (length > 0) {
    double middle = 0;
    for (const Point& point : soonest_) {
      middle += point.time / static_cast<double>(soonest_.size());
    }
    auto right = std::ranges::find_if(edges, [&](const Point& p) { return p.time >= middle; });
    right = std::clamp(right, edges.begin() + 1, edges.end() - 1);
    const auto left = right - 1;
    const double slope = (right->ahead - left->ahead) / (right->time - left->time);
    const double known = known_seconds_ * known_seconds_;
    const double found = length * length;
    deviation_ = std::clamp((known * known_deviation_ + found * slope) / (known + found),
                            -kMostDeviation, kMostDeviation);
  }
  offset_ = edges.front().ahead - deviation_ * edges.front().time;
  for (const Point& point : edges) {
    offset_ += std::max(error_of(point), 0.0);
  }
}

// The upper one, by A. M. Andrew's monotone chain. At least one point.
std::vector<SampleClock::Point> SampleClock::hull() const {
  std::vector<Point> edges;
  const auto is_below = [&](const Point& next) {
    const Point& a = edges[edges.size() - 2];
    const Point& b = edges.back();
    return (b.ahead - a.ahead) * (next.time - a.time) <= (next.ahead - a.ahead) * (b.time - a.time);
  };
  for (const Point& point : soonest_) {
    while (edges.size() >= 2 && is_below(point)) {
      edges.pop_back();
    }
    edges.push_back(point);
  }
  return edges;
}

SampleClock::Point SampleClock::point_of(SampleIndex end, std::int64_t now_ns) const {
  const double time = static_cast<double>(now_ns - begin_ns_) * kNanoseconds;
  return {time, static_cast<double>(end.value - begin_end_.value) / rate_ - time};
}

double SampleClock::error_of(const Point& point) const {
  return point.ahead - (offset_ + deviation_ * point.time);
}

// What the points have told of it stays when they go.
void SampleClock::learn_rate() {
  if (!soonest_.empty()) {
    const double length = soonest_.back().time - soonest_.front().time;
    known_deviation_ = deviation_;
    known_seconds_ = std::max(known_seconds_, length);
  }
}

void SampleClock::restart() {
  learn_rate();
  soonest_.clear();
  last_ns_.reset();
  astray_ = 0;
  late_seconds_ = 0;
}

double SampleClock::expected_at(std::int64_t now_ns) const {
  const double since = static_cast<double>(now_ns - *last_ns_) * kNanoseconds;
  const double time =
      static_cast<double>(*last_ns_ - begin_ns_) * kNanoseconds + std::min(since, kFarthest);
  return static_cast<double>(begin_end_.value) + (time * (1 + deviation_) + offset_) * rate_;
}

double SampleClock::sample_at(std::int64_t now_ns) const {
  if (last_ns_) {
    given_ = std::max(given_, expected_at(now_ns));
  }
  return given_;
}

bool SampleClock::settled() const {
  return last_ns_.has_value() && soonest_.size() >= kFewSeconds;
}

}  // namespace reprise::session
