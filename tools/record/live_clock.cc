#include "tools/record/live_clock.h"

#include <algorithm>
#include <utility>

#include "core/base/time.h"

namespace reprise::tools {
namespace {

constexpr double kNanoseconds = 1e9;
constexpr double kJump = 0.08;       // s: no block is late by that much for the scheduler's sake
constexpr double kHurry = 0.5;       // of its own time since the block before: part of a burst
constexpr double kLatePatience = 1;  // s of lateness before sound counts as missing
constexpr std::int64_t kBlocks = 4;  // … or so many blocks
constexpr std::int64_t kLostBlocks = 2;
constexpr std::int64_t kCountedLook = 20'000'000;       // ns that a look counts for at most
constexpr std::int64_t kComesAfterAll = 2'000'000'000;  // ns after silence was put in
constexpr int kMeasured = 500;                          // blocks that say when sound is heard
constexpr double kLongestDelay = 2;                     // s that a device can mean

}  // namespace

LiveClock::LiveClock(std::int64_t sample_rate, std::int64_t block_frames)
    : rate_(sample_rate), block_(std::max<std::int64_t>(block_frames, 1)), filter_(sample_rate) {}

double LiveClock::expected(std::int64_t now_ns) const {
  const double seconds = static_cast<double>(now_ns - *anchor_ns_) / kNanoseconds;
  return anchor_ + seconds * static_cast<double>(rate_) * (1 + filter_.drift_ppm() / 1e6);
}

void LiveClock::start(std::int64_t now_ns) {
  filter_.restart();
  anchor_ns_ = now_ns;
  anchor_ = static_cast<double>(position_);
  looked_ns_ = now_ns;
  arrived_ns_ = now_ns;
  starved_ns_ = 0;
  behind_ns_.reset();
}

void LiveClock::set_block(std::int64_t frames) {
  block_ = std::max<std::int64_t>(frames, 1);
}

void LiveClock::arrived(std::int64_t frames, std::int64_t now_ns, std::int64_t heard_after_ns) {
  position_ += frames;
  const double jump = kJump * static_cast<double>(rate_) + static_cast<double>(block_);
  const double ahead = anchor_ns_ ? static_cast<double>(position_) - expected(now_ns) : 0;
  const std::int64_t since = now_ns - std::exchange(arrived_ns_, now_ns);
  const bool hurries = static_cast<double>(since) * static_cast<double>(rate_) <
                       kHurry * static_cast<double>(frames) * kNanoseconds;
  looked_ns_ = now_ns;
  starved_ns_ = 0;
  if (ahead < -jump || (ahead < 0 && hurries)) {
    // Late blocks of a burst say nothing of the card, and more may be under way.
    behind_ns_ = hurries ? now_ns : behind_ns_.value_or(now_ns);
    return;
  }
  if (hurries && comes_after_silence(now_ns)) {
    return;  // what a server gives at once when it comes to says nothing either
  }
  behind_ns_.reset();
  if (ahead > jump || !anchor_ns_ || refit_) {
    filter_.restart();
    measured_ = refit_ ? 0 : measured_;
  }
  refit_ = false;
  filter_.update({position_}, now_ns);
  anchor_ns_ = now_ns;
  anchor_ = filter_.sample_at(now_ns);
  measure_delay(now_ns, heard_after_ns);
}

// A block that was held up is heard so much sooner after its arrival.
void LiveClock::measure_delay(std::int64_t now_ns, std::int64_t heard_after_ns) {
  const double held_up =
      (filter_.sample_at(now_ns) - static_cast<double>(position_)) / static_cast<double>(rate_);
  const double delay = static_cast<double>(heard_after_ns) / kNanoseconds + held_up;
  measured_ = std::min(measured_ + 1, kMeasured);
  heard_after_ += (std::clamp(delay, -kLongestDelay, kLongestDelay) - heard_after_) / measured_;
}

std::int64_t LiveClock::patience() const {
  return std::max(static_cast<std::int64_t>(kLatePatience * static_cast<double>(rate_)),
                  kBlocks * block_);
}

bool LiveClock::is_dry() const {
  return starved_ns_ >= nanoseconds_of({patience()}, rate_);
}

std::int64_t LiveClock::missing(std::int64_t now_ns, bool device_lost) {
  starved_ns_ +=
      std::clamp<std::int64_t>(now_ns - std::exchange(looked_ns_, now_ns), 0, kCountedLook);
  if (!anchor_ns_) {
    return 0;
  }
  const std::int64_t limit = device_lost || is_dry() ? kLostBlocks * block_ : patience();
  const bool starved = starved_ns_ >= nanoseconds_of({limit}, rate_);
  const bool stays = behind_ns_ && now_ns - *behind_ns_ >= nanoseconds_of({patience()}, rate_);
  const auto lag = static_cast<std::int64_t>(expected(now_ns)) - position_;
  return (starved && lag > limit) || (stays && lag > block_) ? lag - block_ : 0;
}

void LiveClock::filled(std::int64_t frames, std::int64_t now_ns) {
  if (frames == 0) {
    return;
  }
  position_ += frames;
  filled_ns_ = now_ns;
  filled_once_ = true;
  refit_ = true;
  behind_ns_.reset();
}

bool LiveClock::comes_after_silence(std::int64_t now_ns) const {
  return filled_once_ && now_ns - filled_ns_ <= kComesAfterAll;
}

// A server that comes to may give at once all that it missed.
std::int64_t LiveClock::too_late(std::int64_t frames, std::int64_t now_ns) const {
  if (!anchor_ns_ || !comes_after_silence(now_ns)) {
    return 0;
  }
  const auto ahead = position_ + frames - static_cast<std::int64_t>(expected(now_ns));
  return ahead > kLostBlocks * block_ ? std::min(ahead, frames) : 0;
}

void LiveClock::hold() {
  anchor_ns_.reset();
  starved_ns_ = 0;
}

double LiveClock::sample_at(std::int64_t now_ns) const {
  const double position = static_cast<double>(position_);
  return anchor_ns_ ? std::max(expected(now_ns) - heard_after(), 0.0) : position;
}

}  // namespace reprise::tools
