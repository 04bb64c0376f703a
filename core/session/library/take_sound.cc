#include "core/session/library/take_sound.h"

#include <algorithm>
#include <cmath>

namespace reprise::session {
namespace {

constexpr std::int64_t kBlockFrames = 4096;
constexpr double kLoudest = 1e6;  // of a gain: far beyond the range of 24 bits

// Rounded to the nearest, halves up: the same on every CPU.
std::int64_t scaled(std::int32_t sample, double gain) {
  return static_cast<std::int64_t>(std::floor(static_cast<double>(sample) * gain + 0.5));
}

}  // namespace

Result<TakeSound> TakeSound::open(timeline::TakeReader& reader, SampleIndex from, SampleIndex to) {
  const timeline::TakeSummary& take = reader.summary();
  const SampleIndex end{std::min(to.value, take.end.value)};
  if (take.header.lanes.empty()) {
    return fail(ErrorCode::kCorrupt, "the take has no audio lane");
  }
  std::vector<LaneFeed> lanes;
  for (std::uint32_t i = 0; i < take.header.lanes.size(); ++i) {
    const timeline::Lane& lane = take.header.lanes[i];
    const std::int64_t offset = lane.offset.value;
    const LaneRange range{
        i, {std::max<std::int64_t>(from.value - offset, 0)}, {end.value - offset}};
    TRY_ASSIGN(TakeAudio audio, TakeAudio::open_lane(reader, range));
    lanes.push_back(
        {std::move(audio), std::clamp(lane.gain, -kLoudest, kLoudest), lane.offset.value});
  }
  return TakeSound(std::move(lanes), take.header.audio, from, end);
}

// Adds what the lane has of the frames [next_, next_ + frames).
Status TakeSound::add(LaneFeed& lane, std::int64_t frames) {
  const auto channels = static_cast<std::size_t>(format_.channels);
  for (std::int64_t done = 0; done < frames;) {
    if (lane.block.samples.empty()) {
      TRY_ASSIGN(lane.block, lane.audio.read());
    }
    if (lane.block.samples.empty()) {
      return {};
    }
    // Where its sound begins, in this block of the mix.
    const std::int64_t at = lane.block.first.value + lane.offset - next_.value;
    if (at >= frames) {
      return {};
    }
    done = std::max(done, at);
    const std::int64_t count = std::min(lane.block.frames(), frames - done);
    const auto* from = lane.block.samples.data();
    auto* to = sum_.data() + static_cast<std::size_t>(done) * channels;
    for (std::size_t i = 0; i < static_cast<std::size_t>(count) * channels; ++i) {
      to[i] += lane.gain == 1 ? from[i] : scaled(from[i], lane.gain);
    }
    lane.block = lane.block.slice(count, lane.block.frames() - count);
    done += count;
  }
  return {};
}

Result<PcmView> TakeSound::read() {
  if (is_plain()) {
    return lanes_[0].audio.read();
  }
  const std::int64_t frames = std::clamp<std::int64_t>(end_.value - next_.value, 0, kBlockFrames);
  sum_.assign(static_cast<std::size_t>(frames * format_.channels), 0);
  for (LaneFeed& lane : lanes_) {
    TRY(add(lane, frames));
  }
  const std::int64_t largest = (std::int64_t{1} << (format_.bits - 1)) - 1;
  mixed_.resize(sum_.size());
  std::ranges::transform(sum_, mixed_.begin(), [largest](std::int64_t value) {
    return static_cast<std::int32_t>(std::clamp(value, -largest - 1, largest));
  });
  const PcmView out{format_, next_, mixed_};
  next_.value += frames;
  return out;
}

}  // namespace reprise::session
