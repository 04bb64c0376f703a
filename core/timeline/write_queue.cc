#include "core/timeline/write_queue.h"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "core/base/check.h"
#include "core/base/poll.h"
#include "core/timeline/record_cost.h"

namespace reprise::timeline {
namespace {

using std::chrono::microseconds;

// A queue holds seconds of a performance, so the consumer may sleep for a few ms; a producer that
// waits finds a queue that drains in about 10 ms.
constexpr microseconds kConsumerFirst{500};
constexpr microseconds kConsumerLongest{4000};
constexpr microseconds kProducerFirst{100};
constexpr microseconds kProducerLongest{1000};

// "3 /frame, 1 /hash".
std::string dropped_text(const std::array<std::uint64_t, kTopicKindCount>& records) {
  std::string text;
  for (const TopicInfo& info : topic_table()) {
    const std::uint64_t count = records[static_cast<std::size_t>(info.kind)];
    if (count > 0) {
      text += (text.empty() ? "" : ", ") + std::to_string(count) + ' ' + std::string(info.name);
    }
  }
  return "the disk could not follow: lost " + text;
}

}  // namespace

std::size_t memory_cost(const Record& record) {
  return sizeof(WriteQueue::Slot) + heap_bytes(record);
}

// Two slots more: for a gap that is told of when room comes, and for one that is open when the
// queue, full by then, is closed.
WriteQueue::WriteQueue(Overflow overflow, QueueLimits limits)
    : overflow_(overflow), limits_(limits), ring_(limits.records + 2) {}

std::size_t WriteQueue::waiting_bytes() const {
  return static_cast<std::size_t>(pushed_bytes_ - popped_bytes_.load(std::memory_order_acquire));
}

bool WriteQueue::fits(std::size_t cost) const {
  return ring_.size() < limits_.records && waiting_bytes() + cost <= limits_.bytes;
}

bool WriteQueue::fuller_than_one_in(std::size_t parts) const {
  return waiting_bytes() > limits_.bytes / parts || ring_.size() > limits_.records / parts;
}

Status WriteQueue::push(Record&& record, std::optional<std::int64_t> publish_ns) {
  const std::size_t cost = memory_cost(record);
  if (overflow_ == Overflow::kWait) {
    wait_for_space(cost);
  }
  if (failed_.load(std::memory_order_acquire)) {
    return fail(*error_);
  }
  last_sample_ = std::max(last_sample_, sample_of(record));
  if (overflow_ == Overflow::kDrop) {
    update_pressure(cost);
    if (refuses(kind_of(record))) {
      note_dropped(record);
      return {};
    }
  }
  CHECK(!std::holds_alternative<TakeHeader>(record));
  std::visit(
      [&]<typename Value>(Value&& value) {
        if constexpr (!std::is_same_v<Value, TakeHeader>) {
          put({std::forward<Value>(value), publish_ns, cost});
        }
      },
      std::move(record));
  return {};
}

// A record larger than the whole queue passes when it is alone.
void WriteQueue::wait_for_space(std::size_t cost) const {
  Poll(kProducerFirst, kProducerLongest).until([&] {
    return failed_.load(std::memory_order_relaxed) || ring_.size() == 0 || fits(cost);
  });
}

// Rises with what waits; falls late, so that dropping has few beginnings and ends.
void WriteQueue::update_pressure(std::size_t cost) {
  const Pressure before = pressure_;
  if (!fits(cost)) {
    pressure_ = Pressure::kNothingFits;
  } else if (fuller_than_one_in(2)) {
    pressure_ = std::max(pressure_, Pressure::kNoFrames);
  } else if (fuller_than_one_in(4)) {
    pressure_ = std::clamp(pressure_, Pressure::kNoDiagnosis, Pressure::kNoFrames);
  } else if (fuller_than_one_in(8)) {
    pressure_ = std::min(pressure_, Pressure::kNoFrames);
  } else {
    pressure_ = Pressure::kNone;
  }
  if (pressure_ < before && gap_) {
    report_gap(last_sample_);
  }
}

bool WriteQueue::refuses(TopicKind kind) const {
  switch (pressure_) {
    case Pressure::kNone:
      return false;
    case Pressure::kNoDiagnosis:
      return kind == TopicKind::kHash || kind == TopicKind::kHealth;
    case Pressure::kNoFrames:
      return kind == TopicKind::kHash || kind == TopicKind::kHealth || kind == TopicKind::kFrame;
    case Pressure::kNothingFits:
      return true;
  }
  return false;
}

void WriteQueue::note_dropped(const Record& record) {
  if (!gap_) {
    gap_ = Gap{sample_of(record), {}, {}, 0};
  }
  ++gap_->records[static_cast<std::size_t>(kind_of(record))];
  dropped_.store(dropped() + 1, std::memory_order_relaxed);
  if (const auto* packet = std::get_if<AudioPacket>(&record)) {
    gap_->samples += packet->frames;
    lost_samples_.store(lost_samples() + packet->frames, std::memory_order_relaxed);
  }
}

void WriteQueue::report_gap(SampleIndex now) {
  gap_->until = now;
  put({*gap_, std::nullopt, sizeof(Slot)});
  gap_.reset();
}

void WriteQueue::put(Slot slot) {
  pushed_bytes_ += slot.cost;
  CHECK(ring_.try_push(std::move(slot)));
}

void WriteQueue::close() {
  if (gap_ && !failed_.load(std::memory_order_acquire)) {
    report_gap(last_sample_);
  }
  end_.store(End::kDrain, std::memory_order_release);
}

void WriteQueue::abort() {
  end_.store(End::kDiscard, std::memory_order_release);
}

std::optional<WriteItem> WriteQueue::pop() {
  Slot slot;
  bool popped = false;
  Poll(kConsumerFirst, kConsumerLongest).until([&] {
    // Read before the ring: what was pushed before the end is seen.
    const End end = end_.load(std::memory_order_acquire);
    const bool failed = failed_.load(std::memory_order_acquire);
    popped = end != End::kDiscard && !failed && ring_.try_pop(slot);
    return popped || failed || end != End::kOpen;
  });
  if (!popped) {
    throw_away();
    return std::nullopt;
  }
  popped_bytes_.store(popped_bytes_.load(std::memory_order_relaxed) + slot.cost,
                      std::memory_order_release);
  return item_of(std::move(slot));
}

WriteItem WriteQueue::item_of(Slot slot) {
  return std::visit(
      [&]<typename Value>(Value&& value) -> WriteItem {
        if constexpr (std::is_same_v<Value, Gap>) {
          return {cue_of(value), slot.publish_ns};
        } else {
          return {std::forward<Value>(value), slot.publish_ns};
        }
      },
      std::move(slot.content));
}

Cue WriteQueue::cue_of(const Gap& gap) {
  Cue cue;
  cue.sample = gap.until;
  cue.type = CueType::kGap;
  cue.origin = CueOrigin::kRecorder;
  cue.text = dropped_text(gap.records);
  cue.number = gap.samples;
  cue.duration = {std::max<std::int64_t>(0, gap.until.value - gap.from.value)};
  for (const std::uint64_t count : gap.records) {
    cue.values.push_back(static_cast<double>(count));
  }
  return cue;
}

void WriteQueue::fail_with(Error error) {
  if (!failing_.exchange(true)) {
    error_ = std::move(error);
    failed_.store(true, std::memory_order_release);
  }
}

void WriteQueue::throw_away() {
  Slot unwritten;
  while (ring_.try_pop(unwritten)) {
  }
}

Status WriteQueue::status() const {
  return failed_.load(std::memory_order_acquire) ? fail(*error_) : Status();
}

}  // namespace reprise::timeline
