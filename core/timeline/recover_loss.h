// What is missing between the records that were kept, told by their sequence numbers and samples.
// One thread.
#pragma once

#include <map>
#include <vector>

#include "core/timeline/records.h"
#include "core/timeline/recover_choose.h"

namespace reprise::timeline {

class LossMeter {
 public:
  // That of the take.
  explicit LossMeter(const TakeHeader& header);

  void begin_chunk();
  // In file order, with the sequence number that it had.
  void add(Topic topic, std::uint32_t sequence, const Record& record);
  // After the last record.
  void finish(const Finds& found, const RecoveryChoice& choice);

  // Valid after finish().
  [[nodiscard]] const std::vector<TopicRecovery>& topics() const { return topics_; }
  [[nodiscard]] const std::vector<LostSpan>& spans() const { return spans_; }
  [[nodiscard]] std::int64_t samples_lost() const { return samples_lost_; }
  [[nodiscard]] std::int64_t gap_samples() const { return gap_samples_; }
  [[nodiscard]] SampleIndex end() const;

 private:
  struct Count {
    std::uint64_t kept = 0;
    std::uint64_t lost = 0;           // before the last one that was kept
    std::uint64_t next_sequence = 0;  // as it was in the damaged take
    std::int64_t latest = -1;         // sample
  };
  using Key = std::pair<TopicKind, std::uint32_t>;

  void add_sound(const AudioPacket& packet, bool jumped);
  void add_tail(const RecoveryChoice& choice);
  void merge_spans();
  [[nodiscard]] LostCount lost_of(Key key, const Count& count, const Finds& found,
                                  const RecoveryChoice& choice) const;

  std::map<Key, Count> counts_;
  std::vector<TopicRecovery> topics_;
  std::vector<LostSpan> spans_;
  std::int64_t sound_start_;  // a part has no sound before it, and misses none
  std::int64_t sound_end_ = 0;
  std::int64_t other_end_ = 0;
  std::int64_t latest_ = 0;        // sample of the latest record
  std::int64_t before_chunk_ = 0;  // the same before this chunk
  std::int64_t latest_gap_ = 0;    // where the last span begins
  std::int64_t samples_lost_ = 0;
  std::int64_t gap_samples_ = 0;
};

}  // namespace reprise::timeline
