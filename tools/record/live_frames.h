// Which frame of the nominal grid is to be shown when the run's clock says so much, and which ones
// were passed over. Reads no clock. One thread.
#pragma once

#include <cstdint>
#include <optional>

#include "core/base/time.h"

namespace reprise::tools {

class LiveFrames {
 public:
  // A frame is shown `latency` samples after its own: as late as its sound has been heard and
  // analysed for certain.
  LiveFrames(FrameGrid grid, std::int64_t latency) : grid_(grid), latency_(latency) {}

  struct Due {
    FrameIndex index;
    SampleIndex sample;
    FrameIndex first_dropped;  // these up to `index` were never shown; `index` when none
    bool late = false;         // more than half of its time has passed
  };
  // The frame of the moment `now`, in samples; nothing while it is the one that was taken last.
  // The first frame of a run drops none.
  [[nodiscard]] std::optional<Due> due(double now) const;
  void set_latency(std::int64_t latency) { latency_ = latency; }
  void take(FrameIndex index) { last_ = index; }

  // When the next frame begins, in samples.
  [[nodiscard]] double next_at(double now) const;

 private:
  [[nodiscard]] FrameIndex frame_at(double now) const;

  FrameGrid grid_;
  std::int64_t latency_;
  std::optional<FrameIndex> last_;
};

}  // namespace reprise::tools
