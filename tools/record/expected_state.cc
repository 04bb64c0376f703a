#include "tools/record/expected_state.h"

#include <algorithm>
#include <utility>

namespace reprise::tools {
namespace {

void apply_to_layer(const Cue& cue, const std::string& target, LayerState& layer) {
  if (cue.type == CueType::kPreset && cue.target == target) {
    layer.preset = cue.text;
    layer.inputs.clear();  // nobody knows their values yet
  } else if (cue.type == CueType::kOpacity && cue.target == target && !cue.values.empty()) {
    layer.opacity = static_cast<float>(cue.values[0]);
  } else if (cue.type == CueType::kParameter && !cue.values.empty()) {
    for (InputValue& input : layer.inputs) {
      if (cue.target == target + "/" + input.name) {
        input.value[0] = static_cast<float>(cue.values[0]);
      }
    }
  }
}

}  // namespace

void ExpectedState::said(Cue cue, SampleIndex until) {
  std::erase_if(waiting_, [&](const Said& old) {
    return old.cue.type == cue.type && old.cue.target == cue.target;
  });
  waiting_.push_back({std::move(cue), until});
}

VisualState ExpectedState::of(const VisualState& shown, SampleIndex frame) {
  if (!shown.frozen) {
    std::erase_if(waiting_, [&](const Said& said) { return said.until <= frame; });
  }
  VisualState state = shown;
  for (const Said& said : waiting_) {
    apply(said.cue, state);
  }
  return state;
}

void ExpectedState::apply(const Cue& cue, VisualState& state) const {
  switch (cue.type) {
    case CueType::kBlackout:
      state.master = cue.number != 0 ? 0 : 1;
      return;
    case CueType::kFreeze:
      state.frozen = cue.number != 0;
      return;
    case CueType::kQuality:
      state.quality = static_cast<Quality>(cue.number);
      return;
    case CueType::kSwitch:
      enter(cue.text, state);
      return;
    default:
      break;
  }
  for (std::size_t i = 0; i < state.scene.layers.size(); ++i) {
    apply_to_layer(cue, state.scene.name + "/" + std::to_string(i), state.scene.layers[i]);
  }
}

void ExpectedState::enter(const std::string& scene, VisualState& state) const {
  const auto found = std::ranges::find(show_.scenes, scene, &engine::Scene::name);
  if (found == show_.scenes.end() || state.scene.name == scene) {
    return;
  }
  state.scene.name = scene;
  state.scene.layers.clear();
  for (const engine::Layer& layer : found->layers) {
    LayerState next;
    next.preset = layer.preset;
    next.opacity = static_cast<float>(layer.opacity);
    state.scene.layers.push_back(std::move(next));
  }
}

}  // namespace reprise::tools
