// The sound of a take as it is heard: all its lanes, each with its gain and offset, mixed into the
// take's format. (Analysis hears lane 0 alone, as it was performed.) A take of one plain lane is
// handed on as it is. One thread.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/error.h"
#include "core/session/library/take_audio.h"

namespace reprise::session {

class TakeSound {
 public:
  // From `from` to `to` (exclusive; the take's end when it is earlier). `reader` outlives this.
  static Result<TakeSound> open(timeline::TakeReader& reader, SampleIndex from, SampleIndex to);

  // The next frames in order, without gaps, valid until the next call; no samples at the end.
  // What leaves the range of the format is clipped.
  Result<PcmView> read();

  // Of lane 0; other lanes may be shorter than the take.
  [[nodiscard]] std::int64_t missing_samples() const { return lanes_[0].audio.missing_samples(); }

 private:
  struct LaneFeed {
    TakeAudio audio;
    double gain = 1;
    std::int64_t offset = 0;  // samples
    PcmView block{};          // that is not mixed yet, on the lane's own clock
  };

  TakeSound(std::vector<LaneFeed> lanes, AudioFormat format, SampleIndex from, SampleIndex to)
      : lanes_(std::move(lanes)), format_(format), next_(from), end_(to) {}

  [[nodiscard]] bool is_plain() const {
    return lanes_.size() == 1 && lanes_[0].gain == 1 && lanes_[0].offset == 0;
  }
  Status add(LaneFeed& lane, std::int64_t frames);

  std::vector<LaneFeed> lanes_;
  AudioFormat format_;
  SampleIndex next_;
  SampleIndex end_;
  std::vector<std::int64_t> sum_;
  std::vector<std::int32_t> mixed_;
};

}  // namespace reprise::session
