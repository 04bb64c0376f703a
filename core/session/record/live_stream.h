// What goes on in a live run, whether it is recorded or not: sound and cues become moments for the
// window and a log for takes. Decides what of the log is final. One thread, but for moments().
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/session/library/performance.h"
#include "core/session/record/live_log.h"
#include "core/session/record/live_options.h"
#include "core/session/record/moment_ring.h"

namespace reprise::session {

class LiveStream {
 public:
  LiveStream(const LiveOptions& options, const ShowFiles& show, Performance performance);
  LiveStream(const LiveStream&) = delete;
  LiveStream& operator=(const LiveStream&) = delete;

  // As in LiveSession.
  void set_elapsed(std::int64_t elapsed_ns) { publish_ns_ = options_.epoch_ns + elapsed_ns; }
  Status push(const PcmView& pcm);
  Status push_silence(std::int64_t samples, std::string_view why);
  SampleIndex add_cue(Cue cue);
  Status commit_frames(std::span<const CommittedFrame> frames);
  void add_hash(const timeline::HashRecord& hash, std::optional<SampleIndex> steps_since);
  void add_health(const timeline::HealthRecord& health);
  void pause(bool on, double seconds_paused);

  // All that was heard is final: frames and hashes that are under way come too late.
  void finish();

  [[nodiscard]] LiveLog& log() { return log_; }
  [[nodiscard]] const LiveLog& log() const { return log_; }
  [[nodiscard]] const MomentRing& moments() const { return moments_; }
  // Frames and hashes that came too late to be recorded.
  [[nodiscard]] std::int64_t late_frames() const { return late_frames_; }
  [[nodiscard]] std::int64_t late_hashes() const { return late_hashes_; }

 private:
  struct Gap {
    SampleIndex first;
    std::string why;
  };

  Status hear(const PcmView& pcm);
  Status on_hop(const HopAnalysis& hop, std::span<const Cue> decisions);
  void close_gap();
  void add_record(timeline::Record record) {
    log_.add_record({std::move(record), publish_ns_, {}});
  }
  void add_frame(const Moment& moment, const CommittedFrame& frame);
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
  SampleIndex committed_;               // the last frame
  std::deque<CommittedFrame> awaited_;  // whose hashes are under way
  std::int64_t next_frame_ = 0;         // of those that nobody commits
  std::optional<Gap> gap_;              // that no cue has told of yet
  std::int64_t late_frames_ = 0;
  std::int64_t late_hashes_ = 0;
};

}  // namespace reprise::session
