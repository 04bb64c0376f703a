#include "bench/beat/corpus.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "bench/beat/midi_file.h"
#include "bench/beat/signals.h"
#include "bench/beat/sound.h"
#include "bench/beat/tempo_map.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "tools/common/child_process.h"

namespace reprise::beat {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSoundFont = "/usr/share/sounds/sf2/TimGM6mb.sf2";

// Every stem that the game plays at once.
constexpr std::array kStems = {"song.ogg", "guitar.ogg", "rhythm.ogg", "drums.ogg"};

Result<Piece> parse_song(const JsonField& song) {
  static constexpr std::array<std::string_view, 6> kMembers = {"title", "style", "package",
                                                               "path",  "kind",  "late"};
  TRY(song.only_members(kMembers));
  std::array<std::string, 5> values;
  for (std::size_t i = 0; i < values.size(); ++i) {
    TRY_ASSIGN(const JsonField field, song.member(kMembers[i]));
    TRY_ASSIGN(values[i], field.as_string());
  }
  if (values[4] != "game" && values[4] != "midi") {
    return fail(song.error("kind is \"game\" or \"midi\""));
  }
  Piece piece{values[0], values[1], values[2], values[3],
              values[4] == "game" ? PieceKind::kGame : PieceKind::kMidi};
  TRY_ASSIGN(const auto late, song.optional_member("late"));
  if (late) {
    TRY_ASSIGN(piece.late, late->as_number(-1, 1));
  }
  return piece;
}

std::string file_name_of(const Piece& piece) {
  std::string name = piece.package.empty() ? "signal" : piece.package;
  name += "-" + piece.title;
  std::replace_if(
      name.begin(), name.end(),
      [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '-'; }, '_');
  return name + ".wav";
}

tl::unexpected<Error> not_installed(const Piece& piece) {
  return fail(ErrorCode::kNotFound, piece.title + ": " + piece.path.string() + " is not there",
              "apt-get install " + piece.package);
}

Result<MidiFile> read_midi(const fs::path& path) {
  TRY_ASSIGN(const Bytes bytes, read_file(posix_file_system(), path));
  return parse_midi(bytes);
}

Status render(const fs::path& midi, const fs::path& sound) {
  if (!fs::exists(kSoundFont)) {
    return fail(ErrorCode::kNotFound, std::string(kSoundFont) + " is not there",
                "apt-get install timgm6mb-soundfont");
  }
  const fs::path unfinished = sound.string() + ".tmp";
  auto ended =
      tools::run_child({"fluidsynth", "-n", "-i", "-q", "-g", "0.4", "-r", "48000", "-O", "s16",
                        "-T", "wav", "-F", unfinished.string(), kSoundFont, midi.string()},
                       "");
  if (!ended) {
    return fail(ErrorCode::kNotFound, "fluidsynth is not there", "apt-get install fluidsynth");
  }
  if (ended->code != 0) {
    return fail(ErrorCode::kIo, "fluidsynth cannot render " + midi.string() + ": " + ended->err);
  }
  return posix_file_system().rename(unfinished, sound);
}

Status mix_stems(const fs::path& folder, const fs::path& sound) {
  std::vector<Sound> stems;
  for (const char* name : kStems) {
    if (fs::exists(folder / name)) {
      TRY_ASSIGN(Sound stem, read_sound(folder / name));
      stems.push_back(std::move(stem));
    }
  }
  if (stems.empty()) {
    return fail(ErrorCode::kInvalid, folder.string() + " holds no song.ogg");
  }
  TRY_ASSIGN(const Sound mixed, mix(stems));
  return write_wav(sound, mixed);
}

Result<ReadyPiece> ready_signal(ReadyPiece ready) {
  const std::vector<Signal> all = signals();
  const auto signal = std::find_if(all.begin(), all.end(), [&](const Signal& candidate) {
    return candidate.name == ready.piece.title;
  });
  if (signal == all.end()) {
    return fail(ErrorCode::kNotFound, "there is no signal '" + ready.piece.title + "'");
  }
  TRY(write_wav(ready.sound, sound_of(*signal)));
  ready.beats = beats_of(*signal);
  ready.onsets = ready.beats;
  ready.seconds = signal->seconds;
  ready.change = signal->change;
  return ready;
}

Result<ReadyPiece> ready_song(ReadyPiece ready) {
  const Piece& piece = ready.piece;
  const bool is_game = piece.kind == PieceKind::kGame;
  const fs::path notes = is_game ? piece.path / "notes.mid" : piece.path;
  if (!fs::exists(notes)) {
    return not_installed(piece);
  }
  TRY_ASSIGN(const MidiFile midi, read_midi(notes));
  if (!fs::exists(ready.sound)) {
    TRY(is_game ? mix_stems(piece.path, ready.sound) : render(notes, ready.sound));
  }
  TRY_ASSIGN(const Sound sound, read_sound(ready.sound));
  ready.seconds = sound.seconds();
  for (const double beat : beats_with_music(midi)) {
    ready.beats.push_back(beat + piece.late);
  }
  if (ready.beats.empty() || ready.seconds < ready.beats.back()) {
    return fail(ErrorCode::kInvalid, piece.title + ": the sound ends before the last beat",
                "remove " + ready.sound.string());
  }
  const TempoMap map(midi);
  for (const MidiNote& note : midi.notes) {
    ready.onsets.push_back(map.seconds(static_cast<double>(note.tick)) + piece.late);
  }
  return ready;
}

}  // namespace

Result<std::vector<Piece>> parse_songs(std::string_view json) {
  TRY_ASSIGN(const Json document, parse_json(json));
  TRY_ASSIGN(const JsonField list, JsonField(document).member("songs"));
  TRY_ASSIGN(const auto songs, list.elements());
  std::vector<Piece> pieces;
  for (const JsonField& song : songs) {
    TRY_ASSIGN(Piece piece, parse_song(song));
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

std::vector<Piece> signal_pieces() {
  std::vector<Piece> pieces;
  for (const Signal& signal : signals()) {
    pieces.push_back({signal.name, "clicks", "", "", PieceKind::kSignal});
  }
  return pieces;
}

Result<ReadyPiece> make_ready(const Piece& piece, const fs::path& cache) {
  ReadyPiece ready;
  ready.piece = piece;
  ready.sound = cache / file_name_of(piece);
  return piece.kind == PieceKind::kSignal ? ready_signal(std::move(ready))
                                          : ready_song(std::move(ready));
}

}  // namespace reprise::beat
