#include <algorithm>

#include "core/base/text.h"
#include "core/engine/declared.h"
#include "core/engine/show.h"

namespace reprise::engine {
namespace {

// Collects the problems of a show, each with the JSON path of its place.
class Problems {
 public:
  void add(const std::string& path, std::string_view what) {
    lines_.push_back((path + ": ").append(what));
  }
  [[nodiscard]] Status status() const {
    if (lines_.empty()) {
      return {};
    }
    const std::string count =
        lines_.size() > 1 ? std::to_string(lines_.size()) + " problems: " : std::string();
    return fail(ErrorCode::kInvalid,
                "the show does not fit its presets: " + count + join(lines_, "; "),
                "the INPUTS in the head of the preset's file are what it declares");
  }

 private:
  std::vector<std::string> lines_;
};

std::string suggestion(std::string_view word, std::span<const std::string_view> names) {
  const std::string nearest = nearest_word(word, names);
  return nearest.empty() ? std::string() : " (did you mean '" + nearest + "'?)";
}

std::string no_such_preset(std::string_view name, std::span<const NamedPreset> presets) {
  std::vector<std::string_view> names;
  for (const NamedPreset& preset : presets) {
    names.push_back(preset.name);
  }
  return "there is no preset '" + std::string(name) + "'" + suggestion(name, names);
}

std::string no_such_input(const NamedPreset& preset, std::string_view name) {
  std::vector<std::string_view> names;
  for (const PresetInput& input : preset.info.inputs) {
    names.push_back(input.name);
  }
  return "preset '" + preset.name + "' has no input '" + std::string(name) + "'" +
         suggestion(name, names);
}

std::string no_such_role(const NamedPreset& preset, std::string_view role) {
  std::vector<std::string_view> names;
  for (const PresetInput& input : preset.info.inputs) {
    if (!input.role.empty()) {
      names.push_back(input.role);
    }
  }
  return "preset '" + preset.name + "' has no input of role '" + std::string(role) + "'" +
         suggestion(role, names);
}

bool in_range(const PresetInput& input, double value) {
  return !has_range(input) || (value >= input.min[0] && value <= input.max[0]);
}

std::string out_of_range(const PresetInput& input, double value) {
  return format_double(value) + " is outside " + format_double(input.min[0]) + " to " +
         format_double(input.max[0]) + ", the range of '" + input.name + "'";
}

std::string takes(const PresetInput& input) {
  const int count = component_count(input.type);
  const std::string type(input_type_name(input.type));
  if (input.type == InputType::kImage) {
    return "'" + input.name + "' is an image: give the name of one";
  }
  if (count == 0) {
    return "'" + input.name + "' is of type " + type + ", which takes no value";
  }
  return "'" + input.name + "' is of type " + type + " and takes " + std::to_string(count) +
         (count == 1 ? " number" : " numbers");
}

bool fits_shape(const PresetInput& input, const LayerInput& fixed) {
  if (input.type == InputType::kImage || !fixed.asset.empty()) {
    return input.type == InputType::kImage && !fixed.asset.empty();
  }
  const auto count = static_cast<std::size_t>(component_count(input.type));
  return count > 0 && std::all_of(fixed.value.begin() + static_cast<std::ptrdiff_t>(count),
                                  fixed.value.end(), [](double v) { return v == 0; });
}

void check_fixed(const NamedPreset& preset, const LayerInput& fixed, const std::string& layer,
                 Problems& problems) {
  const std::string path = layer + ".inputs." + fixed.input;
  const PresetInput* input = find_input(preset.info, fixed.input);
  if (input == nullptr) {
    problems.add(path, no_such_input(preset, fixed.input));
  } else if (!fits_shape(*input, fixed)) {
    problems.add(path, takes(*input));
  } else if (!in_range(*input, fixed.value[0])) {
    problems.add(path, out_of_range(*input, fixed.value[0]));
  }
}

void check_target(const PresetInput& input, const Mapping& mapping, const std::string& path,
                  Problems& problems) {
  const int count = component_count(input.type);
  if (count == 0) {
    problems.add(path, takes(input));
  } else if (mapping.component >= count) {
    problems.add(path + ".component", takes(input));
  }
  if (!in_range(input, mapping.min)) {
    problems.add(path + ".min", out_of_range(input, mapping.min));
  }
  if (!in_range(input, mapping.max)) {
    problems.add(path + ".max", out_of_range(input, mapping.max));
  }
}

void check_mapping(const NamedPreset& preset, const Mapping& mapping, const std::string& path,
                   Problems& problems) {
  const std::vector<std::size_t> targets = mapping_targets(preset.info, mapping);
  if (targets.empty()) {
    problems.add(path, mapping.role.empty() ? no_such_input(preset, mapping.input)
                                            : no_such_role(preset, mapping.role));
  }
  for (std::size_t target : targets) {
    check_target(preset.info.inputs[target], mapping, path, problems);
  }
}

void check_layer(const Layer& layer, std::span<const NamedPreset> presets, const std::string& path,
                 Problems& problems) {
  const NamedPreset* preset = find_preset(presets, layer.preset);
  if (preset == nullptr) {
    problems.add(path + ".preset", no_such_preset(layer.preset, presets));
    return;
  }
  for (const LayerInput& fixed : layer.inputs) {
    check_fixed(*preset, fixed, path, problems);
  }
  for (std::size_t i = 0; i < layer.mappings.size(); ++i) {
    check_mapping(*preset, layer.mappings[i], path + ".mappings[" + std::to_string(i) + "]",
                  problems);
  }
}

void check_transition(const SwitchPolicy& policy, std::span<const NamedPreset> presets,
                      Problems& problems) {
  if (policy.transition_preset.empty()) {
    return;
  }
  const NamedPreset* preset = find_preset(presets, policy.transition_preset);
  if (preset == nullptr) {
    problems.add("policy.transition_preset", no_such_preset(policy.transition_preset, presets));
  } else if (preset->info.kind != PresetKind::kTransition) {
    problems.add("policy.transition_preset", "preset '" + preset->name +
                                                 "' is not a transition: it lacks startImage, " +
                                                 "endImage or progress");
  }
}

void add_once(std::vector<std::string>& names, const std::string& name) {
  if (!name.empty() && std::ranges::find(names, name) == names.end()) {
    names.push_back(name);
  }
}

}  // namespace

std::vector<std::string> presets_of(const Show& show) {
  std::vector<std::string> names;
  for (const Scene& scene : show.scenes) {
    for (const Layer& layer : scene.layers) {
      add_once(names, layer.preset);
    }
  }
  add_once(names, show.policy.transition_preset);
  return names;
}

Status validate_show(const Show& show, std::span<const NamedPreset> presets) {
  Problems problems;
  if (show.scenes.empty()) {
    problems.add("scenes", "the show has no scenes");
  }
  check_transition(show.policy, presets, problems);
  for (std::size_t s = 0; s < show.scenes.size(); ++s) {
    const std::string path = "scenes[" + std::to_string(s) + "]";
    if (show.scenes[s].layers.empty()) {
      problems.add(path + ".layers", "the scene has no layers");
    }
    for (std::size_t l = 0; l < show.scenes[s].layers.size(); ++l) {
      check_layer(show.scenes[s].layers[l], presets, path + ".layers[" + std::to_string(l) + "]",
                  problems);
    }
  }
  return problems.status();
}

}  // namespace reprise::engine
