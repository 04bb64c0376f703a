// The beat trackers that are compared. One more is one function and one row of the table.
#pragma once

#include <filesystem>
#include <span>
#include <string_view>

#include "bench/beat/metrics.h"
#include "core/base/error.h"

namespace reprise::beat {

struct Tracker {
  std::string_view name;
  std::string_view what;
  // The beats that it hears in a sound file, ascending; kNotFound, with a hint, where it is not
  // installed.
  Result<Beats> (*run)(const std::filesystem::path& sound);
};

// The first is the one that others are compared to.
std::span<const Tracker> trackers();

// Numbers, one a line; kInvalid for anything else.
Result<Beats> parse_beat_lines(std::string_view text);

}  // namespace reprise::beat
