// The pieces of music that are evaluated, each with its sound and its true beats. What comes from
// packages is only listed (songs.json); sounds are made on demand and kept in a cache. One thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "bench/beat/metrics.h"
#include "core/base/error.h"

namespace reprise::beat {

enum class PieceKind {
  kGame,    // a folder of Frets on Fire: notes.mid, song.ogg and other stems, recorded by a band
  kMidi,    // a MIDI file, rendered by fluidsynth
  kSignal,  // clicks of signals.h
};

struct Piece {
  std::string title;
  std::string style;
  std::string package;  // of Debian; empty for signals
  std::filesystem::path path;
  PieceKind kind = PieceKind::kMidi;
  double late = 0;  // seconds by which all of its sound is behind its notes, as --check found
};

// {"songs": [{"title", "style", "package", "path", "kind": "game" | "midi"}, …]}; kInvalid names
// the field.
Result<std::vector<Piece>> parse_songs(std::string_view json);

struct ReadyPiece {
  Piece piece;
  std::filesystem::path sound;
  Beats beats;                   // the truth
  double seconds = 0;            // of the sound
  std::vector<double> onsets;    // where its notes or clicks begin
  std::optional<double> change;  // of a signal
};

// Makes the sound in `cache` unless it is there. kNotFound, with a hint that names the package,
// when the piece or the renderer is not installed.
Result<ReadyPiece> make_ready(const Piece& piece, const std::filesystem::path& cache);

// The signals as pieces.
std::vector<Piece> signal_pieces();

}  // namespace reprise::beat
