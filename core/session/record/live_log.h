// The last seconds of a live run, from which takes are cut: its sound, its records in file order,
// and now and then the state of the performance. What lies before final() is complete. One thread.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "core/model/pcm.h"
#include "core/session/library/performance_state.h"
#include "core/timeline/records.h"

namespace reprise::session {

struct LiveRecord {
  timeline::Record record;
  std::optional<std::int64_t> publish_ns;
  std::optional<SampleIndex> steps_since;  // a hash of a frame that a later take cannot draw again
};

class LiveLog {
 public:
  explicit LiveLog(const AudioFormat& format) : format_(format) {}

  // The end of the sound, and the moment before which no record is added any more.
  [[nodiscard]] SampleIndex end() const { return end_; }
  [[nodiscard]] SampleIndex final() const { return final_; }
  // Never goes back; at most end().
  void make_final(SampleIndex until);

  // Sound that follows on; `publish_ns` is that of the packets that end in it.
  void add_sound(const PcmView& pcm, std::optional<std::int64_t> publish_ns);
  // Not before final(). Records of one sample and topic keep their order.
  void add_record(LiveRecord record);
  // States come in order of time.
  void add_state(PerformanceState state);

  // Sound from `from` on, up to `to` or less, all of one piece; not empty when from < to. Valid
  // until forget_before().
  struct SoundPiece {
    PcmView pcm;
    std::optional<std::int64_t> publish_ns;
  };
  [[nodiscard]] SoundPiece sound(SampleIndex from, SampleIndex to) const;

  // Records have numbers that stay when others are forgotten: that of the first one at or behind
  // `sample`; and each one up to the last final one (else nullptr).
  [[nodiscard]] std::uint64_t record_number(SampleIndex sample) const;
  [[nodiscard]] const LiveRecord* record(std::uint64_t number) const;

  // The last state at or before `sample`; there is one unless it was forgotten.
  [[nodiscard]] const PerformanceState* state_before(SampleIndex sample) const;

  // Keeps all from the last state at or before `sample` on.
  void forget_before(SampleIndex sample);

 private:
  struct Block {
    SampleIndex first;
    std::vector<std::int32_t> samples;
    std::optional<std::int64_t> publish_ns;
  };

  AudioFormat format_;
  SampleIndex end_;
  SampleIndex final_;
  std::deque<Block> sound_;
  std::deque<LiveRecord> records_;
  std::uint64_t forgotten_ = 0;  // records
  std::deque<PerformanceState> states_;
};

}  // namespace reprise::session
