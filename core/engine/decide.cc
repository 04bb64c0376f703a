#include "core/engine/decide.h"

#include <algorithm>

#include "core/base/rng.h"
#include "core/base/text.h"

namespace reprise::engine {
namespace {

HopIndex hop_of(const EnginePlan& plan, SampleIndex sample) {
  return hop_at_or_before(sample, plan.hop);
}

// When the scene on show has to go. Each entry has its own jitter, keyed by its hop.
SampleIndex due(const EnginePlan& plan, const SceneRun& scene) {
  std::int64_t interval = plan.policy.interval;
  if (plan.policy.jitter > 0) {
    const auto width =
        static_cast<std::uint32_t>(std::min<std::int64_t>(2 * plan.policy.jitter + 1, 0xFFFFFFFF));
    interval += random_below(plan.options.seed, fnv1a("engine/switch/jitter"),
                             hop_of(plan, scene.entered), width) -
                plan.policy.jitter;
  }
  return SampleIndex{scene.entered.value + std::max(interval, plan.hop)};
}

std::size_t next_scene(const EnginePlan& plan, const SceneRun& scene, SampleIndex now) {
  const std::size_t count = plan.show.scenes.size();
  if (!plan.policy.shuffle) {
    return (scene.scene + 1) % count;
  }
  // One of the others: those behind the present one move up by a place.
  const std::size_t drawn = random_below(plan.options.seed, fnv1a("engine/switch/scene"),
                                         hop_of(plan, now), static_cast<std::uint32_t>(count - 1));
  return drawn < scene.scene ? drawn : drawn + 1;
}

Cue onset_cue(const Features& features, SampleIndex now) {
  Cue cue;
  cue.sample = now;
  cue.type = CueType::kOnset;
  cue.origin = CueOrigin::kAnalysis;
  cue.values = {static_cast<double>(features.unit(FeatureId::kOnset))};
  return cue;
}

Cue switch_cue(const EnginePlan& plan, const EngineState& state, SampleIndex now) {
  Cue cue;
  cue.sample = now;
  cue.type = CueType::kSwitch;
  cue.origin = CueOrigin::kEngine;
  cue.text = plan.show.scenes[next_scene(plan, state.stage.scene, now)].name;
  cue.target = state.next_transition.value_or(plan.policy.transition_preset);
  cue.duration = SampleIndex{plan.policy.transition};
  return cue;
}

}  // namespace

std::vector<Cue> decide(const EnginePlan& plan, const EngineState& state,
                        const HopAnalysis& analysis, SampleIndex now) {
  std::vector<Cue> cues;
  if (analysis.onset) {
    cues.push_back(onset_cue(analysis.features, now));
  }
  if (plan.policy.mode == SwitchMode::kTime && plan.show.scenes.size() > 1 &&
      now >= due(plan, state.stage.scene)) {
    cues.push_back(switch_cue(plan, state, now));
  }
  return cues;
}

}  // namespace reprise::engine
