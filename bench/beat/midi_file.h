// A Standard MIDI File (SMF 1.0, formats 0 and 1) as an evaluation of beats needs it: tempo map,
// time signatures and where notes begin. Not a player: no instruments, no ends of notes, no
// controllers. Values; any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/error.h"

namespace reprise::beat {

struct TempoChange {
  std::int64_t tick = 0;
  std::int64_t us_per_quarter = 500'000;
};

struct MeterChange {
  std::int64_t tick = 0;
  int numerator = 4;
  int denominator = 4;  // a power of two
};

struct MidiNote {
  std::int64_t tick = 0;
  int channel = 0;  // 0 .. 15; 9 is General MIDI's percussion
  int key = 0;
  int velocity = 0;  // 1 .. 127
};

struct MidiFile {
  std::int64_t ticks_per_quarter = 96;
  // By tick, no two at one tick, the first at tick 0: 120 BPM and 4/4 where the file says nothing.
  std::vector<TempoChange> tempos;
  std::vector<MeterChange> meters;
  std::vector<MidiNote> notes;  // of all tracks, by tick
};

// kInvalid when it is no SMF; kUnsupported for SMPTE time and format 2, whose tracks have no common
// clock; kCorrupt when a track ends inside an event.
Result<MidiFile> parse_midi(ByteSpan bytes);

}  // namespace reprise::beat
