// A hop and a frame of a show with four layers of eight mapped inputs, in a transition.
#include <string>

#include <benchmark/benchmark.h>

#include "core/engine/engine.h"

namespace reprise::engine {
namespace {

constexpr int kLayers = 4;
constexpr int kInputs = 8;

NamedPreset preset() {
  NamedPreset preset;
  preset.name = "p";
  for (int i = 0; i < kInputs; ++i) {
    PresetInput input;
    input.name = "input" + std::to_string(i);
    preset.info.inputs.push_back(input);
  }
  return preset;
}

Scene scene(std::string name) {
  Scene scene{std::move(name), {0, 0, 0, 1}, {}};
  for (int l = 0; l < kLayers; ++l) {
    Layer& layer = scene.layers.emplace_back();
    layer.preset = "p";
    for (int i = 0; i < kInputs; ++i) {
      Mapping mapping;
      mapping.feature = static_cast<FeatureId>(i);
      mapping.input = "input" + std::to_string(i);
      mapping.attack = 0.01;
      mapping.release = 0.2;
      mapping.curve = static_cast<Curve>(i % 4);
      layer.mappings.push_back(mapping);
    }
  }
  return scene;
}

Engine engine(double transition) {
  Show show;
  show.scenes = {scene("a"), scene("b")};
  show.policy.interval = 1;
  show.policy.transition = transition;
  return Engine::create(std::move(show), {preset()}, {}).value();
}

HopAnalysis next_hop(const HopAnalysis& last) {
  HopAnalysis analysis;
  analysis.hop = HopIndex{last.hop.value + 1};
  for (std::uint16_t& value : analysis.features.values) {
    value = static_cast<std::uint16_t>(analysis.hop.value * 977);
  }
  return analysis;
}

void step(benchmark::State& state) {
  const Engine runner = engine(static_cast<double>(state.range(0)));
  const EngineStatePtr running = runner.initial_state();
  HopAnalysis analysis;
  analysis.hop = HopIndex{-1};
  for (auto unused : state) {
    analysis = next_hop(analysis);
    benchmark::DoNotOptimize(runner.step(*running, analysis, {}));
  }
}

void visual_state(benchmark::State& state) {
  const Engine runner = engine(1);
  const EngineStatePtr running = runner.initial_state();
  HopAnalysis analysis;
  analysis.hop = HopIndex{-1};
  for (int hop = 0; hop < 200; ++hop) {
    analysis = next_hop(analysis);
    runner.step(*running, analysis, {});
  }
  VisualState out;
  for (auto unused : state) {
    runner.visual_state(*running, out);
    benchmark::DoNotOptimize(out);
  }
}

BENCHMARK(step)->Name("step/transition_s")->Arg(0)->Arg(1);
BENCHMARK(visual_state)->Name("visual_state/in_transition");

}  // namespace
}  // namespace reprise::engine
