#include "tools/common/values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "core/base/text.h"

namespace reprise::tools {
namespace {

__extension__ using Wide = __int128;

constexpr auto kNamedSizes = std::to_array<NamedSize>({
    {"360p", {640, 360}},
    {"480p", {854, 480}},
    {"720p", {1280, 720}},
    {"1080p", {1920, 1080}},
    {"1440p", {2560, 1440}},
    {"2160p", {3840, 2160}},
    {"4k", {3840, 2160}},
    {"4320p", {7680, 4320}},
    {"8k", {7680, 4320}},
});
constexpr std::int64_t kMaxSide = 16384;
constexpr std::int64_t kNanoseconds = 1'000'000'000;
// About 31 years, and as many frames or samples: what follows cannot overflow.
constexpr std::int64_t kMaxSeconds = 1'000'000'000;
constexpr std::int64_t kMaxCount = 1'000'000'000'000;

tl::unexpected<Error> unreadable(std::string_view text, std::string_view what,
                                 std::string_view how) {
  return fail(ErrorCode::kUsage, "'" + std::string(text) + "' is not " + std::string(what),
              "write " + std::string(how));
}

// Digits only: no sign, no space.
std::optional<std::int64_t> whole_number(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) {
    return std::nullopt;
  }
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() ? std::optional(value) : std::nullopt;
}

// "30.5" in units of 10^-decimals.
std::optional<std::int64_t> fixed_point(std::string_view text, std::size_t decimals,
                                        std::int64_t max_whole) {
  const std::size_t point = text.find('.');
  const auto whole = whole_number(text.substr(0, point));
  if (!whole || *whole > max_whole) {
    return std::nullopt;
  }
  std::string fraction(point == std::string_view::npos ? "0" : text.substr(point + 1));
  if (fraction.empty() || fraction.size() > decimals) {
    return std::nullopt;
  }
  fraction.resize(decimals, '0');
  const auto part = whole_number(fraction);
  std::int64_t unit = 1;
  for (std::size_t i = 0; i < decimals; ++i) {
    unit *= 10;
  }
  return part ? std::optional(*whole * unit + *part) : std::nullopt;
}

// [[h:]m:]s[.d], each part below 60 but the first.
std::optional<Rational> clock_seconds(std::string_view text) {
  const std::vector<std::string> parts = split(text, ':');
  if (parts.size() > 3) {
    return std::nullopt;
  }
  std::int64_t seconds = 0;
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    const auto part = whole_number(parts[i]);
    if (!part || *part > kMaxSeconds || (i > 0 && *part >= 60)) {
      return std::nullopt;
    }
    seconds = (seconds + *part) * 60;
  }
  const auto last = fixed_point(parts.back(), 9, kMaxSeconds);
  if (!last || seconds > kMaxSeconds || (parts.size() > 1 && *last >= 60 * kNanoseconds)) {
    return std::nullopt;
  }
  return make_rational(seconds * kNanoseconds + *last, kNanoseconds);
}

std::int64_t ceil_div(Wide a, Wide b) {
  return static_cast<std::int64_t>((a + b - 1) / b);
}

// Null when there is none.
const NamedSize* size_named(std::string_view name) {
  const auto* found = std::ranges::find(kNamedSizes, name, &NamedSize::name);
  return found == kNamedSizes.end() ? nullptr : found;
}

// The two sides of "A..B".
std::optional<std::pair<std::string_view, std::string_view>> sides(std::string_view text) {
  const std::size_t dots = text.find("..");
  if (dots == std::string_view::npos) {
    return std::nullopt;
  }
  return std::pair(text.substr(0, dots), text.substr(dots + 2));
}

}  // namespace

std::span<const NamedSize> named_sizes() {
  return kNamedSizes;
}

Result<ImageSize> parse_size(std::string_view text) {
  const std::string lower = to_lower_ascii(text);
  if (const auto* named = size_named(lower)) {
    return named->size;
  }
  const std::size_t x = lower.find('x');
  if (x == std::string::npos) {
    const auto* meant = size_named(lower + "p");
    return unreadable(text, "a size",
                      meant != nullptr ? meant->name : "1280x720, 720p, 1080p, 1440p or 4k");
  }
  const auto width = whole_number(std::string_view(lower).substr(0, x));
  const auto height = whole_number(std::string_view(lower).substr(x + 1));
  if (!width || !height) {
    return unreadable(text, "a size", "1280x720, 720p, 1080p, 1440p or 4k");
  }
  if (*width < 1 || *height < 1 || *width > kMaxSide || *height > kMaxSide) {
    return fail(ErrorCode::kUsage,
                "the size " + std::string(text) + " is outside 1x1 to 16384x16384");
  }
  return ImageSize{static_cast<std::int32_t>(*width), static_cast<std::int32_t>(*height)};
}

Result<std::int64_t> parse_byte_count(std::string_view text) {
  constexpr std::string_view kUnits = "KMGT";
  constexpr std::int64_t kThousandth = 1000;
  std::string_view number = text;
  int shift = 0;
  if (!text.empty()) {
    const std::size_t unit = kUnits.find(static_cast<char>(text.back() & ~0x20));
    if (unit != std::string_view::npos) {
      shift = 10 * static_cast<int>(unit + 1);
      number.remove_suffix(1);
    }
  }
  const auto thousandths = fixed_point(number, 3, std::int64_t{1} << 50);
  if (!thousandths || (shift == 0 && number.find('.') != std::string_view::npos)) {
    return unreadable(text, "a number of bytes", "4096, 640K, 1.5M or 2G");
  }
  const Wide bytes = (static_cast<Wide>(*thousandths) << shift) / kThousandth;
  if (bytes > (Wide{1} << 60)) {
    return fail(ErrorCode::kUsage, "'" + std::string(text) + "' is more than any disk holds");
  }
  return static_cast<std::int64_t>(bytes);
}

Result<TimeValue> parse_time(std::string_view text) {
  if (text.ends_with('f') || text.ends_with('s')) {
    const auto count = whole_number(text.substr(0, text.size() - 1));
    if (count && *count <= kMaxCount) {
      return text.ends_with('f') ? TimeValue(FrameIndex{*count}) : TimeValue(SampleIndex{*count});
    }
  } else if (const auto seconds = clock_seconds(text)) {
    return TimeValue(*seconds);
  }
  return unreadable(text, "a time", "90, 1:30.5, 00:01:30.5, 1234f (frames) or 48000s (samples)");
}

Result<TimeValue> parse_length(std::string_view text) {
  struct Unit {
    std::string_view name;
    std::int64_t seconds;
    std::int64_t parts;  // of a second
  };
  constexpr std::array<Unit, 4> kUnits{
      {{"ms", 1, 1000}, {"s", 1, 1}, {"m", 60, 1}, {"h", 3600, 1}}};
  const auto* unit =
      std::ranges::find_if(kUnits, [&](const Unit& u) { return text.ends_with(u.name); });
  const bool has_unit = unit != kUnits.end();
  if (!has_unit && text.ends_with('f')) {
    return parse_time(text);
  }
  const auto number = text.substr(0, text.size() - (has_unit ? unit->name.size() : 0));
  const bool is_clock = number.find(':') != std::string_view::npos;
  const auto seconds = has_unit && is_clock ? std::nullopt : clock_seconds(number);
  if (!seconds) {
    return unreadable(text, "a length", "90, 1:30.5, 30s, 500ms, 2m, 1.5h or 1234f (frames)");
  }
  if (!has_unit) {
    return TimeValue(*seconds);
  }
  const Rational once = make_rational(seconds->num, seconds->den * unit->parts);
  if (unit->seconds > 1 && once.num > kMaxSeconds * once.den / unit->seconds) {
    return fail(ErrorCode::kUsage, "the length " + std::string(text) + " is longer than any take");
  }
  return TimeValue(make_rational(once.num * unit->seconds, once.den));
}

std::string to_string(const TimeValue& time) {
  if (const auto* seconds = std::get_if<Rational>(&time)) {
    return format_double(seconds->approximate());
  }
  if (const auto* frame = std::get_if<FrameIndex>(&time)) {
    return std::to_string(frame->value) + "f";
  }
  return std::to_string(std::get<SampleIndex>(time).value) + "s";
}

SampleIndex sample_of(const TimeValue& time, const FrameGrid& grid) {
  if (const auto* seconds = std::get_if<Rational>(&time)) {
    return SampleIndex{multiply_divide_floor(seconds->num, grid.sample_rate, seconds->den)};
  }
  if (const auto* frame = std::get_if<FrameIndex>(&time)) {
    return grid.sample_of(*frame);
  }
  return std::get<SampleIndex>(time);
}

FrameIndex first_frame_of(const TimeValue& time, const FrameGrid& grid) {
  if (const auto* seconds = std::get_if<Rational>(&time)) {
    return FrameIndex{ceil_div(static_cast<Wide>(seconds->num) * grid.fps.num,
                               static_cast<Wide>(seconds->den) * grid.fps.den)};
  }
  if (const auto* sample = std::get_if<SampleIndex>(&time)) {
    return FrameIndex{ceil_div(static_cast<Wide>(sample->value) * grid.fps.num,
                               static_cast<Wide>(grid.sample_rate) * grid.fps.den)};
  }
  return std::get<FrameIndex>(time);
}

Result<TimeRange> parse_time_range(std::string_view text) {
  const auto parts = sides(text);
  if (!parts || (parts->first.empty() && parts->second.empty())) {
    return unreadable(text, "a range of times", "10..1:30, 10.. or ..1:30");
  }
  TimeRange range;
  if (!parts->first.empty()) {
    TRY_ASSIGN(range.begin, parse_time(parts->first));
  }
  if (!parts->second.empty()) {
    TRY_ASSIGN(range.end, parse_time(parts->second));
  }
  return range;
}

Result<FrameRange> parse_frame_range(std::string_view text) {
  const auto parts = sides(text);
  const auto first = whole_number(parts ? parts->first : text);
  const auto last = parts ? whole_number(parts->second) : first;
  const bool open = parts && parts->second.empty();
  if (!first || (!last && !open)) {
    return unreadable(text, "a range of frames", "100..199 (both included), 100.. or 100");
  }
  if (*first > kMaxCount || last.value_or(0) > kMaxCount) {
    return fail(ErrorCode::kUsage, "the range " + std::string(text) + " is longer than any take");
  }
  if (last && *last < *first) {
    return fail(ErrorCode::kUsage, "the range " + std::string(text) + " ends before it begins");
  }
  FrameRange range{FrameIndex{*first}, std::nullopt};
  if (last) {
    range.last = FrameIndex{*last};
  }
  return range;
}

}  // namespace reprise::tools
