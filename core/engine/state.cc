#include "core/engine/state.h"

namespace reprise::engine {

LayerDesk fresh_desk(LayerPlanPtr plan) {
  LayerDesk desk;
  desk.by_hand.resize(plan->inputs.size());
  desk.last_event.resize(plan->inputs.size(), -1);
  desk.plan = std::move(plan);
  return desk;
}

SceneRun enter_scene(const Stage& stage, std::size_t scene, std::int64_t entry,
                     SampleIndex entered) {
  SceneRun run;
  run.scene = scene;
  run.entry = entry;
  run.entered = entered;
  for (const LayerDesk& desk : stage.desk[scene]) {
    run.mappings.emplace_back(desk.plan->mappings.size());
  }
  return run;
}

EngineState first_state(const EnginePlan& plan, HopIndex first) {
  EngineState state;
  state.hop = HopIndex{first.value - 1};
  for (const auto& layers : plan.layers) {
    std::vector<LayerDesk>& desks = state.stage.desk.emplace_back();
    for (const LayerPlanPtr& layer : layers) {
      desks.push_back(fresh_desk(layer));
    }
  }
  state.stage.scene = enter_scene(state.stage, 0, 0, SampleIndex{first.value * plan.hop});
  state.quality = plan.options.quality;
  return state;
}

}  // namespace reprise::engine
