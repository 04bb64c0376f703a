#include "tests/beat/midi_builder.h"

namespace reprise::beat {
namespace {

void put_big_endian(std::string& out, std::uint64_t value, int count) {
  for (int shift = 8 * (count - 1); shift >= 0; shift -= 8) {
    out += static_cast<char>(value >> shift & 0xFF);
  }
}

void put_variable(std::string& out, std::uint32_t value) {
  for (int shift = 21; shift > 0; shift -= 7) {
    if (value >> shift != 0) {
      out += static_cast<char>((value >> shift & 0x7F) | 0x80);
    }
  }
  out += static_cast<char>(value & 0x7F);
}

}  // namespace

MidiTrack& MidiTrack::event(std::uint32_t delta, std::initializer_list<int> bytes) {
  put_variable(bytes_, delta);
  for (const int byte : bytes) {
    bytes_ += static_cast<char>(byte);
  }
  return *this;
}

MidiTrack& MidiTrack::note(std::uint32_t delta, int key, int channel, int velocity) {
  return event(delta, {0x90 | channel, key, velocity});
}

MidiTrack& MidiTrack::tempo(std::uint32_t delta, int us) {
  return event(delta, {0xFF, 0x51, 3, us >> 16 & 0xFF, us >> 8 & 0xFF, us & 0xFF});
}

MidiTrack& MidiTrack::meter(std::uint32_t delta, int numerator, int denominator_log2) {
  return event(delta, {0xFF, 0x58, 4, numerator, denominator_log2, 24, 8});
}

std::string midi_bytes(int ticks_per_quarter, std::initializer_list<MidiTrack> tracks) {
  std::string out = "MThd";
  put_big_endian(out, 6, 4);
  put_big_endian(out, 1, 2);
  put_big_endian(out, tracks.size(), 2);
  put_big_endian(out, static_cast<std::uint64_t>(ticks_per_quarter), 2);
  for (MidiTrack track : tracks) {
    track.event(0, {0xFF, 0x2F, 0});
    out += "MTrk";
    put_big_endian(out, track.bytes().size(), 4);
    out += track.bytes();
  }
  return out;
}

MidiFile midi(int ticks_per_quarter, std::initializer_list<MidiTrack> tracks) {
  return parse_midi(as_byte_span(midi_bytes(ticks_per_quarter, tracks))).value_or(MidiFile{});
}

}  // namespace reprise::beat
