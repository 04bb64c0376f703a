// The bounded queue between append() and the thread that packs: a ring of preallocated slots,
// bounded by records and by their bytes. It either waits or drops: first what only diagnoses, then
// frames, and only when nothing fits any more sound and cues; each stretch of dropping ends with a
// gap cue that says what is missing. One producer, one consumer. Where it drops, push() makes no
// system call, allocates and frees nothing, and takes no lock; so the consumer cannot be woken and
// looks again every few ms.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <variant>

#include "core/base/error.h"
#include "core/base/spsc_ring.h"
#include "core/timeline/take_writer.h"
#include "core/timeline/topics.h"

namespace reprise::timeline {

struct WriteItem {
  Record record;
  std::optional<std::int64_t> publish_ns;
};

// What a record occupies while it waits.
std::size_t memory_cost(const Record& record);

// What may wait at most.
struct QueueLimits {
  std::size_t bytes = 0;
  std::size_t records = 0;
};

class WriteQueue {
 public:
  WriteQueue(Overflow overflow, QueueLimits limits);

  // The failure that fail_with() told of, if there was one. A record that is not taken stays as it
  // was, so that its memory is the caller's to free. Never a TakeHeader.
  Status push(Record&& record, std::optional<std::int64_t> publish_ns);
  // Producer: no more records, the consumer drains what is there. An open gap is reported first.
  void close();
  // Producer: as close(), but what waits is thrown away.
  void abort();

  // Consumer: nothing when the queue is closed and drained, or failed; what waits is then thrown
  // away.
  std::optional<WriteItem> pop();

  // Any thread: from now on push() returns `error`, and pop() nothing. The first one counts.
  void fail_with(Error error);
  [[nodiscard]] Status status() const;
  [[nodiscard]] std::size_t size() const { return ring_.size(); }
  [[nodiscard]] std::uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }
  [[nodiscard]] std::int64_t lost_samples() const {
    return lost_samples_.load(std::memory_order_relaxed);
  }

 private:
  // What is refused at present.
  enum class Pressure : std::uint8_t { kNone, kNoDiagnosis, kNoFrames, kNothingFits };
  enum class End : std::uint8_t { kOpen, kDrain, kDiscard };
  // What is missing; travels as it is and becomes a cue on the consumer's thread.
  struct Gap {
    SampleIndex from;
    SampleIndex until;
    std::array<std::uint64_t, kTopicKindCount> records{};
    std::int64_t samples = 0;
  };
  struct Slot {
    std::variant<AudioPacket, FrameRecord, Cue, HashRecord, HealthRecord, Gap> content;
    std::optional<std::int64_t> publish_ns;
    std::size_t cost = 0;
  };
  friend std::size_t memory_cost(const Record& record);

  static Cue cue_of(const Gap& gap);
  static WriteItem item_of(Slot slot);
  void throw_away();
  [[nodiscard]] bool fits(std::size_t cost) const;
  [[nodiscard]] bool fuller_than_one_in(std::size_t parts) const;
  [[nodiscard]] std::size_t waiting_bytes() const;
  void wait_for_space(std::size_t cost) const;
  void update_pressure(std::size_t cost);
  [[nodiscard]] bool refuses(TopicKind kind) const;
  void note_dropped(const Record& record);
  void report_gap(SampleIndex now);
  void put(Slot slot);

  const Overflow overflow_;
  const QueueLimits limits_;
  SpscRing<Slot> ring_;

  // The producer's alone.
  std::uint64_t pushed_bytes_ = 0;
  Pressure pressure_ = Pressure::kNone;
  SampleIndex last_sample_;
  std::optional<Gap> gap_;

  // Written by one side, read by others.
  std::atomic<std::uint64_t> popped_bytes_{0};  // consumer
  std::atomic<bool> failing_{false};            // whoever fails first, before error_
  std::atomic<bool> failed_{false};             // the same, after error_
  std::atomic<End> end_{End::kOpen};            // producer
  std::atomic<std::uint64_t> dropped_{0};       // producer
  std::atomic<std::int64_t> lost_samples_{0};   // producer
  std::optional<Error> error_;
};

}  // namespace reprise::timeline
