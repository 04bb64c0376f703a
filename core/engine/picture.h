// From the engine's state to the visual state. Pure; any thread.
#pragma once

#include "core/engine/plan.h"
#include "core/engine/state.h"
#include "core/model/visual_state.h"

namespace reprise::engine {

// Fills all of `out` but `audio`, reusing its allocations.
void fill_visual_state(const EnginePlan& plan, const EngineState& state, VisualState& out);

}  // namespace reprise::engine
