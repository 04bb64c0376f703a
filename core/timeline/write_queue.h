// The bounded queue between append() and the writer thread, measured in bytes. It either waits or
// drops: first what only diagnoses, then frames, and only when nothing fits any more sound and
// cues; each stretch of dropping ends with a gap cue that says what is missing.
// One producer, one consumer.
#pragma once

#include <array>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

#include "core/base/error.h"
#include "core/timeline/take_writer.h"
#include "core/timeline/topics.h"

namespace reprise::timeline {

struct WriteItem {
  Record record;
  std::optional<std::int64_t> publish_ns;
};

// What a record occupies while it waits.
std::size_t memory_cost(const Record& record);

class WriteQueue {
 public:
  WriteQueue(Overflow overflow, std::size_t capacity);

  // The consumer's failure, if there was one.
  Status push(WriteItem item);
  // No more records: the consumer drains what is there. An open gap is reported first.
  void close();
  // As close(), but what waits is thrown away.
  void abort();

  // Nothing when the queue is closed and drained.
  std::optional<WriteItem> pop();
  // From now on push() returns `error`; the queue is emptied.
  void fail_with(Error error);

  [[nodiscard]] Status status() const;
  [[nodiscard]] std::uint64_t dropped() const;
  [[nodiscard]] std::int64_t lost_samples() const;

 private:
  // What is refused at present.
  enum class Pressure : std::uint8_t { kNone, kNoDiagnosis, kNoFrames, kNothingFits };

  void update_pressure(std::size_t cost);
  [[nodiscard]] bool refuses(TopicKind kind) const;
  void note_dropped(const Record& record);
  void report_gap(SampleIndex now);
  void put(WriteItem item);

  const Overflow overflow_;
  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::condition_variable space_;
  std::condition_variable available_;
  std::deque<WriteItem> items_;
  std::size_t waiting_ = 0;  // bytes
  bool closed_ = false;
  std::optional<Error> error_;
  Pressure pressure_ = Pressure::kNone;
  SampleIndex last_sample_;
  struct Gap {
    SampleIndex from;
    std::array<std::uint64_t, kTopicKindCount> records{};
    std::int64_t samples = 0;
  };
  std::optional<Gap> gap_;
  std::uint64_t dropped_ = 0;
  std::int64_t lost_samples_ = 0;
};

}  // namespace reprise::timeline
