#include "core/engine/plan.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/check.h"
#include "core/engine/carry.h"
#include "core/engine/declared.h"
#include "core/engine/envelope.h"
#include "core/engine/roles.h"

namespace reprise::engine {
namespace {

InputValue default_value(const PresetInput& input) {
  InputValue value;
  value.name = input.name;
  value.type = input.type;
  for (std::size_t i = 0; i < value.value.size(); ++i) {
    value.value[i] = static_cast<float>(input.default_value[i]);
  }
  return value;
}

void set_fixed(const PresetInput& input, const LayerInput& fixed, InputValue& value) {
  const auto count = static_cast<std::size_t>(component_count(input.type));
  for (std::size_t i = 0; i < count; ++i) {
    value.value[i] = static_cast<float>(conform(input, fixed.value[i]));
  }
  value.picture.asset = fixed.asset;
}

MappingPlan plan_mapping(const Mapping& mapping, std::size_t input, InputType type, double step) {
  MappingPlan plan;
  plan.feature = mapping.feature;
  plan.input = input;
  plan.component = static_cast<std::size_t>(mapping.component);
  plan.event = type == InputType::kEvent;
  plan.low = mapping.low;
  plan.high = mapping.high;
  plan.min = mapping.min;
  plan.span = mapping.max - mapping.min;
  plan.curve = mapping.curve;
  plan.attack_share = envelope_share(step, mapping.attack);
  plan.release_share = envelope_share(step, mapping.release);
  return plan;
}

bool is_driven(const LayerPlan& plan, const Layer& layer, std::size_t input) {
  const bool fixed = std::ranges::find(layer.inputs, plan.inputs[input].name, &LayerInput::input) !=
                     layer.inputs.end();
  return fixed ||
         std::ranges::find(plan.mappings, input, &MappingPlan::input) != plan.mappings.end();
}

// `step` is the length of a hop in seconds.
LayerPlan plan_layer(const Layer& layer, const PresetInfo& info, std::size_t preset, double step) {
  LayerPlan plan;
  plan.preset = preset;
  PresetInfo shown;
  std::ranges::remove_copy_if(info.inputs, std::back_inserter(shown.inputs), is_audio,
                              &PresetInput::type);
  for (const PresetInput& input : shown.inputs) {
    plan.base.push_back(default_value(input));
    const auto fixed = std::ranges::find(layer.inputs, input.name, &LayerInput::input);
    if (fixed != layer.inputs.end()) {
      set_fixed(input, *fixed, plan.base.back());
    }
  }
  for (const Mapping& mapping : layer.mappings) {
    for (std::size_t target : mapping_targets(shown, mapping)) {
      plan.mappings.push_back(plan_mapping(mapping, target, shown.inputs[target].type, step));
    }
  }
  plan.inputs = std::move(shown.inputs);
  for (std::size_t i = 0; i < plan.inputs.size(); ++i) {
    const PresetInput& input = plan.inputs[i];
    if (input.role == kSeedRole && component_count(input.type) > 0 &&
        input.type != InputType::kEvent && !is_driven(plan, layer, i)) {
      plan.seeded.push_back(i);
    }
  }
  return plan;
}

double hop_seconds(const EnginePlan& plan) {
  return static_cast<double>(plan.hop) / static_cast<double>(plan.options.sample_rate);
}

std::size_t index_of(const std::vector<NamedPreset>& presets, std::string_view name) {
  const NamedPreset* found = find_preset(presets, name);
  CHECK(found != nullptr);
  return static_cast<std::size_t>(found - presets.data());
}

PolicyPlan plan_policy(const SwitchPolicy& policy, std::int64_t rate) {
  PolicyPlan plan;
  plan.mode = policy.mode;
  plan.interval = samples_of_seconds(policy.interval, rate);
  plan.jitter = samples_of_seconds(policy.jitter, rate);
  plan.shuffle = policy.shuffle;
  plan.transition = samples_of_seconds(policy.transition, rate);
  plan.transition_preset = policy.transition_preset;
  return plan;
}

}  // namespace

std::int64_t samples_of_seconds(double seconds, std::int64_t rate) {
  constexpr std::int64_t kMicroseconds = 1'000'000;
  const auto us = static_cast<std::int64_t>(std::floor(seconds * kMicroseconds + 0.5));
  return multiply_divide_floor(us, rate, kMicroseconds);
}

LayerPlanPtr EnginePlan::layer_with(std::size_t scene, std::size_t layer,
                                    std::size_t preset) const {
  const LayerPlanPtr& own = layers[scene][layer];
  if (own->preset == preset) {
    return own;
  }
  Layer changed = show.scenes[scene].layers[layer];
  std::vector<std::string> lost;
  carry_layer(changed, presets[own->preset], presets[preset], lost);
  return std::make_shared<const LayerPlan>(
      plan_layer(changed, presets[preset].info, preset, hop_seconds(*this)));
}

EnginePlan make_plan(Show show, std::vector<NamedPreset> presets, const EngineOptions& options) {
  EnginePlan plan;
  plan.show = std::move(show);
  plan.presets = std::move(presets);
  plan.options = options;
  plan.hop = hop_size(options.sample_rate);
  plan.policy = plan_policy(plan.show.policy, options.sample_rate);
  for (const Scene& scene : plan.show.scenes) {
    std::vector<LayerPlanPtr>& layers = plan.layers.emplace_back();
    for (const Layer& layer : scene.layers) {
      const std::size_t preset = index_of(plan.presets, layer.preset);
      layers.push_back(std::make_shared<const LayerPlan>(
          plan_layer(layer, plan.presets[preset].info, preset, hop_seconds(plan))));
    }
  }
  return plan;
}

}  // namespace reprise::engine
