// Setters for options whose values are the names of a table.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/base/text.h"
#include "tools/common/arguments.h"

namespace reprise::tools {

// kUsage listing the known names.
inline Status unknown_name(std::string_view what, const std::string& text,
                           std::span<const std::string_view> names) {
  const std::vector<std::string> list(names.begin(), names.end());
  const std::string near = nearest_word(text, names);
  return fail(ErrorCode::kUsage, "unknown " + std::string(what) + " '" + text + "'",
              near.empty() ? "one of: " + join(list, ", ") : "did you mean '" + near + "'?");
}

// `by_name` gives an optional value; `names` are what it knows.
template <typename Value, typename ByName>
Arguments::Setter name_setter(std::optional<Value>& out, std::string_view what,
                              std::span<const std::string_view> names, ByName by_name) {
  return [&out, what, names, by_name](const std::string& text) -> Status {
    out = by_name(text);
    return out ? Status() : unknown_name(what, text, names);
  };
}

// For options whose text a function turns into a value.
template <typename Target, typename Parse>
Arguments::Setter value_setter(Target& out, Parse parse) {
  return [&out, parse](const std::string& text) -> Status {
    TRY_ASSIGN(out, parse(text));
    return {};
  };
}

}  // namespace reprise::tools
