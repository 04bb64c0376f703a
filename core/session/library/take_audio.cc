#include "core/session/library/take_audio.h"

#include <algorithm>
#include <variant>

namespace reprise::session {
namespace {

constexpr std::int64_t kSilenceFrames = 4096;
// A packet that began before the range may reach into it; none is longer than this.
constexpr std::int64_t kLongestPacket = 65536;

}  // namespace

Result<TakeAudio> TakeAudio::open(timeline::TakeReader& reader, SampleIndex from, SampleIndex to,
                                  SampleIndex sound_from) {
  return open_lane(reader, {0, from, std::min(to, reader.summary().end)}, sound_from);
}

Result<TakeAudio> TakeAudio::open_lane(timeline::TakeReader& reader, const LaneRange& range,
                                       SampleIndex sound_from) {
  const timeline::TakeHeader& header = reader.summary().header;
  if (range.lane >= header.lanes.size()) {
    return fail(ErrorCode::kCorrupt, "the take has no audio lane");
  }
  const timeline::Lane& lane = header.lanes[range.lane];
  TRY_ASSIGN(media::FlacDecoder decoder,
             media::FlacDecoder::create(header.audio, lane.codec_header));
  // Said on the take's clock.
  const std::int64_t trimmed = header.part ? header.part->sound_start.value - lane.offset.value : 0;
  timeline::ReadRange records;
  records.topics = timeline::Topics::kAudio;
  records.from = SampleIndex{std::max<std::int64_t>(0, range.from.value - kLongestPacket)};
  records.to = range.to;
  return TakeAudio(reader.read(records), std::move(decoder), header.audio, range,
                   std::max(sound_from, SampleIndex{trimmed}));
}

Result<PcmView> TakeAudio::next_packet() {
  for (;;) {
    TRY_ASSIGN(std::optional<timeline::Record> record, cursor_.next());
    if (!record) {
      return PcmView{format_, end_, {}};
    }
    packet_ = std::get<timeline::AudioPacket>(std::move(*record));
    const std::int64_t packet_end = packet_.first.value + packet_.frames;
    if (packet_.lane != lane_ || packet_end <= std::max(next_, sound_from_).value) {
      continue;
    }
    auto pcm = decoder_.decode({packet_.first, packet_.frames, packet_.data});
    if (!pcm) {
      ++bad_packets_;
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
  missing_ += std::clamp<std::int64_t>(next_.value + count - sound_from_.value, 0, count);
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
