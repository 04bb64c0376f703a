#include "core/session/record/take_encoder.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace reprise::session {

TakeEncoder::TakeEncoder(const Start& start, media::FlacEncoder flac)
    : start_(start),
      flac_(std::move(flac)),
      digest_(silence_until(start.sound, start.silence, start.audio)),
      end_(start.sound) {}

Result<TakeEncoder> TakeEncoder::create(const Start& start) {
  TRY_ASSIGN(media::FlacEncoder flac, media::FlacEncoder::create(start.audio));
  return TakeEncoder(start, std::move(flac));
}

// A state holds what the cues of its hop did, and lost sound counts where it is shown.
bool TakeEncoder::belongs(const LiveRecord& entry) const {
  const SampleIndex sample = timeline::sample_of(entry.record);
  if (tells_of_lost_sound(entry.record) && sample < start_.shown) {
    return false;
  }
  return start_.sound.value == 0 || !std::holds_alternative<Cue>(entry.record) ||
         sample > start_.sound;
}

void TakeEncoder::count(const timeline::Record& record) {
  counts_.frames += std::holds_alternative<timeline::FrameRecord>(record) ? 1 : 0;
  counts_.hashes += std::holds_alternative<timeline::HashRecord>(record) ? 1 : 0;
  if (const auto* cue = std::get_if<Cue>(&record)) {
    ++counts_.cues;
    counts_.lost_samples += tells_of_lost_sound(record) ? cue->number : 0;
  }
}

Status TakeEncoder::append_before(SampleIndex sample) {
  while (!waiting_.empty() && timeline::sample_of(waiting_.front()->record) < sample) {
    const LiveRecord& entry = *waiting_.front();
    count(entry.record);
    TRY(writer_->append(entry.record, entry.publish_ns));
    waiting_.pop_front();
  }
  return {};
}

Status TakeEncoder::on_packet(const media::FlacPacket& packet) {
  TRY(append_before(packet.first));
  timeline::AudioPacket record;
  record.first = packet.first;
  record.frames = packet.frames;
  record.data.assign(packet.data.begin(), packet.data.end());
  return writer_->append(std::move(record), publish_ns_);
}

Status TakeEncoder::encode(const PcmView& pcm) {
  digest_.update(pcm);
  return flac_.push(pcm, [this](const media::FlacPacket& packet) { return on_packet(packet); });
}

Status TakeEncoder::add(const LiveStretch& stretch) {
  for (const auto& entry : stretch.records) {
    if (belongs(*entry)) {
      waiting_.push_back(entry);
    }
  }
  for (const auto& sound : stretch.sound) {
    const PcmView whole{start_.audio, sound->first, sound->samples};
    const SampleIndex to = std::min(stretch.to, SampleIndex{sound->first.value + whole.frames()});
    if (end_ < to) {
      publish_ns_ = sound->publish_ns;
      if (sound->first >= std::max(end_, start_.shown)) {
        counts_.clipped_samples += sound->clipped;
      }
      TRY(encode(whole.slice(end_.value - sound->first.value, to.value - end_.value)));
      end_ = to;
    }
  }
  return {};
}

Status TakeEncoder::finish() {
  TRY(flac_.finish([this](const media::FlacPacket& packet) { return on_packet(packet); }));
  return append_before(end_);
}

timeline::Seal TakeEncoder::seal() const {
  timeline::Seal seal;
  seal.pcm_sha256 = digest_.digest();
  seal.samples = end_;
  seal.lost_samples = counts_.lost_samples;
  seal.clipped_samples = counts_.clipped_samples;
  return seal;
}

}  // namespace reprise::session
