// The values that options take: sizes, times, ranges, numbers. Pure functions; any thread.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

#include "core/base/error.h"
#include "core/base/rational.h"
#include "core/base/time.h"
#include "core/model/image.h"

namespace reprise::tools {

// "1280x720", "720p", "1080p", "1440p", "2160p", "4k". kUsage otherwise, or over 16384 a side.
Result<ImageSize> parse_size(std::string_view text);

// "90", "1:30.5", "00:01:30.5", "1234f" (frames of the export), "48000s" (samples).
struct TimePoint {
  enum class Unit { kSeconds, kFrames, kSamples };
  Unit unit = Unit::kSeconds;
  Rational seconds;        // exact, for kSeconds
  std::int64_t count = 0;  // of frames or samples
};
Result<TimePoint> parse_time(std::string_view text);

// The first frame at or after the moment: ceil(t · fps). kUsage when it does not fit.
Result<FrameIndex> frame_at_or_after(const TimePoint& time, const FrameGrid& grid);

// "A..B", both included; "A.." and "..B" are refused.
Result<std::pair<std::int64_t, std::int64_t>> parse_frame_range(std::string_view text);

Result<std::int64_t> parse_integer(std::string_view text, std::int64_t min, std::int64_t max);
// Decimal, or hexadecimal with 0x.
Result<std::uint64_t> parse_seed(std::string_view text);

}  // namespace reprise::tools
