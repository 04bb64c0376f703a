// Standard MIDI Files for tests, event by event. One thread.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>

#include "bench/beat/midi_file.h"
#include "core/base/bytes.h"

namespace reprise::beat {

class MidiTrack {
 public:
  // Raw bytes of one event, `delta` ticks behind the last.
  MidiTrack& event(std::uint32_t delta, std::initializer_list<int> bytes);
  MidiTrack& note(std::uint32_t delta, int key, int channel = 0, int velocity = 100);
  MidiTrack& tempo(std::uint32_t delta, int us_per_quarter);
  MidiTrack& meter(std::uint32_t delta, int numerator, int denominator_log2);
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

// Format 1, with an end of track behind each.
std::string midi_bytes(int ticks_per_quarter, std::initializer_list<MidiTrack> tracks);
// Parsed; an empty file when it cannot be.
MidiFile midi(int ticks_per_quarter, std::initializer_list<MidiTrack> tracks);

}  // namespace reprise::beat
