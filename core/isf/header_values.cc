#include "core/isf/header_values.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

#include "core/base/text.h"

namespace reprise::isf {
namespace {

// Shaders know floats only.
std::optional<double> finite(double value) {
  constexpr double kLimit = std::numeric_limits<float>::max();
  return std::isfinite(value) ? std::optional(std::clamp(value, -kLimit, kLimit)) : std::nullopt;
}

std::optional<double> parse_number(std::string_view text) {
  text = trim(text);
  double value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = code == std::errc() && end == text.data() + text.size();
  return whole ? finite(value) : std::nullopt;
}

}  // namespace

const Json& member_or_null(const Json& object, const char* key) {
  static const Json null;
  if (!object.is_object()) {
    return null;
  }
  const auto found = object.find(key);
  return found == object.end() ? null : *found;
}

std::optional<double> number_in(const Json& value) {
  if (value.is_number()) {
    return finite(value.get<double>());
  }
  if (value.is_boolean()) {
    return value.get<bool>() ? 1.0 : 0.0;
  }
  return value.is_string() ? parse_number(value.get_ref<const std::string&>()) : std::nullopt;
}

std::optional<bool> bool_in(const Json& value) {
  if (const auto number = number_in(value)) {
    return *number > 0;
  }
  const std::string word = to_lower_ascii(trim(string_in(value)));
  if (word == "true" || word == "yes" || word == "on") {
    return true;
  }
  if (word == "false" || word == "no" || word == "off") {
    return false;
  }
  return std::nullopt;
}

std::string string_in(const Json& value, std::string fallback) {
  return value.is_string() ? value.get<std::string>() : std::move(fallback);
}

}  // namespace reprise::isf
