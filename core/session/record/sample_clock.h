// Relates the sound card's sample counter to a monotonic clock, from the moments at which blocks of
// sound arrive: a delay-locked loop of second order (F. Adriaensen, "Using a DLL to filter time",
// 2005), whose bandwidth shrinks from that of a first guess to that of a steady clock; the optimal
// gains on the way are those of a Kalman filter with two states. It says when a sample was given
// by the card on the average, not how long it had been on its way. Reads no clock. One thread, or
// one lock around it.
#pragma once

#include <cstdint>
#include <optional>

#include "core/base/time.h"

namespace reprise::session {

class SampleClock {
 public:
  explicit SampleClock(std::int64_t sample_rate);

  // A block has arrived: `end` samples have been given in all, at `now_ns` (monotonic). Blocks come
  // in order; one that gives nothing new is ignored. One that
  // is far off counts only if all are for a second: then the offset is found anew.
  void update(SampleIndex end, std::int64_t now_ns);
  // Behind a gap, before and behind a pause: the offset is found anew, the rate stays. Until the
  // next block the counter stands still.
  void restart();

  // The sample counter at a moment: 0 before the first block; at most a second beyond the last
  // one. Never less than what was returned before.
  [[nodiscard]] double sample_at(std::int64_t now_ns) const;
  // Of the card against its nominal rate: +80 gives 80 samples too many in a million.
  [[nodiscard]] double drift_ppm() const;
  // The offset is known to half a millisecond.
  [[nodiscard]] bool settled() const;

 private:
  // What the counter is expected to be at `now_ns`.
  [[nodiscard]] double expected_at(std::int64_t now_ns) const;
  void predict(double seconds);
  void correct(double error);
  void begin(SampleIndex end, std::int64_t now_ns);
  bool has_strayed(double seconds);

  const double rate_;
  std::optional<std::int64_t> last_ns_;  // of the last update
  SampleIndex last_end_;
  double offset_ = 0;     // s, of the counter at last_ns_ against last_end_
  double deviation_ = 0;  // of the rate: 1e-6 is 1 ppm
  // Covariance of both.
  double var_offset_;
  double covar_ = 0;
  double var_deviation_;
  double astray_ = 0;         // s for which the error has been too large
  mutable double given_ = 0;  // the largest counter that was returned
};

}  // namespace reprise::session
