#include "bench/beat/tempo_map.h"

#include <algorithm>

namespace reprise::beat {
namespace {

bool is_compound(const MeterChange& meter) {
  return meter.denominator >= 8 && meter.numerator > 3 && meter.numerator % 3 == 0;
}

double beat_ticks(const MidiFile& file, const MeterChange& meter) {
  const double unit = static_cast<double>(file.ticks_per_quarter) * 4 / meter.denominator;
  return is_compound(meter) ? unit * 3 : unit;
}

int beats_in_bar(const MeterChange& meter) {
  return is_compound(meter) ? meter.numerator / 3 : meter.numerator;
}

}  // namespace

TempoMap::TempoMap(const MidiFile& file) {
  for (const TempoChange& change : file.tempos) {
    const auto tick = static_cast<double>(change.tick);
    const double at = pieces_.empty() ? 0 : seconds(tick);
    pieces_.push_back({tick, at,
                       static_cast<double>(change.us_per_quarter) /
                           static_cast<double>(file.ticks_per_quarter) / 1e6});
  }
}

double TempoMap::seconds(double tick) const {
  const auto behind =
      std::upper_bound(pieces_.begin() + 1, pieces_.end(), tick,
                       [](double value, const Piece& piece) { return value < piece.tick; });
  const Piece& piece = *(behind - 1);
  return piece.seconds + (tick - piece.tick) * piece.seconds_per_tick;
}

std::vector<GridBeat> beat_grid(const MidiFile& file) {
  std::vector<GridBeat> grid;
  if (file.notes.empty()) {
    return grid;
  }
  const TempoMap map(file);
  const auto last = static_cast<double>(file.notes.back().tick);
  for (std::size_t m = 0; m < file.meters.size(); ++m) {
    const MeterChange& meter = file.meters[m];
    const auto begin = static_cast<double>(meter.tick);
    const bool is_last = m + 1 == file.meters.size();
    const double step = beat_ticks(file, meter);
    for (int n = 0;; ++n) {
      const double tick = begin + n * step;
      const bool done =
          is_last ? tick >= last + step : tick >= static_cast<double>(file.meters[m + 1].tick);
      if (done || tick >= last + step) {
        break;
      }
      grid.push_back({tick, map.seconds(tick), n % beats_in_bar(meter) == 0});
    }
  }
  return grid;
}

std::vector<double> beats_with_music(const MidiFile& file) {
  std::vector<double> beats;
  if (file.notes.empty()) {
    return beats;
  }
  const double grace = beat_ticks(file, file.meters.front()) / 2;
  const double first = static_cast<double>(file.notes.front().tick) - grace;
  const double last = static_cast<double>(file.notes.back().tick) + grace;
  for (const GridBeat& beat : beat_grid(file)) {
    if (beat.tick >= first && beat.tick <= last) {
      beats.push_back(beat.seconds);
    }
  }
  return beats;
}

double mean_bpm(const std::vector<double>& beats) {
  if (beats.size() < 2) {
    return 0;
  }
  return 60 * static_cast<double>(beats.size() - 1) / (beats.back() - beats.front());
}

}  // namespace reprise::beat
