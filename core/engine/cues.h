// What cues do to the engine's state. Cues that name a scene, layer, input or preset which is not
// there, or carry values that make no sense, do nothing. Pure; any thread.
#pragma once

#include <optional>
#include <string>

#include "core/engine/plan.h"
#include "core/engine/state.h"
#include "core/model/cue.h"

namespace reprise::engine {

// Acts at the hop of `now` (a multiple of the hop size).
void apply_cue(const EnginePlan& plan, const Cue& cue, SampleIndex now, EngineState& state);

// What a cue names that the show does not have, and what there is: "scene 'vers' (there is: verse,
// drop)". Nothing where it names no scene, layer or preset, or known ones.
std::optional<std::string> unknown_name(const Show& show, const Cue& cue);

}  // namespace reprise::engine
