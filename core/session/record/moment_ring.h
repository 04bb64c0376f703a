// The last moments of a run, one a hop: published by the thread that listens, read by the one that
// draws. A reader holds a moment as long as it likes. Any thread; nobody waits longer than for the
// exchange of a pointer.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "core/session/library/performance.h"

namespace reprise::session {

class MomentRing {
 public:
  // Keeps at least two seconds.
  explicit MomentRing(std::int64_t sample_rate);

  // Hops come one after another.
  void publish(std::shared_ptr<const Moment> moment);

  // The moment of the last hop at or before `sample`; nothing when it is not there yet, or gone.
  [[nodiscard]] std::shared_ptr<const Moment> at(SampleIndex sample) const;
  // The last hop that was published; −1 before the first.
  [[nodiscard]] SampleIndex last() const;

 private:
  const std::int64_t hop_samples_;
  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<const Moment>> slots_;  // by hop, round and round
  SampleIndex last_{-1};
};

}  // namespace reprise::session
