#include "bench/beat/hearing.h"

#include <functional>

#include "bench/beat/sound.h"
#include "core/analysis/analyzer.h"
#include "core/analysis/beat_tracker.h"

namespace reprise::beat {
namespace {

using Listener = std::function<void(SampleIndex, const analysis::FluxBands&)>;

Status listen(const Sound& sound, const Listener& listener) {
  TRY_ASSIGN(auto analyzer, analysis::Analyzer::create(sound.format));
  return analyzer.push({sound.format, SampleIndex{0}, sound.samples}, [&](const HopAnalysis& hop) {
    listener(hop.sample, analyzer.flux_bands());
    return Status{};
  });
}

}  // namespace

Result<HeardOnsets> hear_onsets(const std::filesystem::path& path) {
  TRY_ASSIGN(const Sound sound, read_sound(path));
  HeardOnsets heard{sound.format.sample_rate, {}};
  analysis::BeatOnsetDetector detector(heard.sample_rate);
  TRY(listen(sound, [&](SampleIndex, const analysis::FluxBands& bands) {
    heard.hops.push_back(detector.step(bands));
  }));
  return heard;
}

Result<Beats> hear_live(const std::filesystem::path& path) {
  TRY_ASSIGN(const Sound sound, read_sound(path));
  analysis::BeatTracker tracker(sound.format.sample_rate);
  Beats beats;
  TRY(listen(sound, [&](SampleIndex sample, const analysis::FluxBands& bands) {
    if (tracker.step(bands).beat) {
      beats.push_back(seconds_of(sample, sound.format.sample_rate));
    }
  }));
  return beats;
}

Result<Beats> hear_afterwards(const std::filesystem::path& path) {
  TRY_ASSIGN(const HeardOnsets heard, hear_onsets(path));
  Beats beats;
  for (const analysis::Beat& beat : analysis::track_beats(heard.sample_rate, heard.hops)) {
    beats.push_back(seconds_of(beat.sample, heard.sample_rate));
  }
  return beats;
}

}  // namespace reprise::beat
