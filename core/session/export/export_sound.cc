#include "core/session/export/export_sound.h"

#include <algorithm>

namespace reprise::session {
namespace {

constexpr std::int64_t kSilenceFrames = 4096;

}  // namespace

SampleRange sound_of(const FrameSettings& frames, std::int64_t sample_rate) {
  const FrameGrid grid{frames.fps, sample_rate};
  return {grid.sample_of(frames.first),
          grid.sample_of(FrameIndex{frames.first.value + frames.count})};
}

Result<PaddedAudio> PaddedAudio::open(timeline::TakeReader& take, SampleRange range) {
  TRY_ASSIGN(TakeSound audio, TakeSound::open(take, range.from, range.to));
  return PaddedAudio(std::move(audio), take.summary().header.audio, range);
}

Result<PcmView> PaddedAudio::read() {
  TRY_ASSIGN(PcmView pcm, audio_.read());
  if (pcm.samples.empty() && next_ < end_) {
    const std::int64_t count = std::min(kSilenceFrames, end_.value - next_.value);
    silence_.assign(static_cast<std::size_t>(count * format_.channels), 0);
    pcm = {format_, next_, silence_};
  }
  next_.value += pcm.frames();
  return pcm;
}

Result<ExportSound> ExportSound::create(timeline::TakeReader& take,
                                        const ExportSettings& settings) {
  const AudioFormat format = take.summary().header.audio;
  TRY_ASSIGN(PaddedAudio audio,
             PaddedAudio::open(take, sound_of(settings.frames, format.sample_rate)));
  TRY_ASSIGN(media::AudioEncoder encoder, media::AudioEncoder::create(settings.audio, format));
  return ExportSound(std::move(audio), std::move(encoder));
}

Result<bool> ExportSound::step(const Sink& sink) {
  if (finished_) {
    return false;
  }
  TRY_ASSIGN(const PcmView pcm, audio_.read());
  finished_ = pcm.samples.empty();
  encoded_ += pcm.frames();
  TRY(finished_ ? encoder_.finish(sink) : encoder_.push(pcm, sink));
  return true;
}

}  // namespace reprise::session
