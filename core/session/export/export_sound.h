// The sound of an export: samples [s(first), s(last+1)) of the take, with silence behind its end,
// encoded in one pass. One thread.
#pragma once

#include <functional>
#include <memory>

#include "core/base/error.h"
#include "core/media/audio_encoder.h"
#include "core/session/export/export_settings.h"
#include "core/session/library/take_sound.h"
#include "core/timeline/take_reader.h"

namespace reprise::session {

// The samples that belong to the frames of an export.
struct SampleRange {
  SampleIndex from;
  SampleIndex to;
};
SampleRange sound_of(const FrameSettings& frames, std::int64_t sample_rate);

// Exactly to − from samples of PCM: the take's, then silence.
class PaddedAudio {
 public:
  static Result<PaddedAudio> open(timeline::TakeReader& take, SampleRange range);
  // Valid until the next call; no samples at the end.
  Result<PcmView> read();

 private:
  PaddedAudio(TakeSound audio, AudioFormat format, SampleRange range)
      : audio_(std::move(audio)), format_(format), next_(range.from), end_(range.to) {}
  TakeSound audio_;
  AudioFormat format_;
  SampleIndex next_;
  SampleIndex end_;
  std::vector<std::int32_t> silence_;
};

class ExportSound {
 public:
  using Sink = std::function<Status(media::AudioOutPacket)>;

  static Result<ExportSound> create(timeline::TakeReader& take, const ExportSettings& settings);
  [[nodiscard]] media::AudioStreamParameters parameters() const { return encoder_.parameters(); }

  // Encodes the next block of samples, or ends the stream behind the last one. False when there
  // was nothing left to do.
  Result<bool> step(const Sink& sink);
  // Samples of the export that have been encoded.
  [[nodiscard]] std::int64_t encoded() const { return encoded_; }

 private:
  ExportSound(PaddedAudio audio, media::AudioEncoder encoder)
      : audio_(std::move(audio)), encoder_(std::move(encoder)) {}
  PaddedAudio audio_;
  media::AudioEncoder encoder_;
  std::int64_t encoded_ = 0;
  bool finished_ = false;
};

}  // namespace reprise::session
