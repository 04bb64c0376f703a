// The slots of a steady frame rate on a monotonic clock: when to draw where nothing else says so,
// as in a window whose swap does not wait for the screen. A slot that was not taken in time is
// missed; none is made up for, so that delay never grows. Reads no clock, and no error adds up. One
// thread.
#pragma once

#include <cstdint>
#include <optional>

#include "core/base/rational.h"

namespace reprise::tools {

class FrameSlots {
 public:
  // Slot k begins at start + floor(k · 10⁹ · den / num) ns.
  FrameSlots(Rational fps, std::int64_t start_ns) : fps_(fps), start_ns_(start_ns) {}

  // The slot that `now_ns` lies in, once; nothing when it was taken already, and before slot 0.
  std::optional<std::int64_t> take(std::int64_t now_ns);

  // When the first slot after the one taken last begins: sleep until then.
  [[nodiscard]] std::int64_t next_ns() const { return begin_of(next_); }

  // Slots so far that were never taken.
  [[nodiscard]] std::int64_t missed() const { return missed_; }

 private:
  [[nodiscard]] std::int64_t begin_of(std::int64_t slot) const;
  [[nodiscard]] std::int64_t slot_at(std::int64_t now_ns) const;

  Rational fps_;
  std::int64_t start_ns_;
  std::int64_t next_ = 0;
  std::int64_t missed_ = 0;
};

}  // namespace reprise::tools
