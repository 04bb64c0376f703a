// A show worked out against its presets: names resolved to indices, times to samples and envelope
// shares. What the engine reads at every hop. Immutable; any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/engine/engine.h"
#include "core/engine/show.h"
#include "core/model/visual_state.h"

namespace reprise::engine {

struct MappingPlan {
  FeatureId feature = FeatureId::kRms;
  std::size_t input = 0;  // index in LayerPlan::inputs
  std::size_t component = 0;
  bool event = false;  // fires the input instead of setting it
  double low = 0;
  double high = 1;
  double min = 0;
  double span = 1;  // max − min
  Curve curve = Curve::kLinear;
  double attack_share = 1;  // per hop
  double release_share = 1;
};

// A layer of the show with one of the presets in it. `base` holds the defaults and fixed values;
// it and `inputs` are the preset's inputs but audio, in its order.
struct LayerPlan {
  std::size_t preset = 0;  // index in EnginePlan::presets
  std::vector<PresetInput> inputs;
  std::vector<InputValue> base;
  std::vector<std::size_t> seeded;  // inputs that get a value at each scene entry
  std::vector<MappingPlan> mappings;
};
using LayerPlanPtr = std::shared_ptr<const LayerPlan>;

struct PolicyPlan {
  SwitchMode mode = SwitchMode::kManual;
  std::int64_t interval = 0;  // samples
  std::int64_t jitter = 0;
  bool shuffle = false;
  std::int64_t transition = 0;
  std::string transition_preset;
};

struct EnginePlan {
  Show show;
  std::vector<NamedPreset> presets;
  EngineOptions options;
  std::int64_t hop = 0;  // samples
  PolicyPlan policy;
  std::vector<std::vector<LayerPlanPtr>> layers;  // [scene][layer], with the show's presets

  // The plan of a layer of the show when it shows presets[preset] instead of its own.
  [[nodiscard]] LayerPlanPtr layer_with(std::size_t scene, std::size_t layer,
                                        std::size_t preset) const;
};

// `show` must have passed validate_show.
EnginePlan make_plan(Show show, std::vector<NamedPreset> presets, const EngineOptions& options);

// floor(seconds · rate), with seconds taken to the microsecond. Exact from there on.
std::int64_t samples_of_seconds(double seconds, std::int64_t rate);

}  // namespace reprise::engine
