// The frames of a live run, one after another: which was shown, and which were not. The session is
// told of each in order, by whoever is there: the picture's thread takes the frame that it is about
// to draw; while that thread hangs, or has no picture any more, another one lets frames drop. Any
// thread.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "core/session/record/live_options.h"
#include "tools/record/live_frames.h"

namespace reprise::tools {

class FrameLedger {
 public:
  struct Session {
    std::function<bool(SampleIndex)> knows;  // its moment at a sample
    std::function<void(std::vector<session::CommittedFrame>)> commit;
  };
  // As LiveFrames.
  FrameLedger(FrameGrid grid, std::int64_t latency, Session session);

  [[nodiscard]] std::optional<LiveFrames::Due> due(double now) const;
  // The frame is about to be drawn; those before it that nobody took were dropped. False when it
  // was given up meanwhile: then it is not to be drawn.
  bool take(const LiveFrames::Due& frame, bool hash_follows);
  // Frames in whose place another one is due by now are dropped.
  void drop_overdue(double now);
  [[nodiscard]] double next_at(double now) const;
  void set_latency(std::int64_t latency);

  struct Counts {
    std::int64_t drawn = 0;
    std::int64_t late = 0;  // of them
    std::int64_t dropped = 0;
  };
  [[nodiscard]] Counts counts() const;

 private:
  void commit_up_to(FrameIndex end, std::optional<session::CommittedFrame> drawn);

  const FrameGrid grid_;
  const Session session_;
  mutable std::mutex mutex_;
  LiveFrames frames_;
  std::optional<FrameIndex> last_;
  Counts counts_;
};

}  // namespace reprise::tools
