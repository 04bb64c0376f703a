// The time of a MIDI file: ticks to seconds by its tempo map, and the beats that its time
// signatures count. Values; any thread.
#pragma once

#include <vector>

#include "bench/beat/midi_file.h"

namespace reprise::beat {

class TempoMap {
 public:
  explicit TempoMap(const MidiFile& file);

  // The integral of the tempo from tick 0 to `tick` ≥ 0.
  [[nodiscard]] double seconds(double tick) const;

 private:
  struct Piece {
    double tick;
    double seconds;
    double seconds_per_tick;
  };
  std::vector<Piece> pieces_;
};

struct GridBeat {
  double tick = 0;
  double seconds = 0;
  bool first_of_bar = false;
};

// The beats from tick 0 up to the first one at or behind the last note's begin. A beat is the
// meter's denominator; in compound meters (6, 9, 12 … eighths or sixteenths) three of them. Every
// change of the meter begins a bar. Empty for a file without notes.
std::vector<GridBeat> beat_grid(const MidiFile& file);

// What a listener would tap: the grid from the first to the last begin of a note, half a beat of
// grace at both ends. Seconds, ascending.
std::vector<double> beats_with_music(const MidiFile& file);

// Beats a minute from the first to the last; 0 for fewer than two.
double mean_bpm(const std::vector<double>& beats);

}  // namespace reprise::beat
