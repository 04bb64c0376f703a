#include "core/session/record/live_log.h"

#include <algorithm>
#include <tuple>

#include "core/base/check.h"
#include "core/session/record/record_order.h"

namespace reprise::session {
namespace {

std::tuple<SampleIndex, std::size_t> place_of(const LiveRecord& entry) {
  return place_in_file(entry.record);
}

SampleIndex sample_of(const LiveRecord& entry) {
  return timeline::sample_of(entry.record);
}

SampleIndex sample_of_state(const PerformanceState& state) {
  return state.reached.sample;
}

}  // namespace

void LiveLog::make_final(SampleIndex until) {
  CHECK(until <= end_);
  final_ = std::max(final_, until);
}

void LiveLog::add_sound(const PcmView& pcm, std::optional<std::int64_t> publish_ns) {
  CHECK(pcm.first == end_);
  if (!pcm.samples.empty()) {
    sound_.push_back({end_, {pcm.samples.begin(), pcm.samples.end()}, publish_ns});
    end_.value += pcm.frames();
  }
}

void LiveLog::add_record(LiveRecord record) {
  CHECK(sample_of(record) >= final_);
  const auto at = std::ranges::upper_bound(records_, place_of(record), {}, place_of);
  records_.insert(at, std::move(record));
}

void LiveLog::add_state(PerformanceState state) {
  states_.push_back(std::move(state));
}

LiveLog::SoundPiece LiveLog::sound(SampleIndex from, SampleIndex to) const {
  const auto behind = std::ranges::upper_bound(sound_, from, {}, &Block::first);
  if (behind == sound_.begin() || from >= std::min(to, end_)) {
    return {{format_, from, {}}, {}};
  }
  const Block& block = *std::prev(behind);
  const PcmView whole{format_, block.first, block.samples};
  const std::int64_t skip = from.value - block.first.value;
  const std::int64_t count = std::min(whole.frames() - skip, to.value - from.value);
  return {whole.slice(skip, count), block.publish_ns};
}

std::uint64_t LiveLog::record_number(SampleIndex sample) const {
  const auto at = std::ranges::lower_bound(records_, sample, {}, sample_of);
  return forgotten_ + static_cast<std::uint64_t>(at - records_.begin());
}

const LiveRecord* LiveLog::record(std::uint64_t number) const {
  CHECK(number >= forgotten_);
  const auto index = static_cast<std::size_t>(number - forgotten_);
  if (index >= records_.size() || sample_of(records_[index]) >= final_) {
    return nullptr;
  }
  return &records_[index];
}

const PerformanceState* LiveLog::state_before(SampleIndex sample) const {
  const auto behind = std::ranges::upper_bound(states_, sample, {}, sample_of_state);
  return behind == states_.begin() ? nullptr : &*std::prev(behind);
}

void LiveLog::forget_before(SampleIndex sample) {
  while (states_.size() > 1 && sample_of_state(states_[1]) <= sample) {
    states_.pop_front();
  }
  const SampleIndex keep = states_.empty() ? SampleIndex{0} : sample_of_state(states_.front());
  while (sound_.size() > 1 && sound_[1].first <= keep) {
    sound_.pop_front();
  }
  while (!records_.empty() && sample_of(records_.front()) < std::min(keep, final_)) {
    records_.pop_front();
    ++forgotten_;
  }
}

}  // namespace reprise::session
