// What the engine carries from hop to hop. Plain data; only this folder looks inside.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/time.h"
#include "core/engine/engine.h"
#include "core/engine/plan.h"
#include "core/model/features.h"

namespace reprise::engine {

// What the performer set by hand in one input: the first `count` components; 0 = nothing.
struct HandValue {
  std::uint8_t count = 0;
  std::array<float, 4> value{};
};

// A layer as the performer left it; it stays so when its scene goes and comes back.
struct LayerDesk {
  LayerPlanPtr plan;
  std::optional<float> opacity;
  std::vector<HandValue> by_hand;        // one an input of the plan
  std::vector<std::int64_t> last_event;  // likewise: sample of the last event, −1 = never
};

struct MappingState {
  bool fresh = true;   // not advanced since the entry: starts at its target
  bool above = false;  // events: the feature was over the threshold
  double level = 0;    // others: the envelope, 0 .. 1
};

// A scene on show since its entry.
struct SceneRun {
  std::size_t scene = 0;
  std::int64_t entry = 0;
  SampleIndex entered;
  std::vector<std::vector<MappingState>> mappings;  // [layer][mapping]
};

// All that decides what is seen; frozen as a whole.
struct Stage {
  SampleIndex sample;
  Features features;
  std::vector<std::vector<LayerDesk>> desk;  // [scene][layer]
  SceneRun scene;
  std::optional<SceneRun> outgoing;  // until its transition has ended
  std::string transition_preset;
  std::int64_t transition_length = 0;  // samples, from scene.entered
};

struct EngineState {
  HopIndex hop{-1};  // of the last step
  Stage stage;
  std::optional<Stage> held;  // what a freeze shows
  bool frozen = false;
  bool blackout = false;
  Quality quality = Quality::kHigh;
  std::optional<std::string> next_transition;  // set by hand for the next switch
  bool onset = false;                          // decided at this hop
};

// The layer's desk before anyone touched it, and the mappings of a layer at a scene's entry.
LayerDesk fresh_desk(LayerPlanPtr plan);
SceneRun enter_scene(const Stage& stage, std::size_t scene, std::int64_t entry,
                     SampleIndex entered);
// Before hop `first`.
EngineState first_state(const EnginePlan& plan, HopIndex first = {});

}  // namespace reprise::engine
