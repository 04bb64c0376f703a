// Relates the sound card's sample counter to a monotonic clock, from the moments at which blocks of
// sound arrive. A block may be held up, by 20 ms or by a second, but none comes before it is there:
// so the card's clock is the line above all arrivals, and how late the others are says nothing. Of
// each second the block that came soonest is kept, two minutes of them; the line that lies closest
// above them is the edge of their convex hull over their middle (S. B. Moon, P. Skelly, D. Towsley,
// "Estimation and removal of clock skew from network delay measurements", 1999). Reads no clock.
// One thread, or one lock around it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "core/base/time.h"

namespace reprise::session {

class SampleClock {
 public:
  explicit SampleClock(std::int64_t sample_rate);

  // A block has arrived: `end` samples have been given in all, at `now_ns` (monotonic). Blocks come
  // in order; one that gives nothing new is ignored. When none has come in time for a while, sound
  // was lost without a word, or takes another way: then the offset is found anew.
  void update(SampleIndex end, std::int64_t now_ns);
  // Behind a gap, before and behind a pause: the offset is found anew, the rate stays. Until the
  // next block the counter stands still.
  void restart();

  // The sample counter at a moment: 0 before the first block; at most a second beyond the last
  // one. Never less than what was returned before.
  [[nodiscard]] double sample_at(std::int64_t now_ns) const;
  // Of the card against its nominal rate: +80 gives 80 samples too many in a million.
  [[nodiscard]] double drift_ppm() const { return deviation_ * 1e6; }
  // The offset is known to a millisecond.
  [[nodiscard]] bool settled() const;

 private:
  // How far the samples given are ahead of the time that passed, both in seconds since begin().
  struct Point {
    double time = 0;
    double ahead = 0;
  };

  void begin(SampleIndex end, std::int64_t now_ns);
  void begin_second(const Point& point);
  void end_second();
  void fit();
  void learn_rate();
  [[nodiscard]] std::vector<Point> hull() const;
  [[nodiscard]] Point point_of(SampleIndex end, std::int64_t now_ns) const;
  // How far a point lies above the line.
  [[nodiscard]] double error_of(const Point& point) const;
  [[nodiscard]] double expected_at(std::int64_t now_ns) const;

  const double rate_;
  std::optional<std::int64_t> last_ns_;  // of the last update; none until the next block
  SampleIndex last_end_;
  std::int64_t begin_ns_ = 0;  // where points count from
  SampleIndex begin_end_;
  // The line: ahead = offset_ + deviation_ · time.
  double offset_ = 0;
  double deviation_ = 0;  // of the rate: 1e-6 is 1 ppm
  // What was known of the rate at begin(), and of how many seconds that was.
  double known_deviation_ = 0;
  double known_seconds_;
  std::deque<Point> soonest_;  // of each second that is over
  Point best_;                 // of this second
  double second_began_ = 0;
  double astray_ = 0;             // s for which all blocks have been far too late
  std::size_t late_seconds_ = 0;  // for which none was in time
  mutable double given_ = 0;      // the largest counter that was returned
};

}  // namespace reprise::session
