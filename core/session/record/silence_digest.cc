#include "core/session/record/silence_digest.h"

#include <algorithm>
#include <utility>

namespace reprise::session {
namespace {

constexpr std::int64_t kPiece = 65536;        // frames that are hashed at once
constexpr std::int64_t kPointEach = 1 << 20;  // frames

void add_silence(std::int64_t frames, const AudioFormat& format, PcmDigest& digest) {
  const std::vector<std::int32_t> zeros(
      static_cast<std::size_t>(std::min(frames, kPiece) * format.channels));
  const PcmView piece{format, {}, zeros};
  for (std::int64_t left = frames; left > 0; left -= kPiece) {
    digest.update(piece.slice(0, std::min(left, kPiece)));
  }
}

}  // namespace

void SilenceDigest::follow(SampleIndex until) {
  while (now_.at < until) {
    const std::int64_t next_point = (now_.at.value / kPointEach + 1) * kPointEach;
    const SampleIndex to{std::min(until.value, next_point)};
    add_silence(to.value - now_.at.value, format_, now_.digest);
    now_.at = to;
    if (to.value == next_point) {
      kept_.push_back(now_);
    }
  }
}

SilencePoint SilenceDigest::before(SampleIndex sample) const {
  const auto behind = std::ranges::upper_bound(kept_, sample, {}, &SilencePoint::at);
  return behind == kept_.begin() ? SilencePoint{} : *std::prev(behind);
}

PcmDigest silence_until(SampleIndex sample, SilencePoint from, const AudioFormat& format) {
  add_silence(sample.value - from.at.value, format, from.digest);
  return std::move(from.digest);
}

}  // namespace reprise::session
