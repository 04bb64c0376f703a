// The sound of a take as canonical PCM, from sample 0 (or later) to its end. What a damaged take
// has lost becomes silence, and is counted. One thread.
#pragma once

#include <memory>
#include <vector>

#include "core/base/error.h"
#include "core/media/flac.h"
#include "core/model/pcm.h"
#include "core/timeline/take_reader.h"

namespace reprise::session {

// Samples of one lane, on the lane's own clock.
struct LaneRange {
  std::uint32_t lane = 0;
  SampleIndex from;
  SampleIndex to;  // exclusive
};

class TakeAudio {
 public:
  // Reads lane 0 from `from` to `to` (exclusive; the take's end when it is earlier). What ends at
  // or before `sound_from` is silent and not missing. `reader` outlives this.
  static Result<TakeAudio> open(timeline::TakeReader& reader, SampleIndex from, SampleIndex to,
                                SampleIndex sound_from = {});
  // Reads all of the range: what the lane has not is silent. Its gain and offset do not count.
  static Result<TakeAudio> open_lane(timeline::TakeReader& reader, const LaneRange& range,
                                     SampleIndex sound_from = {});

  // The next frames in order, without gaps, valid until the next call; no samples at the end.
  Result<PcmView> read();

  [[nodiscard]] std::int64_t missing_samples() const { return missing_; }
  // That no sound could be decoded from.
  [[nodiscard]] std::int64_t bad_packets() const { return bad_packets_; }

 private:
  TakeAudio(timeline::TakeReader::Cursor cursor, media::FlacDecoder decoder, AudioFormat format,
            const LaneRange& range, SampleIndex sound_from)
      : cursor_(std::move(cursor)),
        decoder_(std::move(decoder)),
        format_(format),
        lane_(range.lane),
        sound_from_(sound_from),
        next_(range.from),
        end_(range.to) {}

  Result<PcmView> next_packet();
  PcmView silence(std::int64_t frames);

  timeline::TakeReader::Cursor cursor_;
  media::FlacDecoder decoder_;
  AudioFormat format_;
  std::uint32_t lane_;
  SampleIndex sound_from_;
  SampleIndex next_;
  SampleIndex end_;
  PcmView held_;  // decoded, but behind a gap
  timeline::AudioPacket packet_;
  std::vector<std::int32_t> silence_;
  std::int64_t missing_ = 0;
  std::int64_t bad_packets_ = 0;
};

}  // namespace reprise::session
