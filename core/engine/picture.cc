#include "core/engine/picture.h"

#include "core/base/rng.h"
#include "core/base/text.h"
#include "core/engine/declared.h"

namespace reprise::engine {
namespace {

// A draw of its own for every (input, component) of a layer at a scene entry.
std::uint32_t seed_stream(std::size_t layer, std::size_t input, std::size_t component) {
  std::uint32_t stream = fnv1a("engine/seed");
  for (std::size_t part : {layer, input, component}) {
    stream = (stream ^ static_cast<std::uint32_t>(part)) * 16777619U;
  }
  return stream;
}

double seeded_value(const PresetInput& input, std::size_t component, std::uint64_t seed,
                    std::uint32_t stream, HopIndex entry) {
  if (input.type == InputType::kLong && !input.values.empty()) {
    const auto count = static_cast<std::uint32_t>(input.values.size());
    return static_cast<double>(input.values[random_below(seed, stream, entry, count)]);
  }
  const double unit = static_cast<double>(random_unit(seed, stream, entry));
  if (input.type == InputType::kBool) {
    return unit;
  }
  // Every integer of a long's range gets an equal share.
  const double extra = input.type == InputType::kLong ? 1 : 0;
  const double offset = input.type == InputType::kLong ? -0.5 : 0;
  return input.min[component] + offset +
         unit * (input.max[component] - input.min[component] + extra);
}

void add_seeded(const EnginePlan& plan, const LayerPlan& layer, std::size_t index,
                std::int64_t entry, LayerState& out) {
  for (std::size_t i : layer.seeded) {
    const PresetInput& input = layer.inputs[i];
    for (std::size_t c = 0; c < static_cast<std::size_t>(component_count(input.type)); ++c) {
      const double value =
          seeded_value(input, c, plan.options.seed, seed_stream(index, i, c), HopIndex{entry});
      out.inputs[i].value[c] = static_cast<float>(conform(input, value));
    }
  }
}

void add_mapped(const LayerPlan& layer, const std::vector<MappingState>& states, LayerState& out) {
  for (std::size_t m = 0; m < states.size(); ++m) {
    const MappingPlan& mapping = layer.mappings[m];
    if (!mapping.event) {
      const double value = mapping.min + mapping.span * states[m].level;
      out.inputs[mapping.input].value[mapping.component] =
          static_cast<float>(conform(layer.inputs[mapping.input], value));
    }
  }
}

void add_by_hand(const LayerDesk& desk, LayerState& out) {
  for (std::size_t i = 0; i < desk.by_hand.size(); ++i) {
    for (std::size_t c = 0; c < desk.by_hand[i].count; ++c) {
      out.inputs[i].value[c] = desk.by_hand[i].value[c];
    }
    out.inputs[i].last_event = desk.last_event[i];
  }
}

void fill_layer(const EnginePlan& plan, const Layer& layer, const LayerDesk& desk,
                LayerState& out) {
  out.preset = plan.presets[desk.plan->preset].name;
  out.inputs = desk.plan->base;
  out.opacity = desk.opacity.value_or(static_cast<float>(layer.opacity));
  out.blend = layer.blend;
  out.alpha = layer.alpha;
}

void fill_scene(const EnginePlan& plan, const Stage& stage, const SceneRun& run, SceneState& out) {
  const Scene& scene = plan.show.scenes[run.scene];
  out.name = scene.name;
  out.entry = run.entry;
  out.entered = run.entered;
  for (std::size_t i = 0; i < out.background.size(); ++i) {
    out.background[i] = static_cast<float>(scene.background[i]);
  }
  out.layers.resize(scene.layers.size());
  for (std::size_t i = 0; i < scene.layers.size(); ++i) {
    const LayerDesk& desk = stage.desk[run.scene][i];
    fill_layer(plan, scene.layers[i], desk, out.layers[i]);
    add_seeded(plan, *desk.plan, i, run.entry, out.layers[i]);
    add_mapped(*desk.plan, run.mappings[i], out.layers[i]);
    add_by_hand(desk, out.layers[i]);
  }
}

void fill_outgoing(const EnginePlan& plan, const Stage& stage, VisualState& out) {
  if (!stage.outgoing) {
    out.outgoing.reset();
    out.transition = {};
    return;
  }
  if (!out.outgoing) {
    out.outgoing.emplace();
  }
  fill_scene(plan, stage, *stage.outgoing, *out.outgoing);
  const std::int64_t elapsed = stage.sample.value - stage.scene.entered.value;
  out.transition.preset = stage.transition_preset;
  out.transition.progress = static_cast<float>(static_cast<double>(elapsed) /
                                               static_cast<double>(stage.transition_length));
}

}  // namespace

void fill_visual_state(const EnginePlan& plan, const EngineState& state, VisualState& out) {
  const Stage& stage = state.held ? *state.held : state.stage;
  out.sample = stage.sample;
  fill_scene(plan, stage, stage.scene, out.scene);
  fill_outgoing(plan, stage, out);
  out.master = state.blackout ? 0 : 1;
  out.frozen = state.frozen;
  out.quality = state.quality;
  out.features = stage.features;
}

}  // namespace reprise::engine
