#include "core/timeline/write_queue.h"

#include <algorithm>
#include <variant>

namespace reprise::timeline {
namespace {

std::size_t heap_cost(const std::string& text) {
  return text.capacity();
}

std::size_t heap_cost(const FrameRecord& frame) {
  std::size_t cost = heap_cost(frame.scene) + heap_cost(frame.outgoing) +
                     heap_cost(frame.transition_preset) +
                     frame.features.size() * sizeof(std::uint16_t);
  for (const FrameRecord::Layer& layer : frame.layers) {
    cost += sizeof layer + heap_cost(layer.preset);
    for (const InputValue& input : layer.inputs) {
      cost += sizeof input + heap_cost(input.name) + heap_cost(input.picture.asset);
    }
  }
  return cost;
}
std::size_t heap_cost(const TakeHeader& header) {
  return heap_cost(header.show);
}
std::size_t heap_cost(const AudioPacket& packet) {
  return packet.data.size();
}
std::size_t heap_cost(const Cue& cue) {
  return heap_cost(cue.target) + heap_cost(cue.text) + cue.values.size() * sizeof(double);
}
std::size_t heap_cost(const HashRecord& hash) {
  return heap_cost(hash.gl_mode);
}
std::size_t heap_cost(const HealthRecord& /*health*/) {
  return 0;
}

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
  return sizeof(WriteItem) + std::visit([](const auto& value) { return heap_cost(value); }, record);
}

WriteQueue::WriteQueue(Overflow overflow, std::size_t capacity)
    : overflow_(overflow), capacity_(capacity) {}

Status WriteQueue::push(WriteItem item) {
  const std::size_t cost = memory_cost(item.record);
  std::unique_lock lock(mutex_);
  if (overflow_ == Overflow::kWait) {
    // A record larger than the whole queue passes when it is alone.
    space_.wait(
        lock, [&] { return closed_ || error_ || items_.empty() || waiting_ + cost <= capacity_; });
  }
  if (error_) {
    return fail(*error_);
  }
  last_sample_ = std::max(last_sample_, sample_of(item.record));
  if (overflow_ == Overflow::kDrop) {
    update_pressure(cost);
    if (refuses(kind_of(item.record))) {
      note_dropped(item.record);
      return {};
    }
  }
  put(std::move(item));
  return {};
}

// Rises with the bytes that wait; falls late, so that dropping has few beginnings and ends.
void WriteQueue::update_pressure(std::size_t cost) {
  const Pressure before = pressure_;
  if (waiting_ + cost > capacity_) {
    pressure_ = Pressure::kNothingFits;
  } else if (waiting_ > capacity_ / 2) {
    pressure_ = std::max(pressure_, Pressure::kNoFrames);
  } else if (waiting_ > capacity_ / 4) {
    pressure_ = std::clamp(pressure_, Pressure::kNoDiagnosis, Pressure::kNoFrames);
  } else if (waiting_ > capacity_ / 8) {
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
    gap_ = Gap{sample_of(record), {}, 0};
  }
  ++gap_->records[static_cast<std::size_t>(kind_of(record))];
  ++dropped_;
  if (const auto* packet = std::get_if<AudioPacket>(&record)) {
    gap_->samples += packet->frames;
    lost_samples_ += packet->frames;
  }
}

void WriteQueue::report_gap(SampleIndex now) {
  Cue cue;
  cue.sample = now;
  cue.type = CueType::kGap;
  cue.origin = CueOrigin::kRecorder;
  cue.text = dropped_text(gap_->records);
  cue.number = gap_->samples;
  cue.duration = {std::max<std::int64_t>(0, now.value - gap_->from.value)};
  for (const std::uint64_t count : gap_->records) {
    cue.values.push_back(static_cast<double>(count));
  }
  gap_.reset();
  put({std::move(cue), std::nullopt});
}

void WriteQueue::put(WriteItem item) {
  waiting_ += memory_cost(item.record);
  items_.push_back(std::move(item));
  available_.notify_one();
}

void WriteQueue::close() {
  const std::lock_guard lock(mutex_);
  if (gap_ && !error_) {
    report_gap(last_sample_);
  }
  closed_ = true;
  available_.notify_all();
  space_.notify_all();
}

void WriteQueue::abort() {
  const std::lock_guard lock(mutex_);
  items_.clear();
  waiting_ = 0;
  closed_ = true;
  available_.notify_all();
  space_.notify_all();
}

std::optional<WriteItem> WriteQueue::pop() {
  std::unique_lock lock(mutex_);
  available_.wait(lock, [&] { return closed_ || !items_.empty(); });
  if (items_.empty()) {
    return std::nullopt;
  }
  std::optional<WriteItem> item(std::move(items_.front()));
  items_.pop_front();
  waiting_ -= memory_cost(item->record);
  space_.notify_one();
  return item;
}

void WriteQueue::fail_with(Error error) {
  const std::lock_guard lock(mutex_);
  error_ = std::move(error);
  items_.clear();
  waiting_ = 0;
  space_.notify_all();
}

Status WriteQueue::status() const {
  const std::lock_guard lock(mutex_);
  return error_ ? fail(*error_) : Status();
}

std::uint64_t WriteQueue::dropped() const {
  const std::lock_guard lock(mutex_);
  return dropped_;
}

std::int64_t WriteQueue::lost_samples() const {
  const std::lock_guard lock(mutex_);
  return lost_samples_;
}

}  // namespace reprise::timeline
