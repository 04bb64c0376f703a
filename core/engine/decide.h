// The discrete decisions: onsets and switches by time. Computed here while recording; on replay
// the recorded cues stand in for them. Pure; any thread.
#pragma once

#include <vector>

#include "core/engine/plan.h"
#include "core/engine/state.h"
#include "core/model/cue.h"
#include "core/model/features.h"

namespace reprise::engine {

// The decisions of this hop, in the order in which they act. Changes nothing.
std::vector<Cue> decide(const EnginePlan& plan, const EngineState& state,
                        const HopAnalysis& analysis, SampleIndex now);

}  // namespace reprise::engine
