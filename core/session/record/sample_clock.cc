#include "core/session/record/sample_clock.h"

#include <algorithm>
#include <cmath>

namespace reprise::session {
namespace {

// Blocks arrive a few ms sooner or later than they should.
constexpr double kJitter = 3e-3;                  // s
constexpr double kVarJitter = kJitter * kJitter;  // s²
constexpr double kVarUnknown = 1.0;               // s², of an offset that nothing is known of
constexpr double kVarRate = 300e-6 * 300e-6;      // of cards' rates
// How a card's rate wanders, by 1 ppm in half a minute. With blocks of 20 ms it makes the loop's
// bandwidth 0.003 Hz in the end.
constexpr double kWander = 3e-14;  // 1/s
constexpr double kSettled = 0.5e-3;
constexpr double kTooFar = 5 * kJitter;
constexpr double kPatience = 1.0;  // s
constexpr double kFarthest = 1.0;  // s, beyond the last block
constexpr double kNanoseconds = 1e-9;

}  // namespace

SampleClock::SampleClock(std::int64_t sample_rate)
    : rate_(static_cast<double>(sample_rate)), var_offset_(kVarUnknown), var_deviation_(kVarRate) {}

void SampleClock::update(SampleIndex end, std::int64_t now_ns) {
  if (!last_ns_) {
    begin(end, now_ns);
    return;
  }
  if (end <= last_end_ || now_ns <= *last_ns_) {
    return;
  }
  const double seconds = static_cast<double>(now_ns - *last_ns_) * kNanoseconds;
  const double given = static_cast<double>(end.value - last_end_.value) / rate_;
  predict(seconds);
  offset_ -= given;
  last_ns_ = now_ns;
  last_end_ = end;
  const double error = -offset_;  // the block says that the counter is at `end` now
  if (std::abs(error) <= kTooFar) {
    astray_ = 0;
    correct(error);
  } else if (has_strayed(seconds)) {
    restart();
    begin(end, now_ns);
  }
}

void SampleClock::begin(SampleIndex end, std::int64_t now_ns) {
  last_ns_ = now_ns;
  last_end_ = end;
  offset_ = 0;
  var_offset_ = kVarJitter;
  covar_ = 0;
}

void SampleClock::predict(double seconds) {
  offset_ += seconds * (1 + deviation_);
  var_offset_ += seconds * (2 * covar_ + seconds * var_deviation_);
  covar_ += seconds * var_deviation_;
  var_deviation_ += seconds * kWander;
}

void SampleClock::correct(double error) {
  const double innovation = var_offset_ + kVarJitter;
  const double gain_offset = var_offset_ / innovation;
  const double gain_deviation = covar_ / innovation;
  offset_ += gain_offset * error;
  deviation_ += gain_deviation * error;
  var_deviation_ -= gain_deviation * covar_;
  covar_ *= 1 - gain_offset;
  var_offset_ *= 1 - gain_offset;
}

// A block that was held up says nothing; but sound that was lost without a word moves the counter
// for good.
bool SampleClock::has_strayed(double seconds) {
  astray_ += seconds;
  return astray_ > kPatience;
}

void SampleClock::restart() {
  last_ns_.reset();
  astray_ = 0;
}

double SampleClock::expected_at(std::int64_t now_ns) const {
  const double seconds =
      std::min(static_cast<double>(now_ns - *last_ns_) * kNanoseconds, kFarthest);
  return static_cast<double>(last_end_.value) + (offset_ + seconds * (1 + deviation_)) * rate_;
}

double SampleClock::sample_at(std::int64_t now_ns) const {
  if (last_ns_) {
    given_ = std::max(given_, expected_at(now_ns));
  }
  return given_;
}

double SampleClock::drift_ppm() const {
  return deviation_ * 1e6;
}

bool SampleClock::settled() const {
  return last_ns_.has_value() && var_offset_ < kSettled * kSettled;
}

}  // namespace reprise::session
