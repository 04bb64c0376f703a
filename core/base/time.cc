#include "core/base/time.h"

#include "core/base/check.h"

namespace reprise {
namespace {

constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;
constexpr std::int64_t kNanosecondsPerDay = 86400 * kNanosecondsPerSecond;

// base · 2^round(log2(rate/48000)) in integers: a rate rounds to exponent n when rate²/48000² lies
// in [2^(2n−1), 2^(2n+1)). The bounds are irrational multiples of 48000, so no rate is a tie.
std::int64_t scale_with_rate(std::int64_t base, std::int64_t sample_rate) {
  CHECK(sample_rate >= 1000 && sample_rate <= 1'000'000'000);
  std::int64_t size = base;
  std::int64_t square = sample_rate * sample_rate;
  std::int64_t reference = std::int64_t{48000} * 48000;
  for (; square >= 2 * reference; reference *= 4) {
    size *= 2;
  }
  for (; 2 * square < reference; square *= 4) {
    size /= 2;
  }
  return size;
}

// For b > 0.
std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}
std::int64_t ceil_divide(std::int64_t a, std::int64_t b) {
  return a / b + (a % b > 0 ? 1 : 0);
}

// Days since 1970-01-01 to a proleptic Gregorian date, over years that begin in March, so that the
// leap day is a year's last.
CalendarDate date_of_day(std::int64_t days_since_1970) {
  constexpr std::int64_t kDaysOfEra = 146097;          // 400 years
  const std::int64_t days = days_since_1970 + 719468;  // since 0000-03-01
  const std::int64_t era = floor_divide(days, kDaysOfEra);
  const std::int64_t day_of_era = days - era * kDaysOfEra;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month_from_march = (5 * day_of_year + 2) / 153;
  const std::int64_t day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
  const std::int64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  const std::int64_t year = era * 400 + year_of_era + (month <= 2 ? 1 : 0);
  return CalendarDate{.year = static_cast<int>(year),
                      .month = static_cast<int>(month),
                      .day = static_cast<int>(day)};
}

}  // namespace

std::int64_t hop_size(std::int64_t sample_rate) {
  return scale_with_rate(256, sample_rate);
}

std::int64_t window_size(std::int64_t sample_rate) {
  return scale_with_rate(2048, sample_rate);
}

HopIndex hop_at_or_before(SampleIndex sample, std::int64_t hop) {
  CHECK(hop > 0);
  return HopIndex{floor_divide(sample.value, hop)};
}

HopIndex hop_at_or_after(SampleIndex sample, std::int64_t hop) {
  CHECK(hop > 0);
  return HopIndex{ceil_divide(sample.value, hop)};
}

SampleIndex FrameGrid::sample_of(FrameIndex frame) const {
  return SampleIndex{multiply_divide_floor(frame.value, sample_rate * fps.den, fps.num)};
}

FrameIndex FrameGrid::last_at_or_before(SampleIndex sample) const {
  if (sample.value < 0) {
    return FrameIndex{-1};
  }
  // floor(n·r·d/f) ≤ s ⟺ n·r·d/f < s + 1, so n is the last integer below (s + 1)·f/(r·d).
  return FrameIndex{multiply_divide_ceil(sample.value + 1, fps.num, sample_rate * fps.den) - 1};
}

std::int64_t FrameGrid::frame_count(SampleIndex samples) const {
  return multiply_divide_ceil(samples.value, fps.num, sample_rate * fps.den);
}

std::int64_t nanoseconds_of(SampleIndex sample, std::int64_t sample_rate) {
  return multiply_divide_floor(sample.value, kNanosecondsPerSecond, sample_rate);
}

double seconds_of(SampleIndex sample, std::int64_t sample_rate) {
  return static_cast<double>(sample.value) / static_cast<double>(sample_rate);
}

CalendarDate calendar_date(std::int64_t unix_ns) {
  const std::int64_t days = floor_divide(unix_ns, kNanosecondsPerDay);
  CalendarDate date = date_of_day(days);
  date.second_of_day = static_cast<double>(unix_ns - days * kNanosecondsPerDay) / 1e9;
  return date;
}

}  // namespace reprise
