// Sounds whose beats are known to the sample: clicks at a steady, sliding or jumping tempo, with
// silence. Pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/beat/metrics.h"
#include "bench/beat/sound.h"

namespace reprise::beat {

// From `seconds` on the tempo goes in a straight line to the next point's, or stays at the last's.
// Two points at one time are a jump.
struct TempoPoint {
  double seconds;
  double bpm;
};

struct Signal {
  std::string name;
  std::vector<TempoPoint> tempo;  // the first at 0
  double seconds = 60;
  // No clicks in [silent_from, silent_to); the beat goes on.
  double silent_from = 0;
  double silent_to = 0;
  // When the tempo changes or the clicks return: from here a tracker has to lock again.
  std::optional<double> change{};
};

// Steady clicks of 60 .. 200 BPM, slides up and down, jumps, a silence of 10 s.
std::vector<Signal> signals();

// Beat k is where the integral of the tempo reaches k; the first lies half a second in.
Beats beats_of(const Signal& signal);

// 48 kHz, mono: a click (1 kHz, decaying in 10 ms, the first full swing at once) at the sample next
// to every beat outside the silence, over noise of −66 dBFS.
Sound sound_of(const Signal& signal);

}  // namespace reprise::beat
