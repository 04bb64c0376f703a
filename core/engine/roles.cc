#include "core/engine/roles.h"

#include <algorithm>
#include <array>

#include "core/base/text.h"

namespace reprise::engine {
namespace {

// Bands rise at once and fall slowly enough to be seen; what stands for mood moves over seconds.
constexpr auto kRoles = std::to_array<RoleInfo>({
    {"bass", FeatureId::kBass, 0.35, 0.95, 0.01, 0.15, "kick and bass line"},
    {"sub", FeatureId::kSub, 0.35, 0.95, 0.01, 0.20, "the lowest octave"},
    {"low_mid", FeatureId::kLowMid, 0.35, 0.95, 0.01, 0.15, "warmth, toms, low voices"},
    {"mid", FeatureId::kMid, 0.30, 0.90, 0.01, 0.15, "voices and most instruments"},
    {"high_mid", FeatureId::kHighMid, 0.25, 0.85, 0.01, 0.12, "attack, guitars, consonants"},
    {"presence", FeatureId::kPresence, 0.20, 0.80, 0.005, 0.10, "snare wires, brilliance"},
    {"treble", FeatureId::kTreble, 0.15, 0.75, 0.005, 0.10, "hats and air"},
    {"level", FeatureId::kRms, 0, 0.5, 0.02, 0.20, "loudness of the moment"},
    {"rms", FeatureId::kRms, 0, 0.5, 0.02, 0.20, "the same as level"},
    {"left", FeatureId::kRmsLeft, 0, 0.5, 0.02, 0.20, "loudness of the left channel"},
    {"right", FeatureId::kRmsRight, 0, 0.5, 0.02, 0.20, "loudness of the right channel"},
    {"width", FeatureId::kSide, 0, 0.3, 0.05, 0.30, "difference between left and right"},
    {"peak", FeatureId::kPeak, 0, 1, 0, 0, "largest sample, falls in 100 ms"},
    {"energy", FeatureId::kEnergy, 0, 1, 0.10, 0.50, "loudness over about three seconds"},
    {"loudness", FeatureId::kEnergy, 0, 1, 0.10, 0.50, "the same as energy"},
    {"onset", FeatureId::kOnset, 0, 1, 0, 0, "strength of the last note's attack; drives events"},
    {"beat", FeatureId::kOnset, 0, 1, 0, 0, "the same as onset"},
    {"flux", FeatureId::kFlux, 0, 1, 0, 0.10, "how much the spectrum changes"},
    {"centroid", FeatureId::kCentroid, 0.2, 0.9, 0.05, 0.20, "brightness of the sound"},
    {"brightness", FeatureId::kCentroid, 0.2, 0.9, 0.05, 0.20, "the same as centroid"},
    {"hue", FeatureId::kCentroid, 0.2, 0.9, 0.60, 0.60, "brightness of the sound, slowly"},
});

// Roles that a preset's inputs get by their order when it declares none.
constexpr auto kFallbackRoles =
    std::to_array<std::string_view>({"bass", "energy", "treble", "mid"});
// Inputs whose name holds one of the first words drive motion through TIME; one of the second
// words promises a change that can be seen.
constexpr auto kTimeWords = std::to_array<std::string_view>(
    {"speed", "rate", "time", "freq", "tempo", "seed", "random", "progress", "phase", "count"});
constexpr auto kVisibleWords = std::to_array<std::string_view>(
    {"size", "scale", "zoom", "radius", "amp", "intens", "bright", "glow", "level", "width",
     "thick", "amount", "strength", "warp", "distort", "audio", "bass", "power", "gain"});
// The share of the range that such an input moves away from its default.
constexpr double kFallbackReach = 0.35;

bool has_word(std::string_view name, std::span<const std::string_view> words) {
  const std::string lower = to_lower_ascii(name);
  return std::ranges::any_of(
      words, [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

Mapping mapping_of(const RoleInfo& role, const PresetInput& input, double min, double max) {
  Mapping mapping;
  mapping.feature = role.feature;
  mapping.input = input.name;
  mapping.low = role.low;
  mapping.high = role.high;
  mapping.min = min;
  mapping.max = max;
  mapping.attack = role.attack;
  mapping.release = role.release;
  return mapping;
}

// Bools and events have no MIN and MAX.
std::pair<double, double> whole_range(const PresetInput& input) {
  const bool ranged = input.type == InputType::kFloat || input.type == InputType::kLong;
  if (!ranged) {
    return {0, 1};
  }
  if (!input.values.empty()) {
    const auto [low, high] = std::ranges::minmax(input.values);
    return {static_cast<double>(low), static_cast<double>(high)};
  }
  return {input.min[0], input.max[0]};
}

// Up from the default where there is room, else down.
std::pair<double, double> around_default(const PresetInput& input) {
  const double start = input.default_value[0];
  const double reach = kFallbackReach * (input.max[0] - input.min[0]);
  const double room_above = input.max[0] - start;
  const double room_below = start - input.min[0];
  if (room_above >= reach || room_above >= room_below) {
    return {start, start + std::min(reach, room_above)};
  }
  return {start, start - std::min(reach, room_below)};
}

bool is_scalar(const PresetInput& input) {
  return component_count(input.type) == 1;
}

std::vector<Mapping> mappings_by_role(const PresetInfo& info) {
  std::vector<Mapping> mappings;
  for (const PresetInput& input : info.inputs) {
    const RoleInfo* role = find_role(input.role);
    if (role != nullptr && is_scalar(input)) {
      const auto [min, max] = whole_range(input);
      mappings.push_back(mapping_of(*role, input, min, max));
    }
  }
  return mappings;
}

std::vector<const PresetInput*> suitable_floats(const PresetInfo& info) {
  std::vector<const PresetInput*> inputs;
  for (const PresetInput& input : info.inputs) {
    if (input.type == InputType::kFloat && input.min[0] < input.max[0] &&
        !has_word(input.name, kTimeWords)) {
      inputs.push_back(&input);
    }
  }
  std::ranges::stable_partition(
      inputs, [](const PresetInput* input) { return has_word(input->name, kVisibleWords); });
  inputs.resize(std::min(inputs.size(), kFallbackRoles.size()));
  return inputs;
}

std::vector<Mapping> mappings_by_guess(const PresetInfo& info) {
  std::vector<Mapping> mappings;
  const std::vector<const PresetInput*> floats = suitable_floats(info);
  for (std::size_t i = 0; i < floats.size(); ++i) {
    const auto [min, max] = around_default(*floats[i]);
    mappings.push_back(mapping_of(*find_role(kFallbackRoles[i]), *floats[i], min, max));
  }
  for (const PresetInput& input : info.inputs) {
    if (input.type == InputType::kEvent) {
      mappings.push_back(mapping_of(*find_role("onset"), input, 0, 1));
    }
  }
  return mappings;
}

}  // namespace

std::span<const RoleInfo> role_table() {
  return kRoles;
}

const RoleInfo* find_role(std::string_view name) {
  const auto found = std::ranges::find(kRoles, name, &RoleInfo::name);
  return found == kRoles.end() ? nullptr : &*found;
}

std::vector<Mapping> suggested_mappings(const PresetInfo& info) {
  const bool declares_roles = std::ranges::any_of(
      info.inputs, [](const PresetInput& input) { return !input.role.empty(); });
  return declares_roles ? mappings_by_role(info) : mappings_by_guess(info);
}

}  // namespace reprise::engine
