#include "tools/record/frame_ledger.h"

#include <utility>

#include "core/timeline/records.h"

namespace reprise::tools {

FrameLedger::FrameLedger(FrameGrid grid, std::int64_t latency, Session session)
    : grid_(grid), session_(std::move(session)), frames_(grid, latency) {}

std::optional<LiveFrames::Due> FrameLedger::due(double now) const {
  const std::lock_guard lock(mutex_);
  return frames_.due(now);
}

bool FrameLedger::take(const LiveFrames::Due& frame, bool hash_follows) {
  const std::lock_guard lock(mutex_);
  if (last_ && frame.index <= *last_) {
    return false;
  }
  const auto flags = static_cast<std::uint8_t>(frame.late ? timeline::kFrameLate : 0);
  commit_up_to(frame.index,
               session::CommittedFrame{frame.index, frame.sample, flags, hash_follows});
  counts_.drawn += 1;
  counts_.late += frame.late ? 1 : 0;
  last_ = frame.index;
  frames_.take(frame.index);
  return true;
}

void FrameLedger::drop_overdue(double now) {
  const std::lock_guard lock(mutex_);
  const auto due = frames_.due(now);
  const FrameIndex end = due ? due->index : FrameIndex{};
  // The first frame of a run is nobody's loss.
  if (!due || !last_ || end.value <= last_->value + 1 ||
      !session_.knows(grid_.sample_of({end.value - 1}))) {
    return;
  }
  commit_up_to(end, std::nullopt);
  last_ = {end.value - 1};
  frames_.take(*last_);
}

// Those between the last one and `end` were dropped.
void FrameLedger::commit_up_to(FrameIndex end, std::optional<session::CommittedFrame> drawn) {
  std::vector<session::CommittedFrame> frames;
  for (std::int64_t index = last_ ? last_->value + 1 : end.value; index < end.value; ++index) {
    frames.push_back({{index}, grid_.sample_of({index}), timeline::kFrameDropped, false});
    counts_.dropped += 1;
  }
  if (drawn) {
    frames.push_back(*drawn);
  }
  session_.commit(std::move(frames));
}

double FrameLedger::next_at(double now) const {
  const std::lock_guard lock(mutex_);
  return frames_.next_at(now);
}

void FrameLedger::set_latency(std::int64_t latency) {
  const std::lock_guard lock(mutex_);
  frames_.set_latency(latency);
}

FrameLedger::Counts FrameLedger::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

}  // namespace reprise::tools
