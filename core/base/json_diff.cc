#include "core/base/json_diff.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace reprise {
namespace {

// "layers[0].opacity" as "layers.opacity".
std::string without_indexes(std::string_view path) {
  std::string out;
  bool inside = false;
  for (const char c : path) {
    inside = inside || c == '[';
    if (!inside) {
      out += c;
    }
    inside = inside && c != ']';
  }
  return out;
}

bool begins_with_place(std::string_view path, std::string_view rule) {
  return path.starts_with(rule) &&
         (path.size() == rule.size() || path[rule.size()] == '.' || path[rule.size()] == '[');
}

template <typename Number>
std::optional<Number> parse_whole(const std::string& text) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(number)
                                                                  : std::nullopt;
}

std::optional<double> number_of(const Json& value) {
  if (value.is_number()) {
    return value.get<double>();
  }
  return value.is_string() ? parse_whole<double>(value.get_ref<const std::string&>())
                           : std::nullopt;
}

// A double holds no more than 53 bits of an integer.
struct Integer {
  bool negative = false;
  std::uint64_t magnitude = 0;
};

Integer integer(std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  return {value < 0, value < 0 ? 0 - bits : bits};
}

std::optional<Integer> integer_of(const Json& value) {
  if (value.is_number_unsigned()) {
    return Integer{false, value.get<std::uint64_t>()};
  }
  if (value.is_number_integer()) {
    return integer(value.get<std::int64_t>());
  }
  if (!value.is_string()) {
    return std::nullopt;
  }
  const auto& text = value.get_ref<const std::string&>();
  if (const auto number = parse_whole<std::uint64_t>(text)) {
    return Integer{false, *number};
  }
  const auto number = parse_whole<std::int64_t>(text);
  return number ? std::optional(integer(*number)) : std::nullopt;
}

bool is_close(const Integer& a, const Integer& b, double tolerance) {
  const bool one_sign = a.negative == b.negative;
  const std::uint64_t distance =
      one_sign ? std::max(a.magnitude, b.magnitude) - std::min(a.magnitude, b.magnitude)
               : a.magnitude + b.magnitude;
  const bool overflows = !one_sign && distance < a.magnitude;
  constexpr double kBeyond = 18446744073709551616.0;  // 2^64
  return tolerance >= kBeyond || (!overflows && distance <= static_cast<std::uint64_t>(tolerance));
}

bool is_close(const Json& a, const Json& b, double tolerance) {
  const auto integer_a = integer_of(a);
  const auto integer_b = integer_of(b);
  if (integer_a && integer_b) {
    return is_close(*integer_a, *integer_b, tolerance);
  }
  const auto number_a = number_of(a);
  const auto number_b = number_of(b);
  return number_a && number_b && std::abs(*number_a - *number_b) <= tolerance;
}

class JsonDiff {
 public:
  JsonDiff(const JsonDiffRules& rules, std::size_t limit) : rules_(rules), limit_(limit) {}

  void compare(const Json& a, const Json& b, const std::string& path) {
    if (found_.size() >= limit_ || is_ignored(path)) {
      return;
    }
    if (a.is_object() && b.is_object()) {
      compare_objects(a, b, path);
    } else if (a.is_array() && b.is_array()) {
      compare_arrays(a, b, path);
    } else if (!is_same(a, b, path)) {
      found_.push_back({path, a, b});
    }
  }

  std::vector<JsonDifference> take() { return std::move(found_); }

 private:
  void compare_objects(const Json& a, const Json& b, const std::string& path) {
    for (const auto& [key, value] : a.items()) {
      const auto other = b.find(key);
      const std::string place = path.empty() ? key : path + "." + key;
      if (other == b.end()) {
        add_missing({place, value, std::nullopt});
      } else {
        compare(value, *other, place);
      }
    }
    for (const auto& [key, value] : b.items()) {
      if (!a.contains(key)) {
        add_missing({path.empty() ? key : path + "." + key, std::nullopt, value});
      }
    }
  }

  void compare_arrays(const Json& a, const Json& b, const std::string& path) {
    for (std::size_t i = 0; i < std::max(a.size(), b.size()) && found_.size() < limit_; ++i) {
      const std::string place = path + "[" + std::to_string(i) + "]";
      if (i >= b.size()) {
        add_missing({place, a[i], std::nullopt});
      } else if (i >= a.size()) {
        add_missing({place, std::nullopt, b[i]});
      } else {
        compare(a[i], b[i], place);
      }
    }
  }

  void add_missing(JsonDifference difference) {
    if (found_.size() < limit_ && !is_ignored(difference.path)) {
      found_.push_back(std::move(difference));
    }
  }

  [[nodiscard]] bool is_ignored(const std::string& path) const {
    return std::ranges::any_of(rules_.ignored,
                               [&](const std::string& rule) { return names_place(rule, path); });
  }

  [[nodiscard]] bool is_same(const Json& a, const Json& b, const std::string& path) const {
    const auto named = std::ranges::find_if(
        rules_.tolerances, [&](const auto& rule) { return names_place(rule.first, path); });
    const bool has_own = named != rules_.tolerances.end();
    const bool numbers = a.is_number() && b.is_number();
    return (!numbers && a == b) ||
           ((numbers || has_own) && is_close(a, b, has_own ? named->second : rules_.tolerance));
  }

  const JsonDiffRules& rules_;
  std::size_t limit_;
  std::vector<JsonDifference> found_;
};

}  // namespace

bool names_place(std::string_view rule, std::string_view path) {
  return begins_with_place(path, rule) || begins_with_place(without_indexes(path), rule);
}

std::vector<JsonDifference> diff_json(const Json& a, const Json& b, const JsonDiffRules& rules,
                                      const std::string& root, std::size_t limit) {
  JsonDiff diff(rules, limit);
  diff.compare(a, b, root);
  return diff.take();
}

}  // namespace reprise
