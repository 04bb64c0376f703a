// The values that options take, from text: sizes, times, ranges. Every error is kUsage and shows
// how to write it. Frame rates: parse_frame_rate in core/base/rational.h. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "core/base/error.h"
#include "core/base/rational.h"
#include "core/base/time.h"
#include "core/model/image.h"

namespace reprise::tools {

struct NamedSize {
  std::string_view name;
  ImageSize size;
};
// "720p" … "8k", for help and completion.
std::span<const NamedSize> named_sizes();
// "1280x720" or a name; 1 to 16384 pixels a side.
Result<ImageSize> parse_size(std::string_view text);

// "640K", "1.5M", "2G" (powers of 1024), or bytes.
Result<std::int64_t> parse_byte_count(std::string_view text);

// A moment or length as the user wrote it; what it means is known once fps and rate are.
using TimeValue = std::variant<Rational,      // seconds, exactly as written
                               FrameIndex,    // "1234f"
                               SampleIndex>;  // "48000s"
// "90", "1:30.5", "00:01:30.5", "1234f", "48000s"; up to nine decimals of a second. Not negative.
Result<TimeValue> parse_time(std::string_view text);
// How long something is to last, where nobody counts in samples: as parse_time, but a unit means
// what it says: "30s", "1.5s", "500ms", "2m", "1.5h".
Result<TimeValue> parse_length(std::string_view text);
std::string to_string(const TimeValue& time);

// floor(time · rate).
SampleIndex sample_of(const TimeValue& time, const FrameGrid& grid);
// The first frame at or after it: ceil(time · fps).
FrameIndex first_frame_of(const TimeValue& time, const FrameGrid& grid);

// "A..B", "A.." or "..B", where either side may be left out.
struct TimeRange {
  std::optional<TimeValue> begin;
  std::optional<TimeValue> end;
};
Result<TimeRange> parse_time_range(std::string_view text);

// "A..B", both included; "A" alone is A..A. The end may be left out.
struct FrameRange {
  FrameIndex first;
  std::optional<FrameIndex> last;
};
Result<FrameRange> parse_frame_range(std::string_view text);

}  // namespace reprise::tools
