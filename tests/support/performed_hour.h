// The /frame and /cue records of a long performance at 60 fps, for tests and benchmarks of a take's
// size: four layers of eight inputs, half of them mapped (and so not stored), the other half moved
// by a performer's hands; features of real music. Not a recording: nothing is drawn, and there is
// no sound. Deterministic. Values; any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "core/timeline/records.h"
#include "tests/support/analysed_song.h"

namespace reprise::timeline {

enum class Hands {
  kPerformer,  // knobs of 128 steps: a turn of 1 to 4 s now and then, most of them rest
  kAll,        // the worst: every component of all sixteen glides, in every frame
};
enum class Stored {
  kByHand,      // in /frame the inputs set by hand
  kAsCues,      // in /frame no input; instead a /cue for every step that a knob turned
  kBoth,        // the same twice
  kEveryInput,  // in /frame all inputs, the mapped ones too
};
struct PerformanceOptions {
  Hands hands = Hands::kPerformer;
  Stored stored = Stored::kByHand;
  std::size_t features = 24;  // a frame; those beyond the analyser's come from 7 s further on
};

// The song is played again and again, without end.
class PerformedHour {
 public:
  PerformedHour(const AnalysedSong& song, const PerformanceOptions& options)
      : song_(song), options_(options) {}

  [[nodiscard]] TakeHeader header() const;
  [[nodiscard]] SampleIndex sample_of(std::int64_t frame) const;
  // The frame and the cues at or after its sample and before the next one's, in a take's order.
  [[nodiscard]] std::vector<Record> records_of(std::int64_t frame) const;
  [[nodiscard]] static constexpr std::int64_t frames_in(std::int64_t seconds) {
    return seconds * 60;
  }

 private:
  [[nodiscard]] const HopAnalysis& hop_of(SampleIndex sample) const;
  [[nodiscard]] FrameRecord frame_at(std::int64_t frame) const;
  [[nodiscard]] float hand(std::uint32_t knob, std::int64_t frame) const;
  [[nodiscard]] InputValue input_at(std::uint32_t layer, std::uint32_t place,
                                    std::int64_t frame) const;
  void add_turns(std::vector<Record>& out, std::int64_t frame) const;
  void add_music(std::vector<Record>& out, std::int64_t frame) const;

  const AnalysedSong& song_;
  PerformanceOptions options_;
};

}  // namespace reprise::timeline
