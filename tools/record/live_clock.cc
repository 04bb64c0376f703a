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

}  // namespace

LiveClock::LiveClock(std::int64_t sample_rate, std::int64_t block_frames)
    : rate_(sample_rate), block_(std::max<std::int64_t>(block_frames, 1)), filter_(sample_rate) {}

double LiveClock::expected(std::int64_t now_ns) const {
  const double seconds = static_cast<double>(now_ns - *anchor_ns_) / kNanoseconds;
  return anchor_ + seconds * static_cast<double>(rate_) * (1 + filter_.drift_ppm() / 1e6);
}

void LiveClock::arrived(std::int64_t frames, std::int64_t now_ns) {
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
  if (ahead > jump || !anchor_ns_ || std::exchange(refit_, false)) {
    filter_.restart();
  }
  filter_.update({position_}, now_ns);
  anchor_ns_ = now_ns;
  anchor_ = filter_.sample_at(now_ns);
}

std::int64_t LiveClock::missing(std::int64_t now_ns, bool device_lost) {
  starved_ns_ +=
      std::clamp<std::int64_t>(now_ns - std::exchange(looked_ns_, now_ns), 0, kCountedLook);
  if (!anchor_ns_) {
    return 0;
  }
  const auto patience = std::max<std::int64_t>(
      static_cast<std::int64_t>(kLatePatience * static_cast<double>(rate_)), kBlocks * block_);
  const std::int64_t limit = device_lost ? kLostBlocks * block_ : patience;
  const bool starved = starved_ns_ >= nanoseconds_of({limit}, rate_);
  const bool stays = behind_ns_ && now_ns - *behind_ns_ >= nanoseconds_of({patience}, rate_);
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
}

double LiveClock::sample_at(std::int64_t now_ns) const {
  return anchor_ns_ ? expected(now_ns) : static_cast<double>(position_);
}

}  // namespace reprise::tools
