// Where two JSON values differ: the places by path ("layers[0].opacity") with both values, with
// tolerances for numbers and places that do not count. Pure functions; any thread.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"

namespace reprise {

// A place stands for all below it; without indexes ("layers.opacity") for every element.
struct JsonDiffRules {
  double tolerance = 0;                      // of every number: |a − b| ≤ tolerance is the same
  std::map<std::string, double> tolerances;  // of places; there decimal strings are numbers too
  std::vector<std::string> ignored;          // places that do not count
};

struct JsonDifference {
  std::string path;
  std::optional<Json> a;  // none: only b has it
  std::optional<Json> b;
};

// True when `rule` names `path` or a place above it.
bool names_place(std::string_view rule, std::string_view path);

// The first `limit` differences in the order of a, objects by name and arrays by index. Paths begin
// with `root`, which may be empty.
std::vector<JsonDifference> diff_json(const Json& a, const Json& b, const JsonDiffRules& rules,
                                      const std::string& root, std::size_t limit);

}  // namespace reprise
