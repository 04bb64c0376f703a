#include "core/session/record/live_stream.h"

#include <algorithm>
#include <utility>

#include "core/session/record/take_records.h"

namespace reprise::session {
namespace {

// Frames and hashes that come later than this behind the sound are not waited for. As long as
// moments are kept: nobody draws from older ones.
constexpr double kLongestWait = 2;  // s
// How much silence one cue tells of.
constexpr double kGapLength = 0.25;  // s
constexpr std::int64_t kHopsAtOnce = 16;

std::int64_t samples_of(double seconds, const AudioFormat& audio) {
  return static_cast<std::int64_t>(seconds * static_cast<double>(audio.sample_rate));
}

}  // namespace

LiveStream::LiveStream(const LiveOptions& options, const ShowFiles& show, Performance performance)
    : options_(options),
      grid_{options.fps, options.audio.sample_rate},
      hop_samples_(hop_size(options.audio.sample_rate)),
      with_audio_(std::ranges::any_of(
          show.presets, [](const LoadedPreset& preset) { return preset.preset.info.listens(); })),
      performance_(std::move(performance)),
      log_(options.audio),
      moments_(options.audio.sample_rate) {}

Status LiveStream::on_hop(const HopAnalysis& hop, std::span<const Cue> decisions) {
  for (const Cue& cue : decisions) {
    add_record(cue);
  }
  if (hop.sample.value % samples_between_states(options_.audio.sample_rate) == 0) {
    log_.add_state(performance_.save());
  }
  auto moment = std::make_shared<Moment>();
  performance_.moment(*moment, with_audio_);
  add_slots(moment);
  moments_.publish(std::move(moment));
  return {};
}

// The frames that show the moment.
void LiveStream::add_slots(const std::shared_ptr<const Moment>& moment) {
  const SampleIndex next_hop{moment->analysis.sample.value + hop_samples_};
  for (SampleIndex at; (at = grid_.sample_of(next_slot_)) < next_hop; ++next_slot_.value) {
    slots_.push_back({next_slot_, at, moment});
  }
}

// What is final follows closely.
Status LiveStream::hear(const PcmView& pcm, std::int64_t clipped) {
  const std::int64_t piece = kHopsAtOnce * hop_samples_;
  for (std::int64_t at = 0; at < pcm.frames(); at += piece) {
    const PcmView part = pcm.slice(at, std::min(piece, pcm.frames() - at));
    TRY(performance_.push(part, inputs_,
                          [this](const HopAnalysis& hop, std::span<const Cue> decisions) {
                            return on_hop(hop, decisions);
                          }));
    log_.add_sound(part, publish_ns_, at == 0 ? clipped : 0);
    find_final();
  }
  return {};
}

void LiveStream::close_gap() {
  if (gap_ && log_.end() > gap_->first) {
    Cue cue;
    cue.sample = gap_->first;
    cue.type = CueType::kGap;
    cue.origin = CueOrigin::kRecorder;
    cue.text = gap_->why;
    cue.number = log_.end().value - gap_->first.value;
    gaps_.emplace_back(gap_->first, log_.end());
    add_record(std::move(cue));
  }
  gap_.reset();
}

// Of the first frame that has no record yet.
void LiveStream::record_slot(std::uint8_t flags, std::optional<FrameIndex> before) {
  const Slot slot = std::move(slots_.front());
  slots_.pop_front();
  timeline::FrameRecord record = frame_record(*slot.moment);
  record.index = slot.index;
  record.sample = slot.sample;
  record.size = options_.size;
  record.flags = flags;
  record.before = before;
  add_record(std::move(record));
}

// Who commits frames has not shown those that he never told of.
void LiveStream::make_final(SampleIndex until) {
  while (!slots_.empty() && slots_.front().sample < until) {
    record_slot(options_.draws ? timeline::kFrameDropped : 0);
  }
  log_.make_final(until);
  while (!awaited_.empty() && awaited_.front().sample < log_.final()) {
    awaited_.pop_front();
  }
}

// The border of two takes lies in no silence that one cue tells of.
SampleIndex LiveStream::outside_of_gap(SampleIndex until) {
  while (!gaps_.empty() && gaps_.front().second <= until) {
    gaps_.pop_front();
  }
  if (!gaps_.empty()) {
    return std::min(until, gaps_.front().first);
  }
  return gap_ ? std::min(until, gap_->first) : until;
}

// Never the last sample that was heard: cues can still come for it.
void LiveStream::find_final() {
  SampleIndex until = log_.end();
  if (options_.draws) {
    const SampleIndex shown = awaited_.empty() ? committed_sample_ : awaited_.front().sample;
    const std::int64_t wait = samples_of(kLongestWait, options_.audio);
    until = std::max(shown, SampleIndex{heard_before_.value - wait});
  }
  until = outside_of_gap(std::min(until, SampleIndex{log_.end().value - 1}));
  make_final(std::max(until, log_.final()));
}

Status LiveStream::push(const PcmView& pcm, std::int64_t clipped) {
  if (pcm.format != options_.audio || pcm.first != log_.end()) {
    return fail(ErrorCode::kInternal,
                "the sound does not go on at sample " + std::to_string(log_.end().value));
  }
  close_gap();
  heard_before_ = log_.end();
  return hear(pcm, clipped);
}

Status LiveStream::push_silence(std::int64_t samples, std::string_view why) {
  const std::int64_t most = samples_of(kGapLength, options_.audio);
  std::vector<std::int32_t> zeros;
  heard_before_ = log_.end();
  while (samples > 0) {
    if (gap_ && gap_->why != why) {
      close_gap();
    }
    if (!gap_) {
      gap_ = Gap{log_.end(), std::string(why)};
    }
    const std::int64_t count = std::min(samples, gap_->first.value + most - log_.end().value);
    zeros.assign(static_cast<std::size_t>(count * options_.audio.channels), 0);
    TRY(hear({options_.audio, log_.end(), zeros}, 0));
    samples -= count;
    if (log_.end().value - gap_->first.value >= most) {
      close_gap();
    }
  }
  return {};
}

SampleIndex LiveStream::add_cue(Cue cue) {
  const SampleIndex earliest =
      std::max({SampleIndex{moments_.last().value + 1}, log_.final(), last_cue_});
  const SampleIndex latest{log_.end().value + options_.audio.sample_rate};
  cue.sample = std::max(earliest, std::min(cue.sample, latest));
  last_cue_ = cue.sample;
  if (cue.origin == CueOrigin::kPerformer || cue.origin == CueOrigin::kRecorder) {
    inputs_.push_back(cue);
  }
  add_record(std::move(cue));
  return last_cue_;
}

Status LiveStream::commit_frames(std::span<const CommittedFrame> frames) {
  for (const CommittedFrame& frame : frames) {
    if (frame.index <= committed_ || frame.index >= next_slot_ ||
        frame.sample != grid_.sample_of(frame.index)) {
      return fail(ErrorCode::kInternal, "frame " + std::to_string(frame.index.value) +
                                            " is out of order or ahead of the sound");
    }
    commit(frame);
  }
  find_final();
  return {};
}

void LiveStream::commit(const CommittedFrame& frame) {
  committed_ = frame.index;
  committed_sample_ = frame.sample;
  while (!slots_.empty() && slots_.front().index < frame.index) {
    record_slot(timeline::kFrameDropped);
  }
  const bool in_time = !slots_.empty() && slots_.front().index == frame.index;
  if ((frame.flags & timeline::kFrameDropped) != 0) {
    if (in_time) {
      record_slot(frame.flags);
    }
    return;
  }
  const FrameIndex before = std::exchange(drawn_, frame.index);
  if (!in_time) {
    ++late_.frames;
    return;
  }
  record_slot(frame.flags, before);
  if (frame.hash_follows) {
    awaited_.push_back(frame);
  }
}

void LiveStream::add_hash(const timeline::HashRecord& hash) {
  std::erase_if(awaited_, [&](const CommittedFrame& frame) { return frame.index == hash.index; });
  if (hash.sample < log_.final()) {
    ++late_.hashes;
  } else {
    add_record(hash);
  }
  find_final();
}

void LiveStream::add_health(const timeline::HealthRecord& health) {
  timeline::HealthRecord record = health;
  record.sample = std::clamp(health.sample, log_.final(), log_.end());
  add_record(record);
}

void LiveStream::pause(bool on, double seconds_paused) {
  Cue cue;
  cue.sample = log_.end();
  cue.type = CueType::kPause;
  cue.number = on ? 1 : 0;
  if (!on) {
    cue.values = {seconds_paused};
  }
  add_record(std::move(cue));
}

void LiveStream::finish() {
  close_gap();
  log_.pull_in_records();
  make_final(log_.end());
}

}  // namespace reprise::session
