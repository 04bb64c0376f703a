#include "bench/beat/signals.h"

#include <cmath>
#include <numbers>

#include "core/base/rng.h"

namespace reprise::beat {
namespace {

constexpr int kClickRate = 48000;
constexpr double kFirstBeat = 0.5;

// One stretch between two points, in beats a second.
struct Stretch {
  double from;
  double to;
  double speed;
  double gain;  // change of speed a second
};

std::vector<Stretch> stretches(const Signal& signal) {
  std::vector<Stretch> out;
  for (std::size_t i = 0; i < signal.tempo.size(); ++i) {
    const TempoPoint& point = signal.tempo[i];
    const bool is_last = i + 1 == signal.tempo.size();
    const TempoPoint next = is_last ? TempoPoint{signal.seconds, point.bpm} : signal.tempo[i + 1];
    const double length = next.seconds - point.seconds;
    if (length > 0) {
      out.push_back(
          {point.seconds, next.seconds, point.bpm / 60, (next.bpm - point.bpm) / 60 / length});
    }
  }
  return out;
}

// When `beats` more have passed at speed v + g·t: the root of g/2·t² + v·t − beats, in the form
// that is exact for small g.
double time_for(double beats, const Stretch& stretch) {
  const double v = stretch.speed;
  return 2 * beats / (v + std::sqrt(v * v + 2 * stretch.gain * beats));
}

// Nothing that is recorded is silent to the last bit; a tracker with a gate (aubiotrack's is at
// −90 dB) would hear no beat that it predicts a moment before the click.
std::vector<std::int32_t> noise_floor(std::size_t count) {
  constexpr int kPeak = 16;  // −66 dBFS
  std::vector<std::int32_t> samples(count);
  for (std::size_t i = 0; i < count; ++i) {
    const HopIndex place{static_cast<std::int64_t>(i)};
    samples[i] = static_cast<std::int32_t>(random_below(1, 0, place, 2 * kPeak + 1)) - kPeak;
  }
  return samples;
}

void add_click(std::vector<std::int32_t>& samples, std::size_t at) {
  constexpr int kLength = kClickRate / 20;
  for (int i = 0; i < kLength && at + static_cast<std::size_t>(i) < samples.size(); ++i) {
    const double t = static_cast<double>(i) / kClickRate;
    const double value = std::exp(-t / 0.01) * std::cos(2 * std::numbers::pi * 1000 * t);
    samples[at + static_cast<std::size_t>(i)] +=
        static_cast<std::int32_t>(std::lround(16000 * value));
  }
}

Signal steady(int bpm) {
  return {"clicks " + std::to_string(bpm), {{0, static_cast<double>(bpm)}}};
}

}  // namespace

std::vector<Signal> signals() {
  std::vector<Signal> all;
  for (const int bpm : {60, 75, 90, 100, 110, 120, 128, 140, 150, 160, 174, 180, 200}) {
    all.push_back(steady(bpm));
  }
  all.push_back({"slide 100 to 140", {{0, 100}, {20, 100}, {80, 140}}, 100});
  all.push_back({"slide 140 to 80", {{0, 140}, {20, 140}, {80, 80}}, 100});
  all.push_back({"jump 120 to 90", {{0, 120}, {40, 120}, {40, 90}}, 80, 0, 0, 40});
  all.push_back({"jump 90 to 120", {{0, 90}, {40, 90}, {40, 120}}, 80, 0, 0, 40});
  all.push_back({"jump 100 to 160", {{0, 100}, {40, 100}, {40, 160}}, 80, 0, 0, 40});
  all.push_back({"120, silent for 10 s", {{0, 120}}, 80, 39.75, 49.75, 49.75});
  return all;
}

Beats beats_of(const Signal& signal) {
  Beats beats;
  double due = stretches(signal).front().speed * kFirstBeat;
  for (const Stretch& stretch : stretches(signal)) {
    const double length = stretch.to - stretch.from;
    const double all = (stretch.speed + stretch.gain * length / 2) * length;
    for (; due < all; due += 1) {
      beats.push_back(stretch.from + time_for(due, stretch));
    }
    due -= all;
  }
  return beats;
}

Sound sound_of(const Signal& signal) {
  const auto frames = static_cast<std::size_t>(std::lround(signal.seconds * kClickRate));
  Sound sound{{kClickRate, 1, 16}, noise_floor(frames)};
  for (const double beat : beats_of(signal)) {
    if (beat < signal.silent_from || beat >= signal.silent_to) {
      add_click(sound.samples, static_cast<std::size_t>(std::lround(beat * kClickRate)));
    }
  }
  return sound;
}

}  // namespace reprise::beat
