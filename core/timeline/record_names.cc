#include "core/timeline/record_names.h"

#include <algorithm>
#include <array>

#include "core/model/features.h"
#include "core/timeline/record_codec.h"

namespace reprise::timeline {
namespace {

constexpr auto kOrigins =
    std::to_array<std::string_view>({"performer", "engine", "analysis", "recorder"});
constexpr auto kFlags = std::to_array<std::string_view>(
    {"late", "dropped", "bit_2", "bit_3", "bit_4", "bit_5", "bit_6", "bit_7"});

template <typename Names>
std::optional<std::size_t> place_in(const Names& names, std::string_view name) {
  const auto found = std::ranges::find(names, name);
  return found == names.end() ? std::nullopt
                              : std::optional(static_cast<std::size_t>(found - names.begin()));
}

}  // namespace

std::string_view origin_name(CueOrigin origin) {
  return kOrigins[static_cast<std::size_t>(origin)];
}
std::optional<CueOrigin> origin_by_name(std::string_view name) {
  const auto place = place_in(kOrigins, name);
  return place ? std::optional(static_cast<CueOrigin>(*place)) : std::nullopt;
}

std::optional<InputType> input_type_by_name(std::string_view name) {
  for (unsigned type = 0; type <= static_cast<unsigned>(InputType::kCube); ++type) {
    if (input_type_name(static_cast<InputType>(type)) == name) {
      return static_cast<InputType>(type);
    }
  }
  return std::nullopt;
}

std::string feature_name(std::size_t place) {
  return place < kFeatureCount ? std::string(feature_table()[place].name)
                               : "feature_" + std::to_string(place);
}
std::optional<std::size_t> feature_place(std::string_view name) {
  if (const auto known = feature_by_name(name)) {
    return static_cast<std::size_t>(*known);
  }
  for (std::size_t place = kFeatureCount; place < kMaxFeatures; ++place) {
    if (feature_name(place) == name) {
      return place;
    }
  }
  return std::nullopt;
}

std::string_view flag_name(unsigned bit) {
  return kFlags[bit];
}
std::optional<unsigned> flag_bit(std::string_view name) {
  const auto place = place_in(kFlags, name);
  return place ? std::optional(static_cast<unsigned>(*place)) : std::nullopt;
}

}  // namespace reprise::timeline
