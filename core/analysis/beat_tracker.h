// The beat of a sound. BeatTracker hears it live: hop by hop it tells the beats that sound in this
// hop, foretold from what came before, and how sure it is. track_beats() looks at a whole sound and
// finds the best beats for all of it. Both from the same onsets with the same model (beat_model.h),
// in integers: the same on every CPU. One object belongs to one thread.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "core/analysis/beat_model.h"
#include "core/analysis/beat_onsets.h"
#include "core/base/error.h"
#include "core/base/time.h"
#include "core/model/blob.h"

namespace reprise::analysis {

// What is known of the beat at a hop.
struct BeatReading {
  bool beat = false;             // a beat sounds in this hop
  std::uint16_t phase = 0;       // since the last beat, 65536 is the next one
  std::uint16_t confidence = 0;  // 0..65535; falls to 0 within seconds of silence
  std::int32_t interval = 0;     // samples from beat to beat
};

class BeatTracker {
 public:
  // `sample_rate` as Analyzer takes it.
  explicit BeatTracker(std::int64_t sample_rate, const BeatOptions& options = {});

  // The bands of the next hop, from hop 0 on (Analyzer::flux_bands()).
  BeatReading step(const FluxBands& bands);

  // All state, so that restore() continues bit for bit; about 150 KB.
  [[nodiscard]] Blob save() const;
  // Into an object of the same rate and options. kUnsupported for another version, kCorrupt for a
  // damaged blob; a failure leaves the object as it was.
  Status restore(const Blob& blob);

 private:
  [[nodiscard]] std::int32_t interval_from(std::int64_t start) const;
  // Beats at start + n · distance / beats, hops of the model.
  struct Grid {
    std::int64_t start = 0;
    std::int64_t distance = 1;
    std::int64_t beats = 1;
  };
  [[nodiscard]] Grid grid_from(std::int64_t start, std::int32_t interval) const;
  void follow(const RunningBeat& best, std::int64_t hop);
  std::uint16_t confidence(std::int32_t gain);
  void store(ByteWriter& out) const;
  void load(ByteReader& in);

  std::int64_t sample_rate_;
  BeatOptions options_;
  BeatOnsetDetector onsets_;
  BeatModel model_;
  std::vector<std::int32_t> interval_at_;  // the likely interval at the latest hops, a ring
  std::int64_t last_beat_;                 // hop of the model
  Grid grid_;                              // kept through silence
  std::array<std::int64_t, 8> starts_;     // of the best beats when the last ones were told
  std::int64_t gain_ = 0;                  // mean gain of the best beat, 16 fraction bits
};

// A beat begins in the model so many hops behind the sound: half a window of the spectrum (of which
// the louder part is enough), and what the onsets are late.
inline constexpr std::int64_t kBeatLag = kBeatOnsetDelay + 3;

// A beat of a whole sound.
struct Beat {
  SampleIndex sample;
  std::int32_t interval = 0;  // samples to the next
};

// The onsets of a whole sound, hop by hop as BeatOnsetDetector gives them.
std::vector<Beat> track_beats(std::int64_t sample_rate, std::span<const BeatOnsets> onsets,
                              const BeatOptions& options = {});

}  // namespace reprise::analysis
