#include "tests/engine/engine_fixture.h"

#include <cmath>
#include <cstdlib>
#include <iostream>

#include "core/base/rng.h"

namespace reprise::engine::test {

PresetInput float_input(std::string name, double min, double max, double start, std::string role) {
  PresetInput input = input_of(InputType::kFloat, std::move(name), std::move(role));
  input.min[0] = min;
  input.max[0] = max;
  input.default_value[0] = start;
  return input;
}

PresetInput input_of(InputType type, std::string name, std::string role) {
  PresetInput input;
  input.name = std::move(name);
  input.label = input.name;
  input.type = type;
  input.role = std::move(role);
  return input;
}

NamedPreset preset_of(std::string name, std::vector<PresetInput> inputs, PresetKind kind) {
  NamedPreset preset;
  preset.name = std::move(name);
  preset.info.kind = kind;
  preset.info.inputs = std::move(inputs);
  preset.info.passes.emplace_back();
  return preset;
}

Scene scene_of(std::string name, std::string preset, std::vector<Mapping> mappings) {
  Layer layer;
  layer.preset = std::move(preset);
  layer.mappings = std::move(mappings);
  return Scene{std::move(name), {0, 0, 0, 1}, {std::move(layer)}};
}

Mapping map_to_input(FeatureId feature, std::string input) {
  Mapping mapping;
  mapping.feature = feature;
  mapping.input = std::move(input);
  return mapping;
}

Show show_of(std::vector<Scene> scenes, SwitchMode mode) {
  Show show;
  show.scenes = std::move(scenes);
  show.policy.mode = mode;
  return show;
}

Cue cue_at(std::int64_t hop, CueType type, std::string target, std::vector<double> values) {
  Cue cue;
  cue.sample = SampleIndex{hop * kHop};
  cue.type = type;
  cue.target = std::move(target);
  cue.values = std::move(values);
  return cue;
}

Cue switch_at(std::int64_t hop, std::string scene, std::int64_t duration, std::string transition) {
  Cue cue = cue_at(hop, CueType::kSwitch, std::move(transition));
  cue.text = std::move(scene);
  cue.duration = SampleIndex{duration};
  return cue;
}

Cue number_at(std::int64_t hop, CueType type, std::int64_t number) {
  Cue cue = cue_at(hop, type);
  cue.number = number;
  return cue;
}

Features features_of(FeatureId id, double unit) {
  Features features;
  features.values[static_cast<std::size_t>(id)] =
      static_cast<std::uint16_t>(std::lround(unit * 65535));
  return features;
}

Engine make_engine(Show show, std::vector<NamedPreset> presets, EngineOptions options) {
  auto engine = Engine::create(std::move(show), std::move(presets), options);
  if (!engine) {
    std::cerr << engine.error().message << "\n";
    std::abort();
  }
  return *std::move(engine);
}

Playthrough& Playthrough::to(std::int64_t hop) {
  for (; next_ <= hop; ++next_) {
    HopAnalysis analysis = script_.analysis(next_);
    analysis.hop = HopIndex{next_};
    analysis.sample = SampleIndex{next_ * kHop};
    std::vector<Cue> due;
    for (const Cue& cue : script_.cues) {
      if (hop_at_or_after(cue.sample, kHop).value == next_) {
        due.push_back(cue);
      }
    }
    const StepOutput output = engine_.step(*state_, analysis, due);
    decisions_.insert(decisions_.end(), output.decisions.begin(), output.decisions.end());
  }
  return *this;
}

VisualState Playthrough::now() const {
  VisualState out;
  engine_.visual_state(*state_, out);
  return out;
}

float Playthrough::input(std::size_t index, std::size_t component) const {
  return now().scene.layers.at(0).inputs.at(index).value.at(component);
}

std::vector<VisualState> states_of(const Engine& engine, const Script& script, std::int64_t last) {
  std::vector<VisualState> states;
  Playthrough run(engine, script);
  for (std::int64_t hop = 0; hop <= last; ++hop) {
    states.push_back(run.to(hop).now());
  }
  return states;
}

HopAnalysis lively(std::int64_t hop) {
  HopAnalysis analysis;
  for (std::size_t i = 0; i < kFeatureCount; ++i) {
    analysis.features.values[i] = static_cast<std::uint16_t>(
        random_below(42, static_cast<std::uint32_t>(i), HopIndex{hop / 3}, 65536));
  }
  analysis.onset = hop % 37 == 5;
  return analysis;
}

}  // namespace reprise::engine::test
