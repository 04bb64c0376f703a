// How late the onsets of a sound are against the times that they should have: an encoder's delay, a
// renderer's, a chart's wrong offset. Pure functions; any thread.
#pragma once

#include <vector>

#include "bench/beat/sound.h"

namespace reprise::beat {

struct Lag {
  double seconds = 0;   // positive when the sound is late
  double contrast = 0;  // strength there / mean over all lags: near 1 where nothing fits
};

// The lag within ±150 ms, in steps of 1 ms, at which the rises of the energy of the sound (log,
// treble raised) agree best with `times`, those in [from, to) seconds.
class OnsetLag {
 public:
  explicit OnsetLag(const Sound& sound);
  [[nodiscard]] Lag of(const std::vector<double>& times, double from, double to) const;

 private:
  std::vector<float> rises_;  // one a millisecond
};

}  // namespace reprise::beat
