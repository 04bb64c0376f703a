#include "bench/beat/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/beat/signals.h"
#include "bench/beat/sound.h"
#include "bench/beat/trackers.h"
#include "core/base/file.h"

namespace reprise::beat {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

ReadyPiece piece(const std::string& title, PieceKind kind) {
  ReadyPiece ready;
  ready.piece = {title, "style", "package", "/nowhere", kind};
  for (int i = 0; i < 100; ++i) {
    ready.beats.push_back(i * 0.5);
  }
  ready.seconds = 50;
  return ready;
}

Beats late(const Beats& beats, double by) {
  Beats out = beats;
  for (double& beat : out) {
    beat += by;
  }
  return out;
}

TEST(Report, ShowsEveryTrackerBesideTheFirst) {
  const ReadyPiece song = piece("Song", PieceKind::kMidi);
  const Row row{song,
                {read_piece("aubio", song, at_level(song.beats, Level::kHalfOdd), 10),
                 read_piece("live", song, song.beats, 10)}};
  const std::string text = markdown({row});
  EXPECT_THAT(text, HasSubstr("| piece | style | BPM | F aubio | F live | to aubio |"));
  EXPECT_THAT(text, HasSubstr("| Song | style | 120.0 | 0.667 | 1.000 | +0.333 |"));
  EXPECT_THAT(text, HasSubstr("| **mean of 1** |"));
  EXPECT_THAT(text, HasSubstr("| half |"));
}

TEST(Report, SongsAndSignalsHaveTheirOwnMeans) {
  const ReadyPiece song = piece("Song", PieceKind::kGame);
  const ReadyPiece clicks = piece("Clicks", PieceKind::kSignal);
  const std::string text = markdown({{song, {read_piece("aubio", song, {}, 10)}},
                                     {clicks, {read_piece("aubio", clicks, clicks.beats, 10)}}});
  EXPECT_THAT(text, HasSubstr("| **mean of 1** |  |  | 0.000 |"));
  EXPECT_THAT(text, HasSubstr("| **mean of 1** |  |  | 1.000 |"));
}

TEST(Report, TellsHowLateAndWhenLockedAgain) {
  ReadyPiece clicks = piece("Clicks", PieceKind::kSignal);
  clicks.change = 20;
  Beats estimate = late(clicks.beats, 0.004);
  std::erase_if(estimate, [](double beat) { return beat > 20 && beat < 23.2; });
  const Reading found = read_piece("live", clicks, estimate, 10);
  EXPECT_NEAR(found.scores.mean_abs_error, 0.004, 1e-9);
  EXPECT_NEAR(found.scores.median_error, 0.004, 1e-9);
  EXPECT_NEAR(found.relocked.value_or(-1), 3.5, 1e-9);
  estimate.pop_back();
  EXPECT_FALSE(read_piece("live", clicks, estimate, 10).relocked.has_value());
}

TEST(Report, JsonHasEveryFigure) {
  const ReadyPiece song = piece("Song", PieceKind::kMidi);
  const Json json = to_json({{song, {read_piece("aubio", song, song.beats, 10)}}}, 10);
  EXPECT_EQ(json["warm_up"], 10);
  EXPECT_EQ(json["pieces"][0]["true_beats"], 100);
  EXPECT_EQ(json["pieces"][0]["trackers"]["aubio"]["F"], 1.0);
  EXPECT_EQ(json["pieces"][0]["trackers"]["aubio"]["level"], "1");
}

TEST(Corpus, TheListedSongsAreWellFormed) {
  const auto text = read_text_file(posix_file_system(), BEAT_SONGS);
  ASSERT_TRUE(text.has_value());
  const auto songs = parse_songs(*text);
  ASSERT_TRUE(songs.has_value()) << songs.error().message;
  EXPECT_GE(songs->size(), 24U);
  for (const Piece& song : *songs) {
    EXPECT_FALSE(song.package.empty()) << song.title;
    EXPECT_TRUE(song.path.is_absolute()) << song.title;
  }
}

TEST(Corpus, AWrongListNamesTheField) {
  const auto wrong = parse_songs(
      R"({"songs": [{"title": "t", "style": "s", "package": "p", "path": "/x", "kind": "mp3"}]})");
  ASSERT_FALSE(wrong.has_value());
  EXPECT_THAT(wrong.error().message, HasSubstr("songs[0]"));
  EXPECT_FALSE(parse_songs("{}").has_value());
}

TEST(Corpus, ASongMayBeLate) {
  const auto songs = parse_songs(
      R"({"songs": [{"title": "t", "style": "s", "package": "p", "path": "/x", "kind": "game",
                     "late": 0.02}]})");
  ASSERT_TRUE(songs.has_value());
  EXPECT_EQ(songs->at(0).late, 0.02);
}

TEST(Corpus, WhatIsNotInstalledSaysWhichPackageToInstall) {
  const auto made = make_ready({"Song", "", "some-songs", "/nowhere.mid", PieceKind::kMidi},
                               ::testing::TempDir());
  ASSERT_FALSE(made.has_value());
  EXPECT_EQ(made.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(made.error().hint, "apt-get install some-songs");
}

TEST(Corpus, ASignalIsWrittenAsItIs) {
  const auto made = make_ready(signal_pieces().front(), ::testing::TempDir());
  ASSERT_TRUE(made.has_value()) << made.error().message;
  const auto sound = read_sound(made->sound);
  ASSERT_TRUE(sound.has_value());
  EXPECT_EQ(sound->samples, sound_of(signals().front()).samples);
  EXPECT_EQ(sound->seconds(), made->seconds);
}

TEST(Sound, StemsAreAddedAtHalfTheirLevel) {
  const Sound deep{{44100, 1, 24}, {1 << 20, -(1 << 23)}};
  const Sound flat{{44100, 1, 16}, {100, -32768, 50}};
  const auto mixed = mix({deep, flat});
  ASSERT_TRUE(mixed.has_value());
  EXPECT_EQ(mixed->format.bits, 16);
  EXPECT_THAT(mixed->samples, ElementsAre(2048 + 50, -32768, 25));
  EXPECT_FALSE(mix({deep, {{48000, 1, 16}, {}}}).has_value());
}

TEST(Trackers, TimesAreReadLineByLine) {
  const auto beats = parse_beat_lines("1.500000\n\n0.25\n");
  ASSERT_TRUE(beats.has_value());
  EXPECT_THAT(*beats, ElementsAre(0.25, 1.5));
  EXPECT_FALSE(parse_beat_lines("120 bpm\n").has_value());
}

}  // namespace
}  // namespace reprise::beat
