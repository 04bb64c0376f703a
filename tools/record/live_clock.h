// The clock of a live run: how many samples there should be by now, and how many are missing. Sound
// that comes in bursts is waited for; sound that never came (a device that is gone, a process that
// was stopped) is to be filled with silence, so that the run's samples keep up with time. Reads no
// clock itself. One thread.
#pragma once

#include <cstdint>
#include <optional>

#include "core/base/time.h"
#include "core/session/record/sample_clock.h"

namespace reprise::tools {

class LiveClock {
 public:
  LiveClock(std::int64_t sample_rate, std::int64_t block_frames);

  // Time runs from here on, whether or not anything comes: at the start, and behind a pause.
  void start(std::int64_t now_ns);
  // What the device hands over at a time; another one may answer after a while.
  void set_block(std::int64_t frames);

  // A block of `frames` arrived, the last of it at `now_ns`, and is heard so long after that.
  void arrived(std::int64_t frames, std::int64_t now_ns, std::int64_t heard_after_ns = 0);
  // Silence was put in.
  void filled(std::int64_t frames, std::int64_t now_ns);
  // How many of the first frames of a block that arrived at `now_ns` silence stands for already:
  // they came after all, and must not be told of as arrived().
  [[nodiscard]] std::int64_t too_late(std::int64_t frames, std::int64_t now_ns) const;

  // How much silence must be put in now, when no block is waiting; 0 while sound may only be late:
  // until nothing has come for a while, or a second has passed without the lag growing less. Time
  // counts from look to look, so that a process that was stopped gives its server time to speak.
  [[nodiscard]] std::int64_t missing(std::int64_t now_ns, bool device_lost);

  // Nothing has come for longer than sound may be late.
  [[nodiscard]] bool is_dry() const;

  // The run's clock stands still until start().
  void hold();

  // The run's sample that is heard at a moment; stands still during a pause.
  [[nodiscard]] double sample_at(std::int64_t now_ns) const;
  // From a sample's arrival, where nothing holds it up, until it is heard, in samples.
  [[nodiscard]] double heard_after() const { return heard_after_ * static_cast<double>(rate_); }
  [[nodiscard]] double drift_ppm() const { return filter_.drift_ppm(); }
  [[nodiscard]] SampleIndex position() const { return {position_}; }

 private:
  [[nodiscard]] double expected(std::int64_t now_ns) const;
  [[nodiscard]] bool comes_after_silence(std::int64_t now_ns) const;
  [[nodiscard]] std::int64_t patience() const;  // samples
  void measure_delay(std::int64_t now_ns, std::int64_t heard_after_ns);

  std::int64_t rate_;
  std::int64_t block_;
  session::SampleClock filter_;
  std::int64_t position_ = 0;              // end of the sound so far
  std::int64_t arrived_ns_ = 0;            // the last block
  std::optional<std::int64_t> anchor_ns_;  // when …
  double anchor_ = 0;                      // … the clock stood at this sample
  std::int64_t looked_ns_ = 0;             // the last look or block
  std::int64_t starved_ns_ = 0;            // looked for blocks in vain
  std::optional<std::int64_t> behind_ns_;  // since when the lag is there and grows no less
  std::int64_t filled_ns_ = 0;             // when silence was put in last
  bool filled_once_ = false;
  double heard_after_ = 0;  // s, the mean of …
  int measured_ = 0;        // … so many blocks
  bool refit_ = false;      // silence stands before the next block: its offset is another one
};

}  // namespace reprise::tools
