#include "core/session/record/live_log.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <variant>

#include "core/base/check.h"
#include "core/session/record/record_order.h"

namespace reprise::session {
namespace {

using RecordPointer = std::shared_ptr<const LiveRecord>;

std::tuple<SampleIndex, std::size_t> place_of(const RecordPointer& entry) {
  return place_in_file(entry->record);
}

SampleIndex sample_of(const RecordPointer& entry) {
  return timeline::sample_of(entry->record);
}

SampleIndex first_of(const std::shared_ptr<const LiveSound>& sound) {
  return sound->first;
}

SampleIndex sample_of_state(const std::shared_ptr<const PerformanceState>& state) {
  return state->reached.sample;
}

// Decisions stay where their hop is.
bool is_decision(const timeline::Record& record) {
  const Cue* cue = std::get_if<Cue>(&record);
  return cue != nullptr &&
         (cue->origin == CueOrigin::kEngine || cue->origin == CueOrigin::kAnalysis);
}

// A frame's place is its own.
bool is_of_a_frame(const timeline::Record& record) {
  return std::holds_alternative<timeline::FrameRecord>(record) ||
         std::holds_alternative<timeline::HashRecord>(record);
}

void move_to(SampleIndex sample, timeline::Record& record) {
  std::visit(
      [sample](auto& value) {
        if constexpr (requires { value.sample; }) {
          value.sample = sample;
        }
      },
      record);
}

}  // namespace

bool tells_of_lost_sound(const timeline::Record& record) {
  const Cue* cue = std::get_if<Cue>(&record);
  return cue != nullptr && cue->type == CueType::kGap && cue->origin == CueOrigin::kRecorder;
}

void LiveLog::make_final(SampleIndex until) {
  CHECK(until <= end_);
  final_ = std::max(final_, until);
}

void LiveLog::add_sound(const PcmView& pcm, std::optional<std::int64_t> publish_ns,
                        std::int64_t clipped) {
  CHECK(pcm.first == end_);
  if (!pcm.samples.empty()) {
    sound_.push_back(std::make_shared<const LiveSound>(
        LiveSound{end_, {pcm.samples.begin(), pcm.samples.end()}, publish_ns, clipped}));
    end_.value += pcm.frames();
  }
}

void LiveLog::add_record(LiveRecord record) {
  CHECK(timeline::sample_of(record.record) >= final_);
  auto entry = std::make_shared<const LiveRecord>(std::move(record));
  const auto at = std::ranges::upper_bound(records_, place_of(entry), {}, place_of);
  records_.insert(at, std::move(entry));
}

void LiveLog::pull_in_records() {
  const SampleIndex last{end_.value - 1};
  if (last < final_) {
    return;
  }
  const auto first = std::ranges::lower_bound(records_, end_, {}, sample_of);
  const std::vector<RecordPointer> waiting(first, records_.end());
  records_.erase(first, records_.end());
  for (const RecordPointer& entry : waiting) {
    if (is_of_a_frame(entry->record)) {
      continue;
    }
    LiveRecord record = *entry;
    if (!is_decision(record.record)) {
      move_to(last, record.record);
    }
    add_record(std::move(record));
  }
}

void LiveLog::add_state(PerformanceState state) {
  states_.push_back(std::make_shared<const PerformanceState>(std::move(state)));
}

LiveStretch LiveLog::stretch(SampleIndex from, SampleIndex to) const {
  CHECK(to <= final_ && (sound_.empty() || sound_.front()->first <= from));
  LiveStretch stretch{from, to, {}, {}};
  auto sound = std::ranges::upper_bound(sound_, from, {}, first_of);
  sound -= sound == sound_.begin() ? 0 : 1;
  for (; sound != sound_.end() && (*sound)->first < to; ++sound) {
    stretch.sound.push_back(*sound);
  }
  stretch.records.assign(std::ranges::lower_bound(records_, from, {}, sample_of),
                         std::ranges::lower_bound(records_, to, {}, sample_of));
  return stretch;
}

std::shared_ptr<const PerformanceState> LiveLog::state_before(SampleIndex sample) const {
  const auto behind = std::ranges::upper_bound(states_, sample, {}, sample_of_state);
  return behind == states_.begin() ? nullptr : *std::prev(behind);
}

SampleIndex LiveLog::outside_of_gaps(SampleIndex sample) const {
  const auto end = std::ranges::lower_bound(records_, sample, {}, sample_of);
  for (auto at = end; at != records_.begin();) {
    const timeline::Record& record = (*--at)->record;
    if (tells_of_lost_sound(record)) {
      const Cue& gap = std::get<Cue>(record);
      return gap.sample.value + gap.number > sample.value ? gap.sample : sample;
    }
  }
  return sample;
}

void LiveLog::forget_before(SampleIndex sample) {
  while (states_.size() > 1 && sample_of_state(states_[1]) <= sample) {
    states_.pop_front();
  }
  const SampleIndex keep = states_.empty() ? SampleIndex{0} : sample_of_state(states_.front());
  while (sound_.size() > 1 && sound_[1]->first <= keep) {
    sound_.pop_front();
  }
  while (!records_.empty() && sample_of(records_.front()) < std::min(keep, final_)) {
    records_.pop_front();
  }
}

}  // namespace reprise::session
