// What an evaluation found, as Markdown tables for docs/BEAT.md and as JSON. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/beat/corpus.h"
#include "bench/beat/metrics.h"
#include "core/base/json.h"

namespace reprise::beat {

// One tracker on one piece.
struct Reading {
  std::string tracker;
  Scores scores;
  // From a signal's change to the first true beat from which on every one is hit; nothing where the
  // last one is missed.
  std::optional<double> relocked;
};
// Warm-up in seconds.
Reading read_piece(const std::string& tracker, const ReadyPiece& piece, const Beats& estimate,
                   double warm_up);

struct Row {
  ReadyPiece piece;
  std::vector<Reading> readings;  // one a tracker, in one order
};

// F of every tracker and its distance to the first one's, then for each tracker all measures; songs
// and signals apart, with means.
std::string markdown(const std::vector<Row>& rows);
Json to_json(const std::vector<Row>& rows, double warm_up);

}  // namespace reprise::beat
