#include "bench/beat/midi_file.h"

#include <gtest/gtest.h>

#include "tests/beat/midi_builder.h"

namespace reprise::beat {
namespace {

ErrorCode error_of(std::string_view bytes) {
  const auto parsed = parse_midi(as_byte_span(bytes));
  EXPECT_FALSE(parsed.has_value());
  return parsed ? ErrorCode::kInternal : parsed.error().code;
}

TEST(MidiFile, DefaultsAre120BpmAndFourQuarters) {
  const MidiFile file = midi(96, {MidiTrack().note(0, 60)});
  ASSERT_EQ(file.tempos.size(), 1U);
  EXPECT_EQ(file.tempos[0].us_per_quarter, 500'000);
  ASSERT_EQ(file.meters.size(), 1U);
  EXPECT_EQ(file.meters[0].numerator, 4);
  EXPECT_EQ(file.meters[0].denominator, 4);
  EXPECT_EQ(file.ticks_per_quarter, 96);
}

TEST(MidiFile, NotesOfAllTracksComeByTick) {
  const MidiFile file = midi(96, {MidiTrack().note(0, 60).note(200, 61),
                                  MidiTrack().note(100, 36, 9, 127).note(128, 38, 9)});
  ASSERT_EQ(file.notes.size(), 4U);
  EXPECT_EQ(file.notes[1].tick, 100);
  EXPECT_EQ(file.notes[1].channel, 9);
  EXPECT_EQ(file.notes[1].key, 36);
  EXPECT_EQ(file.notes[1].velocity, 127);
  EXPECT_EQ(file.notes[2].tick, 200);
  EXPECT_EQ(file.notes[3].tick, 228);
}

TEST(MidiFile, NoteOnWithoutVelocityIsAnEnd) {
  EXPECT_EQ(midi(96, {MidiTrack().note(0, 60).note(48, 60, 0, 0)}).notes.size(), 1U);
}

TEST(MidiFile, RunningStatusHoldsAcrossNotesAndOneByteMessages) {
  const MidiFile file = midi(96, {MidiTrack()
                                      .note(0, 60)
                                      .event(10, {62, 90})  // runs on as a note
                                      .event(0, {0xC0, 5})  // program change, one data byte
                                      .event(0, {6})        // runs on as such
                                      .event(0, {0xB0, 7, 99})
                                      .event(20, {0x90, 64, 1})});
  ASSERT_EQ(file.notes.size(), 3U);
  EXPECT_EQ(file.notes[1].key, 62);
  EXPECT_EQ(file.notes[2].tick, 30);
}

TEST(MidiFile, SystemExclusiveAndUnknownMetaEventsAreSkipped) {
  const MidiFile file = midi(96, {MidiTrack()
                                      .event(5, {0xF0, 3, 0x90, 60, 0xF7})
                                      .event(0, {0xFF, 0x7F, 2, 0xFF, 0x51})
                                      .note(7, 60)});
  ASSERT_EQ(file.notes.size(), 1U);
  EXPECT_EQ(file.notes[0].tick, 12);
}

TEST(MidiFile, OfTwoTemposAtOneTickTheLastCounts) {
  const MidiFile file =
      midi(96, {MidiTrack().tempo(0, 500'000).tempo(0, 400'000).tempo(96, 300'000)});
  ASSERT_EQ(file.tempos.size(), 2U);
  EXPECT_EQ(file.tempos[0].us_per_quarter, 400'000);
  EXPECT_EQ(file.tempos[1].tick, 96);
}

TEST(MidiFile, AChangeBehindTheBeginKeepsTheDefaultBefore) {
  const MidiFile file = midi(96, {MidiTrack().meter(384, 6, 3)});
  ASSERT_EQ(file.meters.size(), 2U);
  EXPECT_EQ(file.meters[0].numerator, 4);
  EXPECT_EQ(file.meters[1].numerator, 6);
  EXPECT_EQ(file.meters[1].denominator, 8);
}

TEST(MidiFile, LongDeltasAreRead) {
  EXPECT_EQ(midi(96, {MidiTrack().note(0x0FFF'FFFF, 60)}).notes.at(0).tick, 0x0FFF'FFFF);
}

TEST(MidiFile, WhatIsNoneIsRefused) {
  EXPECT_EQ(error_of(""), ErrorCode::kInvalid);
  EXPECT_EQ(error_of("RIFF1234"), ErrorCode::kInvalid);
  std::string smpte = midi_bytes(96, {MidiTrack().note(0, 60)});
  smpte[12] = static_cast<char>(0xE7);
  EXPECT_EQ(error_of(smpte), ErrorCode::kUnsupported);
  std::string independent = midi_bytes(96, {MidiTrack().note(0, 60)});
  independent[9] = 2;
  EXPECT_EQ(error_of(independent), ErrorCode::kUnsupported);
}

TEST(MidiFile, EveryCutIsNoticed) {
  const std::string whole = midi_bytes(96, {MidiTrack().tempo(0, 400'000).note(3, 60)});
  ASSERT_TRUE(parse_midi(as_byte_span(whole)).has_value());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto parsed = parse_midi(as_byte_span(std::string_view(whole).substr(0, size)));
    EXPECT_EQ(parsed.has_value(), size == 14) << size;  // a header alone is a file without tracks
  }
}

TEST(MidiFile, DataWithoutAStatusIsCorrupt) {
  EXPECT_EQ(error_of(midi_bytes(96, {MidiTrack().event(0, {60, 100})})), ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace reprise::beat
