// The clock of a take: the audio sample counter, and the exact maps between samples, hops, frames
// and nanoseconds. Nothing here reads a clock. Values; any thread.
#pragma once

#include <compare>
#include <cstdint>

#include "core/base/rational.h"

namespace reprise {

// A position (or a count) on the take's audio sample clock, at the take's rate.
struct SampleIndex {
  std::int64_t value = 0;
  friend auto operator<=>(const SampleIndex&, const SampleIndex&) = default;
};
// A frame of some grid; 0 lies at sample 0.
struct FrameIndex {
  std::int64_t value = 0;
  friend auto operator<=>(const FrameIndex&, const FrameIndex&) = default;
};
// A step of analysis and engine; hop k lies at sample k · hop_size.
struct HopIndex {
  std::int64_t value = 0;
  friend auto operator<=>(const HopIndex&, const HopIndex&) = default;
};

// 256 · 2^round(log2(rate/48000)) samples, computed in integers. rate ≥ 1000.
std::int64_t hop_size(std::int64_t sample_rate);
// 2048 · 2^round(log2(rate/48000)) samples: the analysis window.
std::int64_t window_size(std::int64_t sample_rate);

// The last hop at or before `sample`, and the first hop at or after it.
HopIndex hop_at_or_before(SampleIndex sample, std::int64_t hop);
HopIndex hop_at_or_after(SampleIndex sample, std::int64_t hop);

// A grid of frames on a sample clock.
struct FrameGrid {
  Rational fps{60, 1};
  std::int64_t sample_rate = 48000;

  // floor(n · rate · den / num)
  [[nodiscard]] SampleIndex sample_of(FrameIndex frame) const;
  // The last frame whose sample is ≤ `sample` (−1 for negative samples).
  [[nodiscard]] FrameIndex last_at_or_before(SampleIndex sample) const;
  // Frames that a duration of `samples` gives: ceil(samples · num / (rate · den)).
  [[nodiscard]] std::int64_t frame_count(SampleIndex samples) const;
};

// floor(sample · 10⁹ / rate)
std::int64_t nanoseconds_of(SampleIndex sample, std::int64_t sample_rate);

// sample/rate rounded once to double; for shaders' TIME and for printing.
double seconds_of(SampleIndex sample, std::int64_t sample_rate);

// 2000-01-01T00:00:00Z in ns since 1970: the epoch of takes made from files.
inline constexpr std::int64_t kFileEpochNs = 946'684'800'000'000'000;

// ISF's DATE for a moment `ns` after 1970-01-01T00:00:00Z, in UTC.
struct CalendarDate {
  int year = 1970;
  int month = 1;  // 1..12
  int day = 1;    // 1..31
  double second_of_day = 0;
};
CalendarDate calendar_date(std::int64_t unix_ns);

}  // namespace reprise
