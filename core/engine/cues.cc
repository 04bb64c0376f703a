#include "core/engine/cues.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "core/base/text.h"
#include "core/engine/declared.h"

namespace reprise::engine {
namespace {

struct LayerPlace {
  std::size_t scene = 0;
  std::size_t layer = 0;
};

std::optional<std::size_t> scene_by_name(const Show& show, std::string_view name) {
  const auto found = std::ranges::find(show.scenes, name, &Scene::name);
  if (found == show.scenes.end()) {
    return std::nullopt;
  }
  return static_cast<std::size_t>(found - show.scenes.begin());
}

// "scene/layer", split at the last slash: scene names may hold others.
std::optional<LayerPlace> layer_place(const Show& show, std::string_view target) {
  const std::size_t slash = target.rfind('/');
  if (slash == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view digits = target.substr(slash + 1);
  std::size_t layer = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), layer);
  const auto scene = scene_by_name(show, target.substr(0, slash));
  if (error != std::errc() || end != digits.data() + digits.size() || !scene ||
      layer >= show.scenes[*scene].layers.size()) {
    return std::nullopt;
  }
  return LayerPlace{*scene, layer};
}

float narrow(double value) {
  constexpr double kLimit = std::numeric_limits<float>::max();
  return static_cast<float>(std::clamp(value, -kLimit, kLimit));
}

bool all_finite(const std::vector<double>& values) {
  return std::ranges::all_of(values, [](double v) { return std::isfinite(v); });
}

HandValue hand_value(const PresetInput& input, const std::vector<double>& values) {
  HandValue hand;
  const auto limit = static_cast<std::size_t>(component_count(input.type));
  hand.count = static_cast<std::uint8_t>(std::min(values.size(), limit));
  for (std::size_t i = 0; i < hand.count; ++i) {
    hand.value[i] = narrow(conform(input, values[i]));
  }
  return hand;
}

void set_parameter(const EnginePlan& plan, const Cue& cue, SampleIndex now, Stage& stage) {
  const std::string_view target = cue.target;
  const std::size_t slash = target.rfind('/');
  if (slash == std::string_view::npos || !all_finite(cue.values)) {
    return;
  }
  const auto place = layer_place(plan.show, target.substr(0, slash));
  if (!place) {
    return;
  }
  LayerDesk& desk = stage.desk[place->scene][place->layer];
  const std::vector<PresetInput>& inputs = desk.plan->inputs;
  const auto found = std::ranges::find(inputs, target.substr(slash + 1), &PresetInput::name);
  if (found == inputs.end()) {
    return;
  }
  const auto index = static_cast<std::size_t>(found - inputs.begin());
  if (found->type != InputType::kEvent) {
    desk.by_hand[index] = hand_value(*found, cue.values);
  } else if (cue.values.empty() || cue.values[0] != 0) {
    desk.last_event[index] = now.value;
  }
}

void set_opacity(const EnginePlan& plan, const Cue& cue, Stage& stage) {
  const auto place = layer_place(plan.show, cue.target);
  if (!place || !all_finite(cue.values)) {
    return;
  }
  std::optional<float>& opacity = stage.desk[place->scene][place->layer].opacity;
  opacity.reset();
  if (!cue.values.empty()) {
    opacity = static_cast<float>(std::clamp(cue.values[0], 0.0, 1.0));
  }
}

// A running scene's layer has other mappings now.
void restart_mappings(SceneRun& run, LayerPlace place, const LayerPlan& plan) {
  if (run.scene == place.scene) {
    run.mappings[place.layer].assign(plan.mappings.size(), MappingState{});
  }
}

void set_preset(const EnginePlan& plan, const Cue& cue, Stage& stage) {
  const auto place = layer_place(plan.show, cue.target);
  const NamedPreset* preset = find_preset(plan.presets, cue.text);
  if (!place || preset == nullptr) {
    return;
  }
  const auto index = static_cast<std::size_t>(preset - plan.presets.data());
  LayerDesk& desk = stage.desk[place->scene][place->layer];
  if (desk.plan->preset == index) {
    return;
  }
  const std::optional<float> opacity = desk.opacity;
  desk = fresh_desk(plan.layer_with(place->scene, place->layer, index));
  desk.opacity = opacity;
  restart_mappings(stage.scene, *place, *desk.plan);
  if (stage.outgoing) {
    restart_mappings(*stage.outgoing, *place, *desk.plan);
  }
}

// A transition that the take does not hold is none to fail for: it shows as a crossfade.
std::string known_transition(const EnginePlan& plan, const std::string& name) {
  const NamedPreset* preset = find_preset(plan.presets, name);
  return preset != nullptr && preset->info.kind == PresetKind::kTransition ? name : std::string();
}

// What a cue says itself, else what was set by hand for the next switch, else the show's. A
// recorded decision says it all: "" is a crossfade there.
std::string transition_of(const EnginePlan& plan, const Cue& cue, const EngineState& state) {
  if (!cue.target.empty() || cue.origin != CueOrigin::kPerformer) {
    return cue.target;
  }
  return state.next_transition.value_or(plan.policy.transition_preset);
}

void switch_scene(const EnginePlan& plan, const Cue& cue, SampleIndex now, EngineState& state) {
  Stage& stage = state.stage;
  const auto scene = scene_by_name(plan.show, cue.text);
  if (!scene || *scene == stage.scene.scene) {
    return;
  }
  const std::int64_t length = cue.duration.value < 0 ? plan.policy.transition : cue.duration.value;
  stage.transition_preset = known_transition(plan, transition_of(plan, cue, state));
  stage.transition_length = length;
  state.next_transition.reset();
  SceneRun entered = enter_scene(stage, *scene, stage.scene.entry + 1, now);
  stage.outgoing.reset();
  if (length > 0) {
    stage.outgoing = std::move(stage.scene);
  }
  stage.scene = std::move(entered);
}

void set_quality(const Cue& cue, EngineState& state) {
  if (cue.number >= 0 && cue.number < static_cast<std::int64_t>(quality_names().size())) {
    state.quality = static_cast<Quality>(cue.number);
  }
}

// A freeze after a thaw, even at the same hop, holds a new picture.
void set_freeze(const Cue& cue, EngineState& state) {
  state.frozen = cue.number != 0;
  if (!state.frozen) {
    state.held.reset();
  }
}

std::string unknown(std::string_view kind, const std::string& name,
                    const std::vector<std::string>& known) {
  return std::string(kind) + " '" + name + "' (there is: " + join(known, ", ") + ")";
}

std::optional<std::string> unknown_scene(const Show& show, const std::string& name) {
  if (scene_by_name(show, name)) {
    return std::nullopt;
  }
  std::vector<std::string> names;
  for (const Scene& scene : show.scenes) {
    names.push_back(scene.name);
  }
  return unknown("scene", name, names);
}

std::optional<std::string> unknown_preset(const Show& show, const std::string& name) {
  const std::vector<std::string> names = presets_of(show);
  return std::ranges::find(names, name) == names.end()
             ? std::optional(unknown("preset", name, names))
             : std::nullopt;
}

std::optional<std::string> unknown_layer(const Show& show, const std::string& target) {
  if (layer_place(show, target)) {
    return std::nullopt;
  }
  std::vector<std::string> places;
  for (const Scene& scene : show.scenes) {
    for (std::size_t layer = 0; layer < scene.layers.size(); ++layer) {
      places.push_back(scene.name + "/" + std::to_string(layer));
    }
  }
  return unknown("layer", target, places);
}

}  // namespace

void apply_cue(const EnginePlan& plan, const Cue& cue, SampleIndex now, EngineState& state) {
  switch (cue.type) {
    case CueType::kPreset:
      return set_preset(plan, cue, state.stage);
    case CueType::kParameter:
      return set_parameter(plan, cue, now, state.stage);
    case CueType::kOpacity:
      return set_opacity(plan, cue, state.stage);
    case CueType::kSwitch:
      return switch_scene(plan, cue, now, state);
    case CueType::kTransition:
      state.next_transition = cue.text;
      return;
    case CueType::kOnset:
      state.onset = true;
      return;
    case CueType::kBlackout:
      state.blackout = cue.number != 0;
      return;
    case CueType::kFreeze:
      return set_freeze(cue, state);
    case CueType::kQuality:
      return set_quality(cue, state);
    case CueType::kKey:
    case CueType::kMidi:
    case CueType::kOsc:
    case CueType::kTap:
    case CueType::kMarker:
    case CueType::kCaption:
    case CueType::kBeat:
    case CueType::kPause:
    case CueType::kGap:
      return;
  }
}

std::optional<std::string> unknown_name(const Show& show, const Cue& cue) {
  switch (cue.type) {
    case CueType::kSwitch: {
      const auto scene = unknown_scene(show, cue.text);
      return scene || cue.target.empty() ? scene : unknown_preset(show, cue.target);
    }
    case CueType::kTransition:
      return cue.text.empty() ? std::nullopt : unknown_preset(show, cue.text);
    case CueType::kPreset: {
      const auto layer = unknown_layer(show, cue.target);
      return layer ? layer : unknown_preset(show, cue.text);
    }
    case CueType::kParameter:
      return unknown_layer(show, cue.target.substr(0, cue.target.rfind('/')));
    case CueType::kOpacity:
      return unknown_layer(show, cue.target);
    default:
      return std::nullopt;
  }
}

}  // namespace reprise::engine
