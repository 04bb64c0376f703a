#include "core/engine/engine.h"

#include "core/base/check.h"
#include "core/engine/advance.h"
#include "core/engine/cues.h"
#include "core/engine/decide.h"
#include "core/engine/picture.h"
#include "core/engine/plan.h"
#include "core/engine/save.h"
#include "core/engine/state.h"

namespace reprise::engine {
namespace {

bool is_decision(const Cue& cue) {
  return cue.origin == CueOrigin::kEngine || cue.origin == CueOrigin::kAnalysis;
}

// The recorder changes what it has to (the quality, when the machine cannot follow) as a performer
// would.
bool is_input(const Cue& cue) {
  return cue.origin == CueOrigin::kPerformer || cue.origin == CueOrigin::kRecorder;
}

void act_on_inputs(const EnginePlan& plan, std::span<const Cue> cues, SampleIndex now,
                   EngineState& state) {
  for (const Cue& cue : cues) {
    if (is_input(cue)) {
      apply_cue(plan, cue, now, state);
    }
  }
}

void obey(const EnginePlan& plan, std::span<const Cue> cues, SampleIndex now, EngineState& state) {
  for (const Cue& cue : cues) {
    if (is_decision(cue)) {
      apply_cue(plan, cue, now, state);
    }
  }
}

// A freeze shows the hop at which it acts, so it holds what that hop came to.
void hold_if_frozen(EngineState& state) {
  if (state.frozen && !state.held) {
    state.held = state.stage;
  }
}

}  // namespace

struct Engine::Impl {
  EnginePlan plan;
};

void EngineStateDeleter::operator()(EngineState* state) const {
  delete state;
}

Engine::Engine(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;
Engine::~Engine() = default;

Result<Engine> Engine::create(Show show, std::vector<NamedPreset> presets,
                              const EngineOptions& options) {
  if (options.sample_rate < 8000 || options.sample_rate > 192000) {
    return fail(ErrorCode::kUnsupported, "sample rate " + std::to_string(options.sample_rate) +
                                             " is outside 8000 to 192000");
  }
  TRY(validate_show(show, presets));
  auto impl = std::make_unique<Impl>();
  impl->plan = make_plan(std::move(show), std::move(presets), options);
  return Engine(std::move(impl));
}

EngineStatePtr Engine::initial_state(HopIndex first) const {
  return EngineStatePtr(new EngineState(first_state(impl_->plan, first)));
}

StepOutput Engine::step(EngineState& state, const HopAnalysis& analysis,
                        std::span<const Cue> cues) const {
  const EnginePlan& plan = impl_->plan;
  CHECK(analysis.hop.value == state.hop.value + 1);
  const SampleIndex now{analysis.hop.value * plan.hop};
  state.hop = analysis.hop;
  state.onset = false;
  state.stage.sample = now;
  state.stage.features = analysis.features;

  act_on_inputs(plan, cues, now, state);
  StepOutput output;
  if (plan.options.decisions == Decisions::kCompute) {
    output.decisions = decide(plan, state, analysis, now);
    obey(plan, output.decisions, now, state);
  } else {
    obey(plan, cues, now, state);
  }
  advance_stage(state.stage, state.onset);
  hold_if_frozen(state);
  return output;
}

void Engine::visual_state(const EngineState& state, VisualState& out) const {
  fill_visual_state(impl_->plan, state, out);
}

HopIndex Engine::reached(const EngineState& state) const {
  return state.hop;
}

Blob Engine::save_state(const EngineState& state) const {
  return save_engine_state(impl_->plan, state);
}

Result<EngineStatePtr> Engine::restore_state(const Blob& blob) const {
  TRY_ASSIGN(EngineState state, restore_engine_state(impl_->plan, blob));
  return EngineStatePtr(new EngineState(std::move(state)));
}

void Engine::set_quality(EngineState& state, Quality quality) const {
  state.quality = quality;
}

const Show& Engine::show() const {
  return impl_->plan.show;
}

}  // namespace reprise::engine
