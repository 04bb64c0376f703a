#include "core/session/record/sound_digest.h"

#include <algorithm>

namespace reprise::session {
namespace {

constexpr std::int64_t kSilenceFrames = 65536;

void hash_silence(const AudioFormat& format, std::int64_t frames, PcmDigest& digest) {
  const std::vector<std::int32_t> zeros(
      static_cast<std::size_t>(std::min(frames, kSilenceFrames) * format.channels));
  const PcmView block{format, {}, zeros};
  for (std::int64_t left = frames; left > 0; left -= kSilenceFrames) {
    digest.update(block.slice(0, std::min(left, kSilenceFrames)));
  }
}

}  // namespace

SoundDigest::SoundDigest(const AudioFormat& format, SampleIndex start)
    : format_(format), silence_(std::make_unique<Silence>()) {
  if (start.value == 0) {
    silence_->hashed = true;
    return;
  }
  task_.start([silence = silence_.get(), format, start] {
    hash_silence(format, start.value, silence->digest);
    silence->hashed = true;
  });
}

void SoundDigest::catch_up() {
  if (!waiting_.empty()) {
    silence_->digest.update({format_, {}, waiting_});
    waiting_.clear();
    waiting_.shrink_to_fit();
  }
}

void SoundDigest::update(const PcmView& pcm) {
  if (!silence_->hashed) {
    waiting_.insert(waiting_.end(), pcm.samples.begin(), pcm.samples.end());
    return;
  }
  catch_up();
  silence_->digest.update(pcm);
}

Sha256 SoundDigest::digest() {
  task_.wait();
  catch_up();
  return silence_->digest.digest();
}

}  // namespace reprise::session
