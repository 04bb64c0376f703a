// How well beats are heard: every tracker on songs and signals whose beats are known, as Markdown.
//
//     beat_bench [--cache DIR] [--warm-up SECONDS] [--only GLOB] [--json FILE]
//     beat_bench --check        how late the sounds are against their notes
//     beat_bench --learn        the tables of the beat model
//     beat_bench --scan FILE…   which MIDI files would serve as truth
//
// See docs/BEAT.md.
#include <cstdio>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "bench/beat/alignment.h"
#include "bench/beat/corpus.h"
#include "bench/beat/learning.h"
#include "bench/beat/onset_lag.h"
#include "bench/beat/report.h"
#include "bench/beat/sound.h"
#include "bench/beat/trackers.h"
#include "core/base/file.h"
#include "core/base/text.h"

namespace reprise::beat {
namespace {

struct Options {
  std::filesystem::path cache = "build/beat";
  std::filesystem::path songs = BEAT_SONGS;
  std::string only = "*";
  double warm_up = 10;
  std::filesystem::path json;  // empty: none
  bool check = false;
  bool learn = false;
  std::vector<std::filesystem::path> scan;
};

void tell(const Error& error) {
  std::fprintf(stderr, "beat_bench: %s%s%s\n", error.message.c_str(),
               error.hint.empty() ? "" : ": ", error.hint.c_str());
}

void scan(const std::vector<std::filesystem::path>& paths) {
  std::printf("use   grid   low  beats  dominance    BPM      s  notes  file\n");
  for (const auto& path : paths) {
    const auto bytes = read_file(posix_file_system(), path);
    const auto midi = bytes ? parse_midi(*bytes) : Result<MidiFile>(fail(bytes.error()));
    if (!midi) {
      tell(midi.error());
      continue;
    }
    const Alignment found = measure_alignment(*midi);
    std::printf("%-3s  %5.3f %5.3f  %5.3f  %9.2f  %5.1f  %5.0f  %5d  %s\n",
                is_aligned(found) ? "yes" : "", found.on_grid, found.low_on_grid, found.beats_hit,
                found.beat_dominance, found.bpm, found.seconds, found.notes, path.c_str());
  }
}

// The pieces that are installed; what is missing is told once each.
std::vector<ReadyPiece> ready_pieces(const Options& options, const std::vector<Piece>& pieces) {
  std::vector<ReadyPiece> ready;
  std::filesystem::create_directories(options.cache);
  for (const Piece& piece : pieces) {
    if (!matches_glob(options.only, piece.title)) {
      continue;
    }
    auto made = make_ready(piece, options.cache);
    if (made) {
      ready.push_back(std::move(*made));
    } else {
      tell(made.error());
    }
  }
  return ready;
}

void check(const std::vector<ReadyPiece>& pieces) {
  std::printf("| piece | lag ms | first half | second half | contrast |\n|---|---|---|---|---|\n");
  for (const ReadyPiece& piece : pieces) {
    const auto sound = read_sound(piece.sound);
    if (!sound) {
      tell(sound.error());
      continue;
    }
    const OnsetLag lag(*sound);
    const double half = piece.beats.back() / 2;
    const Lag all = lag.of(piece.onsets, 0, piece.seconds);
    std::printf("| %s | %.0f | %.0f | %.0f | %.1f |\n", piece.piece.title.c_str(),
                all.seconds * 1000, lag.of(piece.onsets, 0, half).seconds * 1000,
                lag.of(piece.onsets, half, piece.seconds).seconds * 1000, all.contrast);
  }
}

std::size_t first_feel(const Piece& piece) {
  if (piece.kind == PieceKind::kSignal) {
    return analysis::kBareFeel;
  }
  const bool shuffled = piece.style.find("shuffle") != std::string::npos;
  return shuffled ? analysis::kShuffledFeel : analysis::kStraightFeel;
}

Status print_tables(const std::vector<ReadyPiece>& pieces) {
  std::vector<Lesson> lessons;
  for (const ReadyPiece& piece : pieces) {
    TRY_ASSIGN(HeardOnsets heard, hear_onsets(piece.sound));
    lessons.push_back({first_feel(piece.piece), std::move(heard), piece.beats});
  }
  std::fputs(source_of(learn(std::move(lessons))).c_str(), stdout);
  return {};
}

// The trackers that are there: tried on the first piece.
std::vector<Tracker> working_trackers(const ReadyPiece& piece) {
  std::vector<Tracker> working;
  for (const Tracker& tracker : trackers()) {
    if (const auto beats = tracker.run(piece.sound)) {
      working.push_back(tracker);
    } else {
      tell(beats.error());
    }
  }
  return working;
}

Result<std::vector<Row>> evaluate(const std::vector<ReadyPiece>& pieces, double warm_up) {
  std::vector<Row> rows;
  const std::vector<Tracker> trackers = working_trackers(pieces.front());
  if (trackers.empty()) {
    return fail(ErrorCode::kNotFound, "no beat tracker is installed");
  }
  for (const ReadyPiece& piece : pieces) {
    Row row{piece, {}};
    for (const Tracker& tracker : trackers) {
      TRY_ASSIGN(const Beats beats, tracker.run(piece.sound));
      row.readings.push_back(read_piece(std::string(tracker.name), piece, beats, warm_up));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

Status run(const Options& options) {
  if (!options.scan.empty()) {
    scan(options.scan);
    return {};
  }
  TRY_ASSIGN(const std::string text, read_text_file(posix_file_system(), options.songs));
  TRY_ASSIGN(std::vector<Piece> pieces, parse_songs(text));
  for (Piece& signal : signal_pieces()) {
    pieces.push_back(std::move(signal));
  }
  const std::vector<ReadyPiece> ready = ready_pieces(options, pieces);
  if (ready.empty()) {
    return fail(ErrorCode::kNotFound, "there is nothing to evaluate");
  }
  if (options.check) {
    check(ready);
    return {};
  }
  if (options.learn) {
    return print_tables(ready);
  }
  TRY_ASSIGN(const std::vector<Row> rows, evaluate(ready, options.warm_up));
  double seconds = 0;
  for (const ReadyPiece& piece : ready) {
    seconds += piece.seconds;
  }
  std::printf("%zu pieces, %.0f s of sound, the first %g s cut.\n\n%s", ready.size(), seconds,
              options.warm_up, markdown(rows).c_str());
  if (options.json.empty()) {
    return {};
  }
  return write_file(posix_file_system(), options.json,
                    as_byte_span(dump_json_pretty(to_json(rows, options.warm_up))));
}

}  // namespace
}  // namespace reprise::beat

int main(int argc, char** argv) {
  using namespace reprise::beat;
  Options options;
  CLI::App app{"How well beats are heard (docs/BEAT.md)"};
  app.add_option("--cache", options.cache, "folder of the sounds that are made")
      ->capture_default_str();
  app.add_option("--songs", options.songs, "list of the songs")->capture_default_str();
  app.add_option("--only", options.only, "pieces whose title matches")->capture_default_str();
  app.add_option("--warm-up", options.warm_up, "seconds that are cut; the literature has 5")
      ->capture_default_str();
  app.add_option("--json", options.json, "write all figures to this file");
  app.add_flag("--check", options.check, "how late the sounds are against their notes");
  app.add_flag("--learn", options.learn, "write core/analysis/beat_tables.cc to standard output");
  app.add_option("--scan", options.scan, "which of these MIDI files would serve as truth");
  CLI11_PARSE(app, argc, argv);
  const auto done = run(options);
  if (!done) {
    tell(done.error());
    return 1;
  }
  return 0;
}
