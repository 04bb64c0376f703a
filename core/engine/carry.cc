#include "core/engine/carry.h"

#include <algorithm>

#include "core/engine/declared.h"
#include "core/engine/roles.h"

namespace reprise::engine {
namespace {

const PresetInput* find_by_role(const PresetInfo& info, std::string_view role, InputType type) {
  for (const PresetInput& input : info.inputs) {
    if (!role.empty() && input.role == role &&
        component_count(input.type) == component_count(type)) {
      return &input;
    }
  }
  return nullptr;
}

// The input of `to` that stands for `old`, or nullptr.
const PresetInput* counterpart(const PresetInput& old, const PresetInfo& to) {
  const PresetInput* same = find_input(to, old.name);
  if (same != nullptr && same->type == old.type) {
    return same;
  }
  return find_by_role(to, old.role, old.type);
}

double move_value(const PresetInput& from, const PresetInput& to, double value) {
  if (!has_range(from) || !has_range(to) || from.min[0] == from.max[0] ||
      (from.min[0] == to.min[0] && from.max[0] == to.max[0])) {
    return has_range(to) ? std::clamp(value, to.min[0], to.max[0]) : value;
  }
  const double place = (value - from.min[0]) / (from.max[0] - from.min[0]);
  return std::clamp(to.min[0] + place * (to.max[0] - to.min[0]), to.min[0], to.max[0]);
}

std::string lost_line(std::string_view what, const NamedPreset& from, const NamedPreset& to) {
  return std::string(what) + " of '" + from.name + "': '" + to.name +
         "' has no input of that name and type or of that role";
}

void carry_inputs(Layer& layer, const NamedPreset& from, const NamedPreset& to,
                  std::vector<std::string>& lost) {
  std::vector<LayerInput> kept;
  for (LayerInput& fixed : layer.inputs) {
    const PresetInput* old = find_input(from.info, fixed.input);
    const PresetInput* now = old != nullptr ? counterpart(*old, to.info) : nullptr;
    if (now == nullptr) {
      lost.push_back(lost_line("value of '" + fixed.input + "'", from, to));
      continue;
    }
    fixed.input = now->name;
    fixed.value[0] = move_value(*old, *now, fixed.value[0]);
    kept.push_back(std::move(fixed));
  }
  layer.inputs = std::move(kept);
}

// The mapping for `to`, or false when none of its inputs can take it.
bool carry_mapping(Mapping& mapping, const PresetInfo& from, const PresetInfo& to) {
  const std::vector<std::size_t> targets = mapping_targets(from, mapping);
  if (targets.empty()) {
    return false;
  }
  const PresetInput& old = from.inputs[targets.front()];
  const PresetInput* now = counterpart(old, to);
  if (now == nullptr || mapping.component >= component_count(now->type)) {
    return false;
  }
  if (mapping.role.empty() || now->role != mapping.role) {
    mapping.role.clear();
    mapping.input = now->name;
  }
  mapping.min = move_value(old, *now, mapping.min);
  mapping.max = move_value(old, *now, mapping.max);
  return true;
}

void carry_mappings(Layer& layer, const NamedPreset& from, const NamedPreset& to,
                    std::vector<std::string>& lost) {
  const bool had_mappings = !layer.mappings.empty();
  std::vector<Mapping> kept;
  for (Mapping& mapping : layer.mappings) {
    if (carry_mapping(mapping, from.info, to.info)) {
      kept.push_back(std::move(mapping));
    } else {
      const std::string feature(feature_table()[static_cast<std::size_t>(mapping.feature)].name);
      const std::string& target = mapping.role.empty() ? mapping.input : mapping.role;
      lost.push_back(lost_line("mapping of " + feature + " to '" + target + "'", from, to));
    }
  }
  layer.mappings = std::move(kept);
  if (had_mappings && layer.mappings.empty()) {
    layer.mappings = suggested_mappings(to.info);
  }
}

}  // namespace

void carry_layer(Layer& layer, const NamedPreset& from, const NamedPreset& to,
                 std::vector<std::string>& lost) {
  layer.preset = to.name;
  carry_inputs(layer, from, to, lost);
  carry_mappings(layer, from, to, lost);
}

Show single_preset_show(const NamedPreset& preset, std::uint64_t seed) {
  Layer layer;
  layer.preset = preset.name;
  layer.mappings = suggested_mappings(preset.info);
  Show show;
  show.name = preset.name;
  show.seed = seed;
  show.policy.mode = SwitchMode::kManual;
  show.scenes.push_back(Scene{preset.name, {0, 0, 0, 1}, {std::move(layer)}});
  return show;
}

std::vector<std::string> replace_preset(Show& show, std::string_view old_preset,
                                        const NamedPreset& old_info, const NamedPreset& new_info) {
  std::vector<std::string> lost;
  for (Scene& scene : show.scenes) {
    for (Layer& layer : scene.layers) {
      if (layer.preset == old_preset) {
        carry_layer(layer, old_info, new_info, lost);
      }
    }
  }
  if (show.policy.transition_preset == old_preset &&
      new_info.info.kind == PresetKind::kTransition) {
    show.policy.transition_preset = new_info.name;
  }
  return lost;
}

}  // namespace reprise::engine
