#include "bench/beat/report.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>

#include "bench/beat/tempo_map.h"

namespace reprise::beat {
namespace {

std::string number(double value, int decimals) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
  return text.data();
}

std::string signed_number(double value, int decimals) {
  const std::string text = number(value, decimals);
  return text.starts_with('-') ? text : "+" + text;
}

std::string line(const std::vector<std::string>& cells) {
  std::string text = "|";
  for (const std::string& cell : cells) {
    text += " " + cell + " |";
  }
  return text + "\n";
}

std::string head(const std::vector<std::string>& cells) {
  std::string rule = "|";
  for (std::size_t i = 0; i < cells.size(); ++i) {
    rule += "---|";
  }
  return line(cells) + rule + "\n";
}

using Rows = std::vector<const Row*>;

Rows rows_of(const std::vector<Row>& rows, bool signals) {
  Rows out;
  for (const Row& row : rows) {
    if ((row.piece.piece.kind == PieceKind::kSignal) == signals) {
      out.push_back(&row);
    }
  }
  return out;
}

using Value = std::function<double(const Reading&)>;

double mean(const Rows& rows, std::size_t tracker, const Value& value) {
  double sum = 0;
  for (const Row* row : rows) {
    sum += value(row->readings[tracker]);
  }
  return rows.empty() ? 0 : sum / static_cast<double>(rows.size());
}

double f_of(const Reading& reading) {
  return reading.scores.f;
}

std::vector<std::string> comparison_cells(const std::vector<double>& f) {
  std::vector<std::string> cells = {number(f.front(), 3)};
  for (std::size_t i = 1; i < f.size(); ++i) {
    cells.push_back(number(f[i], 3));
    cells.push_back(signed_number(f[i] - f.front(), 3));
  }
  return cells;
}

void append_cells(std::vector<std::string>& to, const std::vector<std::string>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

std::string comparison(const Rows& rows) {
  const std::vector<Reading>& trackers = rows.front()->readings;
  std::vector<std::string> titles = {"piece", "style", "BPM", "F " + trackers[0].tracker};
  for (std::size_t i = 1; i < trackers.size(); ++i) {
    append_cells(titles, {"F " + trackers[i].tracker, "to " + trackers[0].tracker});
  }
  std::string text = head(titles);
  for (const Row* row : rows) {
    const ReadyPiece& piece = row->piece;
    std::vector<double> f;
    std::transform(row->readings.begin(), row->readings.end(), std::back_inserter(f), f_of);
    std::vector<std::string> cells = {piece.piece.title, piece.piece.style,
                                      number(mean_bpm(piece.beats), 1)};
    append_cells(cells, comparison_cells(f));
    text += line(cells);
  }
  std::vector<double> means;
  for (std::size_t i = 0; i < trackers.size(); ++i) {
    means.push_back(mean(rows, i, f_of));
  }
  std::vector<std::string> cells = {"**mean of " + std::to_string(rows.size()) + "**", "", ""};
  append_cells(cells, comparison_cells(means));
  return text + line(cells);
}

// What a measure is called, how it is read and with how many decimals it is printed.
struct Column {
  const char* title;
  Value value;
  int decimals;
};
const std::vector<Column>& columns() {
  static const std::vector<Column> all = {
      {"F", f_of, 3},
      {"CMLc", [](const Reading& r) { return r.scores.cml_c; }, 3},
      {"CMLt", [](const Reading& r) { return r.scores.cml_t; }, 3},
      {"AMLc", [](const Reading& r) { return r.scores.aml_c; }, 3},
      {"AMLt", [](const Reading& r) { return r.scores.aml_t; }, 3},
      {"D", [](const Reading& r) { return r.scores.gain; }, 2},
      {"error ms", [](const Reading& r) { return 1000 * r.scores.median_error; }, 1},
      {"mean \\|error\\| ms", [](const Reading& r) { return 1000 * r.scores.mean_abs_error; }, 1},
      {"tempo", [](const Reading& r) { return r.scores.tempo_ratio; }, 2},
  };
  return all;
}

std::string relock_text(const Row& row, const Reading& reading) {
  if (!row.piece.change) {
    return "";
  }
  return reading.relocked ? number(*reading.relocked, 1) : "never";
}

std::string details(const Rows& rows, std::size_t tracker) {
  const bool signals = rows.front()->piece.piece.kind == PieceKind::kSignal;
  std::vector<std::string> titles = {rows.front()->readings[tracker].tracker};
  std::vector<std::string> means = {"**mean**"};
  for (const Column& column : columns()) {
    titles.emplace_back(column.title);
    means.push_back(number(mean(rows, tracker, column.value), column.decimals));
  }
  titles.emplace_back(signals ? "locked again s" : "level");
  means.emplace_back("");
  std::string text = head(titles);
  for (const Row* row : rows) {
    const Reading& reading = row->readings[tracker];
    std::vector<std::string> cells = {row->piece.piece.title};
    for (const Column& column : columns()) {
      cells.push_back(number(column.value(reading), column.decimals));
    }
    cells.push_back(signals
                        ? relock_text(*row, reading)
                        : std::string(kLevelNames[static_cast<std::size_t>(reading.scores.level)]));
    text += line(cells);
  }
  return text + line(means);
}

std::optional<double> relock_time(const ReadyPiece& piece, const Beats& estimate) {
  std::optional<double> since;
  for (const double beat : within(piece.beats, *piece.change, piece.beats.back())) {
    const bool hit = match({beat}, estimate, kHitTolerance).count > 0;
    since = hit ? since.value_or(beat - *piece.change) : std::optional<double>{};
  }
  return since;
}

Json reading_json(const Reading& reading) {
  Json out;
  for (const Column& column : columns()) {
    std::string name = column.title;
    std::erase(name, '\\');
    out[name] = column.value(reading);
  }
  out["beats"] = reading.scores.beats;
  out["level"] = kLevelNames[static_cast<std::size_t>(reading.scores.level)];
  if (reading.relocked) {
    out["locked again s"] = *reading.relocked;
  }
  return out;
}

}  // namespace

Reading read_piece(const std::string& tracker, const ReadyPiece& piece, const Beats& estimate,
                   double warm_up) {
  Reading reading{tracker, score(piece.beats, estimate, warm_up), {}};
  if (piece.change) {
    reading.relocked = relock_time(piece, estimate);
  }
  return reading;
}

std::string markdown(const std::vector<Row>& rows) {
  std::string text;
  for (const bool signals : {false, true}) {
    const Rows chosen = rows_of(rows, signals);
    if (chosen.empty()) {
      continue;
    }
    text += comparison(chosen) + "\n";
    for (std::size_t i = 0; i < chosen.front()->readings.size(); ++i) {
      text += details(chosen, i) + "\n";
    }
  }
  return text;
}

Json to_json(const std::vector<Row>& rows, double warm_up) {
  Json pieces = Json::array();
  for (const Row& row : rows) {
    Json piece = {{"title", row.piece.piece.title},     {"style", row.piece.piece.style},
                  {"package", row.piece.piece.package}, {"bpm", mean_bpm(row.piece.beats)},
                  {"seconds", row.piece.seconds},       {"true_beats", row.piece.beats.size()}};
    for (const Reading& reading : row.readings) {
      piece["trackers"][reading.tracker] = reading_json(reading);
    }
    pieces.push_back(std::move(piece));
  }
  return {{"warm_up", warm_up}, {"pieces", std::move(pieces)}};
}

}  // namespace reprise::beat
