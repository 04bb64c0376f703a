// Is the tempo map of a MIDI file true? Many files were played freely against a metronome that
// nobody heard, or carry a tempo that nobody set; then notes lie anywhere between the beats of the
// map. Where they lie on its grid, the map is what the music does. Pure functions; any thread.
#pragma once

#include "bench/beat/midi_file.h"

namespace reprise::beat {

// Shares, 0 .. 1. "On" is within kOnGrid of a beat's length.
inline constexpr double kOnGrid = 0.025;
struct Alignment {
  int notes = 0;
  double bpm = 0;
  double seconds = 0;         // from the first to the last beat with music
  double on_grid = 0;         // of the notes: on a sixteenth or an eighth's triplet; by chance 0.30
  double low_on_grid = 0;     // the same of bass and snare drums and notes below C3; 0 without
  double beats_hit = 0;       // of the beats with music: a note begins on them
  double beat_dominance = 0;  // notes on beats / on the place between beats that has most
};
Alignment measure_alignment(const MidiFile& file);

// What a song needs to serve as ground truth.
bool is_aligned(const Alignment& alignment);

}  // namespace reprise::beat
