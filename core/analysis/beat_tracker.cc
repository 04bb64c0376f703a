#include "core/analysis/beat_tracker.h"

#include <algorithm>
#include <cstdlib>

#include "core/base/checksum.h"

namespace reprise::analysis {
namespace {

constexpr const char* kBeatBlob = "beat";
// Of the blob and of what is heard: any change of a result is a new version.
constexpr std::uint32_t kBeatVersion = 1;

constexpr std::int64_t kLatestBeat = 8;  // hops that a beat may be told late
constexpr std::int64_t kMostBeatsBack = 9;
constexpr std::int64_t kMostDistance = 1 << 14;  // hops
constexpr std::int64_t kNoBeatYet = -(std::int64_t{1} << 48);
constexpr std::int64_t kConfidenceSeconds = 2;
// Mean gain of the best beat at which confidence is full, scores a second.
constexpr std::int64_t kFullGain = std::int64_t{12} * kScoreUnit;
constexpr std::int64_t kMostGain = std::int64_t{1} << 40;

std::int64_t modulo(std::int64_t value, std::size_t divisor) {
  const auto wide = static_cast<std::int64_t>(divisor);
  return ((value % wide) + wide) % wide;
}

// Nearer than 3/5 of an interval no beat follows another.
bool is_new(std::int64_t beat, std::int64_t last, std::int64_t interval) {
  return 5 * (beat - last) > 3 * interval;
}

}  // namespace

BeatTracker::BeatTracker(std::int64_t sample_rate, const BeatOptions& options)
    : sample_rate_(sample_rate),
      options_(options),
      onsets_(sample_rate),
      model_(sample_rate, options),
      interval_at_(static_cast<std::size_t>(model_.intervals().back()), model_.intervals().back()),
      last_beat_(kNoBeatYet) {
  grid_.distance = model_.intervals().back();
  starts_.fill(kNoBeatYet);
}

std::int32_t BeatTracker::interval_from(std::int64_t start) const {
  return interval_at_[static_cast<std::size_t>(modulo(start, interval_at_.size()))];
}

std::uint16_t BeatTracker::confidence(std::int32_t gain) {
  const std::int64_t hop = hop_size(sample_rate_);
  const std::int64_t hops = std::max<std::int64_t>(1, kConfidenceSeconds * sample_rate_ / hop);
  const std::int64_t full = (kFullGain * hop << 16) / sample_rate_;
  gain_ += ((static_cast<std::int64_t>(gain) << 16) - gain_) / hops;
  gain_ = std::clamp(gain_, -full, full);
  return static_cast<std::uint16_t>(std::max<std::int64_t>(gain_, 0) * 65535 / full);
}

// As far on as the beats of late were apart, as long as they agree with the model's interval, which
// is coarser.
BeatTracker::Grid BeatTracker::grid_from(std::int64_t start, std::int32_t interval) const {
  for (const std::int64_t before : starts_) {
    const std::int64_t distance = start - before;
    const std::int64_t beats = (2 * distance + interval) / (std::int64_t{2} * interval);
    const std::int64_t off = std::abs(distance - beats * interval);
    if (beats >= 1 && beats <= kMostBeatsBack && 32 * off <= distance + 64) {
      return {start, distance, beats};
    }
  }
  return {start, interval, 1};
}

void BeatTracker::follow(const RunningBeat& best, std::int64_t hop) {
  interval_at_[static_cast<std::size_t>(modulo(hop, interval_at_.size()))] =
      model_.likely_interval();
  if (!model_.is_silent()) {
    grid_ = grid_from(best.start, interval_from(best.start));
  }
}

BeatReading BeatTracker::step(const FluxBands& bands) {
  const std::int64_t hop = model_.hops();
  model_.step(onsets_.step(bands));
  const RunningBeat best = model_.best();
  follow(best, hop);
  const std::int64_t now = hop + kBeatLag;
  // The last beat at or before now.
  const std::int64_t count = (now - grid_.start) * grid_.beats / grid_.distance;
  const std::int64_t beat = grid_.start + count * grid_.distance / grid_.beats;
  const std::int64_t interval = grid_.distance / grid_.beats;
  BeatReading reading;
  reading.beat = is_new(beat, last_beat_, interval) && now - beat <= kLatestBeat;
  if (reading.beat) {
    last_beat_ = beat;
    std::rotate(starts_.begin(), starts_.begin() + 1, starts_.end());
    starts_.back() = grid_.start;
  }
  reading.phase = static_cast<std::uint16_t>(
      std::min<std::int64_t>((now - beat) * 65536 * grid_.beats / grid_.distance, 65535));
  reading.confidence = confidence(best.gain);
  reading.interval =
      static_cast<std::int32_t>(grid_.distance * hop_size(sample_rate_) / grid_.beats);
  return reading;
}

void BeatTracker::store(ByteWriter& out) const {
  out.put(last_beat_);
  out.put(gain_);
  out.put(grid_.start);
  out.put(grid_.beats);
  out.put(grid_.distance);
  for (const std::int64_t start : starts_) {
    out.put(start);
  }
  for (const std::int32_t interval : interval_at_) {
    out.put(interval);
  }
  onsets_.save(out);
  model_.save(out);
}

void BeatTracker::load(ByteReader& in) {
  last_beat_ = std::clamp(in.get<std::int64_t>(), kNoBeatYet, -kNoBeatYet);
  gain_ = std::clamp(in.get<std::int64_t>(), -kMostGain, kMostGain);
  grid_.start = std::clamp(in.get<std::int64_t>(), kNoBeatYet, -kNoBeatYet);
  grid_.beats = std::clamp<std::int64_t>(in.get<std::int64_t>(), 1, kMostBeatsBack);
  grid_.distance = std::clamp(in.get<std::int64_t>(), grid_.beats, kMostDistance);
  for (std::int64_t& start : starts_) {
    start = std::clamp(in.get<std::int64_t>(), kNoBeatYet, -kNoBeatYet);
  }
  for (std::int32_t& interval : interval_at_) {
    interval =
        std::clamp(in.get<std::int32_t>(), model_.intervals().front(), model_.intervals().back());
  }
  onsets_.restore(in);
  model_.restore(in);
}

Blob BeatTracker::save() const {
  Blob blob{.kind = kBeatBlob, .version = kBeatVersion, .data = {}};
  ByteWriter out(blob.data);
  out.put(sample_rate_);
  out.put(options_.slowest_bpm);
  out.put(options_.fastest_bpm);
  out.put(options_.usual_bpm);
  store(out);
  append_checksum(blob.data);
  return blob;
}

Status BeatTracker::restore(const Blob& blob) {
  if (blob.kind != kBeatBlob || blob.version != kBeatVersion) {
    return fail(ErrorCode::kUnsupported, "cannot continue from '" + blob.kind +
                                             "' state of version " + std::to_string(blob.version));
  }
  const auto damaged = [] {
    return fail(ErrorCode::kCorrupt, "the saved state of the beat is damaged");
  };
  const auto content = without_checksum(blob.data);
  if (!content) {
    return damaged();
  }
  ByteReader in(*content);
  const auto rate = in.get<std::int64_t>();
  BeatOptions options;
  options.slowest_bpm = in.get<std::int32_t>();
  options.fastest_bpm = in.get<std::int32_t>();
  options.usual_bpm = in.get<std::int32_t>();
  if (rate != sample_rate_ || options != options_) {
    return fail(ErrorCode::kUnsupported, "the saved beat is of another rate or other options");
  }
  BeatTracker made(sample_rate_, options_);
  made.load(in);
  if (in.failed() || !in.at_end()) {
    return damaged();
  }
  *this = std::move(made);
  return {};
}

}  // namespace reprise::analysis
