// The last seconds of a live run, from which takes are cut: its sound, its records in file order,
// and now and then the state of the performance. What lies before final() is complete, and is
// handed out by sharing it. One thread; what was handed out is any thread's to read.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "core/model/pcm.h"
#include "core/session/library/performance_state.h"
#include "core/timeline/records.h"

namespace reprise::session {

struct LiveSound {
  SampleIndex first;
  std::vector<std::int32_t> samples;
  std::optional<std::int64_t> publish_ns;  // of the packets that end in it
  std::int64_t clipped = 0;                // samples that were limited
};

struct LiveRecord {
  timeline::Record record;
  std::optional<std::int64_t> publish_ns;
};

// A stretch of the run that will not change any more.
struct LiveStretch {
  SampleIndex from;
  SampleIndex to;
  std::vector<std::shared_ptr<const LiveSound>> sound;  // may reach over both ends
  std::vector<std::shared_ptr<const LiveRecord>> records;
};

// Silence in place of sound that was lost, as a cue tells of it.
bool tells_of_lost_sound(const timeline::Record& record);

class LiveLog {
 public:
  explicit LiveLog(const AudioFormat& format) : format_(format) {}

  // The end of the sound, and the moment before which no record is added any more.
  [[nodiscard]] SampleIndex end() const { return end_; }
  [[nodiscard]] SampleIndex final() const { return final_; }
  // Never goes back; at most end().
  void make_final(SampleIndex until);

  // Sound that follows on.
  void add_sound(const PcmView& pcm, std::optional<std::int64_t> publish_ns,
                 std::int64_t clipped = 0);
  // Not before final(). Records of one sample and topic keep their order.
  void add_record(LiveRecord record);
  // What was done behind the end of the sound stands at its last sample from now on; frames there
  // are none of a take's.
  void pull_in_records();
  // States come in order of time.
  void add_state(PerformanceState state);

  // Up to final(), from where the log still reaches.
  [[nodiscard]] LiveStretch stretch(SampleIndex from, SampleIndex to) const;
  // The last state at or before `sample`; there is one unless it was forgotten.
  [[nodiscard]] std::shared_ptr<const PerformanceState> state_before(SampleIndex sample) const;
  // `sample`, or, where it lies inside of silence that one cue tells of, the start of that.
  [[nodiscard]] SampleIndex outside_of_gaps(SampleIndex sample) const;

  // Keeps all from the last state at or before `sample` on.
  void forget_before(SampleIndex sample);

 private:
  AudioFormat format_;
  SampleIndex end_;
  SampleIndex final_;
  std::deque<std::shared_ptr<const LiveSound>> sound_;
  std::deque<std::shared_ptr<const LiveRecord>> records_;
  std::deque<std::shared_ptr<const PerformanceState>> states_;
};

}  // namespace reprise::session
