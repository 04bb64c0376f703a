#include "bench/beat/alignment.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "bench/beat/tempo_map.h"

namespace reprise::beat {
namespace {

constexpr std::array kPlaces = {0.0, 1.0 / 4, 1.0 / 3, 1.0 / 2, 2.0 / 3, 3.0 / 4};

bool is_low(const MidiNote& note) {
  const bool drum = note.channel == 9;
  const bool bass_or_snare = note.key == 35 || note.key == 36 || note.key == 38 || note.key == 40;
  return drum ? bass_or_snare : note.key < 48;
}

// Which beat a note belongs to, and where in it: [0, 1), or just below 0 for notes a little early.
struct Place {
  std::size_t beat;
  double phase;
};
Place place_of(const std::vector<GridBeat>& grid, double tick) {
  const auto behind =
      std::upper_bound(grid.begin(), grid.end(), tick,
                       [](double value, const GridBeat& beat) { return value < beat.tick; });
  const auto beat =
      static_cast<std::size_t>(std::max(behind - grid.begin(), std::ptrdiff_t{1})) - 1;
  const std::size_t from = std::min(beat, grid.size() - 2);
  const double phase = (tick - grid[beat].tick) / (grid[from + 1].tick - grid[from].tick);
  return phase > 1 - kOnGrid ? Place{beat + 1, phase - 1} : Place{beat, phase};
}

double share(int part, int all) {
  return all == 0 ? 0 : static_cast<double>(part) / all;
}

}  // namespace

Alignment measure_alignment(const MidiFile& file) {
  const std::vector<GridBeat> grid = beat_grid(file);
  const std::vector<double> beats = beats_with_music(file);
  if (grid.size() < 2 || beats.size() < 2) {
    return {};
  }
  std::array<int, kPlaces.size()> at_place{};
  std::vector<bool> hit(grid.size() + 1);
  int low = 0;
  int low_on_grid = 0;
  for (const MidiNote& note : file.notes) {
    const Place place = place_of(grid, static_cast<double>(note.tick));
    const auto found = std::find_if(kPlaces.begin(), kPlaces.end(), [&](double at) {
      return std::abs(place.phase - at) <= kOnGrid;
    });
    const bool on = found != kPlaces.end();
    low += is_low(note) ? 1 : 0;
    low_on_grid += is_low(note) && on ? 1 : 0;
    if (on) {
      ++at_place[static_cast<std::size_t>(found - kPlaces.begin())];
      hit[place.beat] = hit[place.beat] || found == kPlaces.begin();
    }
  }
  int on_grid = 0;
  for (const int count : at_place) {
    on_grid += count;
  }
  Alignment out;
  out.notes = static_cast<int>(file.notes.size());
  out.bpm = mean_bpm(beats);
  out.seconds = beats.back() - beats.front();
  out.on_grid = share(on_grid, out.notes);
  out.low_on_grid = share(low_on_grid, low);
  out.beats_hit = share(static_cast<int>(std::count(hit.begin(), hit.end(), true)),
                        static_cast<int>(beats.size()));
  const int most = *std::max_element(at_place.begin() + 1, at_place.end());
  out.beat_dominance = static_cast<double>(at_place[0]) / std::max(most, 1);
  return out;
}

bool is_aligned(const Alignment& alignment) {
  return alignment.on_grid >= 0.9 && (alignment.low_on_grid >= 0.9 || alignment.low_on_grid <= 0) &&
         alignment.beats_hit >= 0.7 && alignment.beat_dominance >= 1.1 && alignment.seconds >= 60 &&
         alignment.seconds <= 300 && alignment.bpm >= 60 && alignment.bpm <= 200;
}

}  // namespace reprise::beat
