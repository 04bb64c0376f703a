#include "core/engine/advance.h"

#include "core/engine/envelope.h"

namespace reprise::engine {
namespace {

// Onsets are decisions; any other feature fires when it rises above `low`. A feature that was
// above already when the scene was entered has not risen.
bool fires(const MappingPlan& plan, double feature, bool onset, MappingState& state) {
  const bool above = feature > plan.low;
  const bool rose = above && !state.above && !state.fresh;
  state.above = above;
  return plan.feature == FeatureId::kOnset ? onset : rose;
}

void follow(const MappingPlan& plan, double feature, MappingState& state) {
  const double target = apply_curve(plan.curve, place_between(feature, plan.low, plan.high));
  const double share = target > state.level ? plan.attack_share : plan.release_share;
  state.level = state.fresh ? target : state.level + share * (target - state.level);
}

void advance_layer(const Stage& stage, bool onset, LayerDesk& desk,
                   std::vector<MappingState>& states) {
  for (std::size_t i = 0; i < states.size(); ++i) {
    const MappingPlan& plan = desk.plan->mappings[i];
    const double feature = static_cast<double>(stage.features.raw(plan.feature)) / 65535.0;
    if (!plan.event) {
      follow(plan, feature, states[i]);
    } else if (fires(plan, feature, onset, states[i])) {
      desk.last_event[plan.input] = stage.sample.value;
    }
    states[i].fresh = false;
  }
}

void advance_scene(Stage& stage, bool onset, SceneRun& run) {
  std::vector<LayerDesk>& desks = stage.desk[run.scene];
  for (std::size_t layer = 0; layer < desks.size(); ++layer) {
    advance_layer(stage, onset, desks[layer], run.mappings[layer]);
  }
}

}  // namespace

void advance_stage(Stage& stage, bool onset) {
  if (stage.sample.value - stage.scene.entered.value >= stage.transition_length) {
    stage.outgoing.reset();
  }
  advance_scene(stage, onset, stage.scene);
  if (stage.outgoing) {
    advance_scene(stage, onset, *stage.outgoing);
  }
}

}  // namespace reprise::engine
