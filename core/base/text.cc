#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numeric>
#include <optional>
#include <system_error>

#include "core/base/time.h"

namespace reprise {
namespace {

constexpr std::string_view kBase64Digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::uint8_t kNoBase64Digit = 255;

// By character: the value of a digit.
constexpr std::array<std::uint8_t, 256> base64_values() {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNoBase64Digit);
  for (std::size_t i = 0; i < kBase64Digits.size(); ++i) {
    values[static_cast<unsigned char>(kBase64Digits[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}
constexpr std::array<std::uint8_t, 256> kBase64Values = base64_values();

// Four digits hold three bytes; padding may stand only at the end of the last group.
std::size_t base64_padding(std::string_view text) {
  if (text.ends_with("==")) {
    return 2;
  }
  return text.ends_with('=') ? 1 : 0;
}

template <typename T>
std::string format_floating(T value) {
  if (std::isnan(value)) {
    return "NaN";
  }
  if (std::isinf(value)) {
    return value > 0 ? "Infinity" : "-Infinity";
  }
  std::array<char, 64> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  return {buffer.data(), end};
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row[b.size()];
}

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

// Takes `count` decimal digits off the front of `text`.
std::optional<int> take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) {
    return std::nullopt;
  }
  int value = 0;
  for (char c : text.substr(0, count)) {
    if (c < '0' || c > '9') {
      return std::nullopt;
    }
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool take_char(std::string_view& text, char c) {
  if (!text.starts_with(c)) {
    return false;
  }
  text.remove_prefix(1);
  return true;
}

// "" or ".5" … ".123456789" to nanoseconds.
std::optional<std::int64_t> take_fraction(std::string_view& text) {
  if (!take_char(text, '.')) {
    return 0;
  }
  const std::size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
  if (count == 0 || count > 9) {
    return std::nullopt;
  }
  std::int64_t ns = *take_digits(text, count);
  for (std::size_t i = count; i < 9; ++i) {
    ns *= 10;
  }
  return ns;
}

// Days from 1970-01-01 to a date of the proleptic Gregorian calendar.
std::int64_t day_number(int year, int month, int day) {
  const std::int64_t march_year = year - (month <= 2 ? 1 : 0);
  const std::int64_t era = (march_year >= 0 ? march_year : march_year - 399) / 400;
  const std::int64_t year_of_era = march_year - era * 400;
  const std::int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
         719468;
}

std::optional<std::int64_t> take_date(std::string_view& text) {
  const auto year = take_digits(text, 4);
  const bool dash1 = take_char(text, '-');
  const auto month = take_digits(text, 2);
  const bool dash2 = take_char(text, '-');
  const auto day = take_digits(text, 2);
  if (!year || !dash1 || !month || !dash2 || !day || *month < 1 || *month > 12 || *day < 1) {
    return std::nullopt;
  }
  const int next_year = *month == 12 ? *year + 1 : *year;
  const int next_month = *month == 12 ? 1 : *month + 1;
  const std::int64_t number = day_number(*year, *month, *day);
  return number < day_number(next_year, next_month, 1) ? std::optional(number) : std::nullopt;
}

std::optional<std::int64_t> take_time_of_day(std::string_view& text) {
  const auto hour = take_digits(text, 2);
  const bool colon1 = take_char(text, ':');
  const auto minute = take_digits(text, 2);
  const bool colon2 = take_char(text, ':');
  const auto second = take_digits(text, 2);
  if (!hour || !colon1 || !minute || !colon2 || !second || *hour > 23 || *minute > 59 ||
      *second > 59) {
    return std::nullopt;
  }
  return (*hour * 60 + *minute) * 60 + *second;
}

std::optional<std::int64_t> utc_nanoseconds(std::string_view text) {
  // The range of an int64 in ns, in whole days: 1677-09-22 to 2262-04-10.
  constexpr std::int64_t kMaxDays = 106750;
  const auto day = take_date(text);
  const bool separator = take_char(text, 'T');
  const auto second = take_time_of_day(text);
  const auto ns = take_fraction(text);
  if (!day || !separator || !second || !ns || text != "Z" || *day > kMaxDays || *day < -kMaxDays) {
    return std::nullopt;
  }
  return (*day * 86400 + *second) * 1'000'000'000 + *ns;
}

void append_padded(std::string& out, std::int64_t value, std::size_t width) {
  const std::string digits = std::to_string(value);
  out.append(width - std::min(width, digits.size()), '0').append(digits);
}

}  // namespace

void append_base64(std::string& out, ByteSpan bytes) {
  std::size_t to = out.size();
  out.resize(to + (bytes.size() + 2) / 3 * 4, '=');
  for (std::size_t at = 0; at < bytes.size(); at += 3, to += 4) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - at);
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < count; ++i) {
      group |= static_cast<std::uint32_t>(bytes[at + i]) << (16 - 8 * i);
    }
    for (std::size_t i = 0; i <= count; ++i) {
      out[to + i] = kBase64Digits[group >> (18 - 6 * i) & 63];
    }
  }
}

std::string to_base64(ByteSpan bytes) {
  std::string out;
  append_base64(out, bytes);
  return out;
}

Result<Bytes> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) {
    return fail(ErrorCode::kInvalid, "base64 text ends within a group of four");
  }
  const std::string_view digits = text.substr(0, text.size() - base64_padding(text));
  Bytes out(digits.size() * 3 / 4);
  std::size_t to = 0;
  std::uint32_t bits = 0;
  int bit_count = 0;
  for (const char c : digits) {
    const std::uint8_t value = kBase64Values[static_cast<unsigned char>(c)];
    if (value == kNoBase64Digit) {
      return fail(ErrorCode::kInvalid, "base64 text has a character outside its alphabet");
    }
    bits = (bits << 6 | value) & 0xFFFFFF;
    bit_count += 6;
    if (bit_count >= 8) {
      bit_count -= 8;
      out[to++] = static_cast<std::byte>(bits >> bit_count & 0xFF);
    }
  }
  // What is left over must be zero: each byte sequence has one spelling.
  if ((bits & ((1U << bit_count) - 1)) != 0) {
    return fail(ErrorCode::kInvalid, "base64 text has bits behind its last byte");
  }
  return out;
}

std::string to_hex_bytes(ByteSpan bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  out.reserve(2 * bytes.size());
  for (std::byte b : bytes) {
    out += kDigits[static_cast<std::size_t>(b >> 4)];
    out += kDigits[static_cast<std::size_t>(b & std::byte{15})];
  }
  return out;
}

std::string format_double(double value) {
  return format_floating(value);
}
std::string format_float(float value) {
  return format_floating(value);
}

std::string nearest_word(std::string_view word, std::span<const std::string_view> candidates) {
  std::size_t best = std::string_view::npos;
  std::string_view nearest;
  for (std::string_view candidate : candidates) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < best && distance <= std::max(word.size(), candidate.size()) / 3) {
      best = distance;
      nearest = candidate;
    }
  }
  return std::string(nearest);
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (;;) {
    const std::size_t end = text.find(separator, begin);
    parts.emplace_back(text.substr(begin, end - begin));
    if (end == std::string_view::npos) {
      return parts;
    }
    begin = end + 1;
  }
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) {
      out.append(separator);
    }
    out.append(parts[i]);
  }
  return out;
}

std::string shell_line(std::span<const std::string> words) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+=:,./@%";
  std::vector<std::string> quoted;
  for (const std::string& word : words) {
    if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) {
      quoted.push_back(word);
    } else {
      quoted.push_back("'" + join(split(word, '\''), "'\\''") + "'");
    }
  }
  return join(quoted, " ");
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) {
    text.remove_prefix(1);
  }
  while (!text.empty() && is_space(text.back())) {
    text.remove_suffix(1);
  }
  return text;
}

std::string to_lower_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') {
      c = static_cast<char>(c - 'A' + 'a');
    }
  }
  return out;
}

bool matches_glob(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  // Behind the last star, and where its match ends so far: it grows when the rest does not fit.
  std::size_t behind_star = std::string_view::npos;
  std::size_t star_end = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      behind_star = ++p;
      star_end = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (behind_star != std::string_view::npos) {
      p = behind_star;
      t = ++star_end;
    } else {
      return false;
    }
  }
  return pattern.substr(p).find_first_not_of('*') == std::string_view::npos;
}

std::uint32_t fnv1a(std::string_view text) {
  std::uint32_t hash = 2166136261U;
  for (char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  }
  return hash;
}

Result<std::int64_t> parse_utc_time(std::string_view text) {
  if (const auto ns = utc_nanoseconds(text)) {
    return *ns;
  }
  return fail(ErrorCode::kUsage, "'" + std::string(text) + "' is not a UTC time",
              "write 2000-01-01T00:00:00Z");
}

std::string format_utc_time(std::int64_t unix_ns) {
  const CalendarDate date = calendar_date(unix_ns);
  std::int64_t second = unix_ns / 1'000'000'000;
  std::int64_t ns = unix_ns % 1'000'000'000;
  if (ns < 0) {
    ns += 1'000'000'000;
    --second;
  }
  const std::int64_t second_of_day = (second % 86400 + 86400) % 86400;
  std::string out;
  append_padded(out, date.year, 4);
  append_padded(out += '-', date.month, 2);
  append_padded(out += '-', date.day, 2);
  append_padded(out += 'T', second_of_day / 3600, 2);
  append_padded(out += ':', second_of_day / 60 % 60, 2);
  append_padded(out += ':', second_of_day % 60, 2);
  if (ns != 0) {
    append_padded(out += '.', ns, 9);
    out.erase(out.find_last_not_of('0') + 1);
  }
  return out += 'Z';
}

}  // namespace reprise
