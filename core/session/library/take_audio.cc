#include "core/session/library/take_audio.h"

#include <algorithm>
#include <variant>

namespace reprise::session {
namespace {

constexpr std::int64_t kSilenceFrames = 4096;
// A packet that began before the range may reach into it; none is longer than this.
constexpr std::int64_t kLongestPacket = 65536;

}  // namespace

Result<TakeAudio> TakeAudio::open(timeline::TakeReader& reader, SampleIndex from, SampleIndex to) {
  const timeline::TakeSummary& take = reader.summary();
  if (take.header.lanes.empty()) {
    return fail(ErrorCode::kCorrupt, "the take has no audio lane");
  }
  TRY_ASSIGN(media::FlacDecoder decoder,
             media::FlacDecoder::create(take.header.audio, take.header.lanes[0].codec_header));
  const SampleIndex end{std::min(to.value, take.end.value)};
  timeline::ReadRange range;
  range.topics = timeline::Topics::kAudio;
  range.from = SampleIndex{std::max<std::int64_t>(0, from.value - kLongestPacket)};
  range.to = end;
  return TakeAudio(reader.read(range), std::move(decoder), take.header.audio, from, end);
}

Result<PcmView> TakeAudio::next_packet() {
  for (;;) {
    TRY_ASSIGN(std::optional<timeline::Record> record, cursor_.next());
    if (!record) {
      return PcmView{format_, end_, {}};
    }
    packet_ = std::get<timeline::AudioPacket>(std::move(*record));
    const std::int64_t packet_end = packet_.first.value + packet_.frames;
    if (packet_.lane != 0 || packet_end <= next_.value) {
      continue;
    }
    auto pcm = decoder_.decode({packet_.first, packet_.frames, packet_.data});
    if (!pcm) {
      continue;  // its samples count as missing when the next packet shows the gap
    }
    const std::int64_t skip = std::max<std::int64_t>(0, next_.value - packet_.first.value);
    const std::int64_t stop = std::min(packet_end, end_.value) - packet_.first.value;
    if (skip < stop) {
      return pcm->slice(skip, stop - skip);
    }
  }
}

PcmView TakeAudio::silence(std::int64_t frames) {
  const std::int64_t count = std::min(frames, kSilenceFrames);
  silence_.assign(static_cast<std::size_t>(count * format_.channels), 0);
  missing_ += count;
  return {format_, next_, silence_};
}

Result<PcmView> TakeAudio::read() {
  if (next_ >= end_) {
    return PcmView{format_, end_, {}};
  }
  if (held_.samples.empty()) {
    TRY_ASSIGN(held_, next_packet());
  }
  PcmView out = held_;
  if (held_.first > next_) {
    out = silence(held_.first.value - next_.value);
  } else {
    held_.samples = {};
  }
  next_.value += out.frames();
  return out;
}

}  // namespace reprise::session
