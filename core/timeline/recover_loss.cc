#include "core/timeline/recover_loss.h"

#include <algorithm>
#include <limits>

#include "core/timeline/record_codec.h"

namespace reprise::timeline {
namespace {

// Messages of a topic by the statistics of a summary that is this take's.
std::optional<std::uint64_t> total_by_summary(const mcap::Summary& summary, Topic topic) {
  if (!summary.statistics) {
    return std::nullopt;
  }
  std::uint64_t total = 0;
  for (const mcap::Channel& channel : summary.channels) {
    const auto count = summary.statistics->channel_message_counts.find(channel.id);
    if (parse_topic(channel.topic) == topic &&
        count != summary.statistics->channel_message_counts.end()) {
      total += count->second;
    }
  }
  return total;
}

std::optional<std::uint64_t> total_by_seal(const Seal& seal, TopicKind kind) {
  if (kind == TopicKind::kFrame) {
    return static_cast<std::uint64_t>(seal.frames);
  }
  return kind == TopicKind::kCue ? std::optional(static_cast<std::uint64_t>(seal.cues))
                                 : std::nullopt;
}

}  // namespace

LossMeter::LossMeter(const TakeHeader& header)
    : sound_start_(header.part ? header.part->sound_start.value : 0) {}

void LossMeter::begin_chunk() {
  before_chunk_ = latest_;
}

void LossMeter::add(Topic topic, std::uint32_t sequence, const Record& record) {
  Count& count = counts_[{topic.kind, topic.lane}];
  const bool jumped = sequence > count.next_sequence;
  count.lost += jumped ? sequence - count.next_sequence : 0;
  count.next_sequence = std::max(count.next_sequence, std::uint64_t{sequence} + 1);
  ++count.kept;
  const std::int64_t sample = sample_of(record).value;
  // A gap that was seen in another topic since explains it.
  const bool explained = !spans_.empty() && latest_gap_ >= count.latest;
  count.latest = std::max(count.latest, sample);
  if (jumped && !explained) {
    // Ordered by sample: the first missing one may share its sample with the last before it.
    latest_gap_ = before_chunk_;
    spans_.push_back({{before_chunk_}, SampleIndex{std::max(sample, before_chunk_) + 1}});
  }
  latest_ = std::max(latest_, sample);
  if (const auto* packet = std::get_if<AudioPacket>(&record)) {
    add_sound(*packet, jumped);
  } else if (topic.kind != TopicKind::kTake) {
    other_end_ = std::max(other_end_, sample + 1);
  }
  if (const auto* cue = std::get_if<Cue>(&record); cue != nullptr && cue->type == CueType::kGap) {
    gap_samples_ += std::clamp<std::int64_t>(cue->number, 0, kMaxSample - gap_samples_);
  }
}

void LossMeter::add_sound(const AudioPacket& packet, bool jumped) {
  if (packet.lane != 0) {
    return;
  }
  sound_end_ = std::max(sound_end_, sound_start_);
  if (jumped && packet.first.value > sound_end_) {
    samples_lost_ += packet.first.value - sound_end_;
    spans_.push_back({{sound_end_}, packet.first});
  }
  sound_end_ = std::max(sound_end_, packet.first.value + packet.frames);
}

SampleIndex LossMeter::end() const {
  return {sound_end_ > 0 ? sound_end_ : other_end_};
}

void LossMeter::add_tail(const RecoveryChoice& choice) {
  if (choice.end == TakeEnd::kFound) {
    return;
  }
  if (!choice.seal) {
    spans_.push_back({{std::max(sound_end_, other_end_)}, std::nullopt});
    return;
  }
  const SampleIndex samples = choice.seal->seal.samples;
  if (sound_end_ < samples.value) {
    samples_lost_ += samples.value - sound_end_;
  }
  spans_.push_back({{latest_}, SampleIndex{std::max(samples.value, latest_ + 1)}});
}

void LossMeter::merge_spans() {
  constexpr std::int64_t kOpen = std::numeric_limits<std::int64_t>::max();
  const auto end_of = [](const LostSpan& span) { return span.to ? span.to->value : kOpen; };
  std::ranges::sort(spans_, {}, &LostSpan::from);
  std::vector<LostSpan> merged;
  for (const LostSpan& span : spans_) {
    if (merged.empty() || span.from.value > end_of(merged.back())) {
      merged.push_back(span);
    } else if (end_of(span) > end_of(merged.back())) {
      merged.back().to = span.to;
    }
  }
  spans_ = std::move(merged);
}

LostCount LossMeter::lost_of(Key key, const Count& count, const Finds& found,
                             const RecoveryChoice& choice) const {
  std::optional<std::uint64_t> total;
  if (choice.summary_fits) {
    total = total_by_summary(*found.summary, {key.first, key.second});
  }
  if (!total && choice.seal) {
    total = total_by_seal(choice.seal->seal, key.first);
  }
  if (total && *total >= count.kept) {
    return {*total - count.kept, true};
  }
  const bool complete = choice.chunks_lost.none() && choice.end == TakeEnd::kFound;
  return {count.lost, complete};
}

void LossMeter::finish(const Finds& found, const RecoveryChoice& choice) {
  add_tail(choice);
  merge_spans();
  topics_.push_back({"/take", 1, {0, true}});
  for (std::uint32_t lane = 0; lane < choice.header.header.lanes.size(); ++lane) {
    counts_.try_emplace({TopicKind::kAudio, lane});
  }
  for (const TopicKind kind :
       {TopicKind::kFrame, TopicKind::kCue, TopicKind::kHash, TopicKind::kHealth}) {
    counts_.try_emplace({kind, 0});
  }
  for (const auto& [key, count] : counts_) {
    const LostCount lost = lost_of(key, count, found, choice);
    if (count.kept > 0 || lost.at_least > 0) {
      topics_.push_back({topic_name({key.first, key.second}), count.kept, lost});
    }
  }
}

}  // namespace reprise::timeline
