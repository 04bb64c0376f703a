// Small text helpers that several floors need. Pure functions; any thread; no locale.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/error.h"

namespace reprise {

inline constexpr std::string_view kHexDigits = "0123456789abcdef";

std::string to_base64(ByteSpan bytes);
void append_base64(std::string& out, ByteSpan bytes);
Result<Bytes> from_base64(std::string_view text);
std::string to_hex_bytes(ByteSpan bytes);

// The shortest decimal that reads back to the same value; "NaN", "Infinity", "-Infinity".
std::string format_double(double value);
std::string format_float(float value);

// The candidate nearest to `word` (Levenshtein distance ≤ a third of the longer), or empty.
std::string nearest_word(std::string_view word, std::span<const std::string_view> candidates);

std::vector<std::string> split(std::string_view text, char separator);
std::string join(std::span<const std::string> parts, std::string_view separator);
// Words as a line that a POSIX shell reads back as these words: 'it'\''s me'.
std::string shell_line(std::span<const std::string> words);
std::string_view trim(std::string_view text);
std::string to_lower_ascii(std::string_view text);

// `*` stands for any characters, `?` for one.
bool matches_glob(std::string_view pattern, std::string_view text);

// FNV-1a, 32 bit: names to random streams.
std::uint32_t fnv1a(std::string_view text);

// "2000-01-01T00:00:00Z" with up to nine decimals of a second ↔ ns since 1970, UTC only.
Result<std::int64_t> parse_utc_time(std::string_view text);
std::string format_utc_time(std::int64_t unix_ns);

}  // namespace reprise
