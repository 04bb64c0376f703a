// What goes on in a live run, whether it is recorded or not: sound and cues become moments for the
// window and a log for takes. Decides what of the log is final. One thread, but for moments().
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/session/library/performance.h"
#include "core/session/record/live_log.h"
#include "core/session/record/live_options.h"
#include "core/session/record/moment_ring.h"

namespace reprise::session {

// What came too late to be recorded.
struct LateCounts {
  std::int64_t frames = 0;  // that were drawn, and are recorded as dropped
  std::int64_t hashes = 0;  // or that nobody could prove
};

class LiveStream {
 public:
  LiveStream(const LiveOptions& options, const ShowFiles& show, Performance performance);
  LiveStream(const LiveStream&) = delete;
  LiveStream& operator=(const LiveStream&) = delete;

  // As in LiveSession.
  void set_elapsed(std::int64_t elapsed_ns) { publish_ns_ = options_.epoch_ns + elapsed_ns; }
  Status push(const PcmView& pcm, std::int64_t clipped);
  Status push_silence(std::int64_t samples, std::string_view why);
  SampleIndex add_cue(Cue cue);
  Status commit_frames(std::span<const CommittedFrame> frames);
  void add_hash(const timeline::HashRecord& hash);
  void add_health(const timeline::HealthRecord& health);
  void pause(bool on, double seconds_paused);

  // All that was heard is final: frames and hashes that are under way come too late. Cues that wait
  // for sound stand at its end.
  void finish();

  [[nodiscard]] LiveLog& log() { return log_; }
  [[nodiscard]] const LiveLog& log() const { return log_; }
  [[nodiscard]] const MomentRing& moments() const { return moments_; }
  [[nodiscard]] const LateCounts& late() const { return late_; }

 private:
  struct Gap {
    SampleIndex first;
    std::string why;
  };
  // A frame of the nominal grid of which nothing is recorded yet.
  struct Slot {
    FrameIndex index;
    SampleIndex sample;
    std::shared_ptr<const Moment> moment;
  };

  Status hear(const PcmView& pcm, std::int64_t clipped);
  Status on_hop(const HopAnalysis& hop, std::span<const Cue> decisions);
  void add_slots(const std::shared_ptr<const Moment>& moment);
  void close_gap();
  void add_record(timeline::Record record) { log_.add_record({std::move(record), publish_ns_}); }
  void record_slot(std::uint8_t flags, std::optional<FrameIndex> before = {});
  void commit(const CommittedFrame& frame);
  [[nodiscard]] SampleIndex outside_of_gap(SampleIndex until);
  void make_final(SampleIndex until);
  void find_final();

  const LiveOptions options_;
  const FrameGrid grid_;
  const std::int64_t hop_samples_;
  const bool with_audio_;
  Performance performance_;
  LiveLog log_;
  MomentRing moments_;
  std::optional<std::int64_t> publish_ns_;

  std::vector<Cue> inputs_;  // that no hop has seen yet
  SampleIndex last_cue_;
  std::deque<Slot> slots_;
  FrameIndex next_slot_;
  FrameIndex committed_{-1};
  FrameIndex drawn_{-1};  // the last one of them that was
  SampleIndex committed_sample_;
  std::deque<CommittedFrame> awaited_;                    // whose hashes are under way
  SampleIndex heard_before_;                              // the last sound
  std::optional<Gap> gap_;                                // that no cue has told of yet
  std::deque<std::pair<SampleIndex, SampleIndex>> gaps_;  // that cues tell of, from final() on
  LateCounts late_;
};

}  // namespace reprise::session
