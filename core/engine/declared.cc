#include "core/engine/declared.h"

#include <algorithm>
#include <cmath>

namespace reprise::engine {
namespace {

double nearest_listed(const std::vector<std::int64_t>& values, double value) {
  auto best = static_cast<double>(values.front());
  for (std::int64_t listed : values) {
    const auto candidate = static_cast<double>(listed);
    if (std::abs(candidate - value) < std::abs(best - value)) {
      best = candidate;
    }
  }
  return best;
}

double clamp_to_range(const PresetInput& input, double value) {
  return has_range(input) ? std::clamp(value, input.min[0], input.max[0]) : value;
}

}  // namespace

const NamedPreset* find_preset(std::span<const NamedPreset> presets, std::string_view name) {
  const auto found = std::ranges::find(presets, name, &NamedPreset::name);
  return found == presets.end() ? nullptr : &*found;
}

const PresetInput* find_input(const PresetInfo& info, std::string_view name) {
  const auto found = std::ranges::find(info.inputs, name, &PresetInput::name);
  return found == info.inputs.end() ? nullptr : &*found;
}

std::vector<std::size_t> mapping_targets(const PresetInfo& info, const Mapping& mapping) {
  std::vector<std::size_t> targets;
  for (std::size_t i = 0; i < info.inputs.size(); ++i) {
    const PresetInput& input = info.inputs[i];
    if (mapping.role.empty() ? input.name == mapping.input : input.role == mapping.role) {
      targets.push_back(i);
    }
  }
  return targets;
}

bool has_range(const PresetInput& input) {
  const bool ranged =
      input.type == InputType::kFloat || (input.type == InputType::kLong && input.values.empty());
  return ranged && input.min[0] <= input.max[0];
}

double conform(const PresetInput& input, double value) {
  switch (input.type) {
    case InputType::kEvent:
    case InputType::kBool:
      return value >= 0.5 ? 1 : 0;
    case InputType::kLong:
      return input.values.empty() ? std::floor(clamp_to_range(input, value) + 0.5)
                                  : nearest_listed(input.values, value);
    default:
      return clamp_to_range(input, value);
  }
}

}  // namespace reprise::engine
