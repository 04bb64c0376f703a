// One hop of everything that moves by itself: envelopes, events fired by features, transitions.
// Pure; any thread.
#pragma once

#include "core/engine/state.h"

namespace reprise::engine {

// `stage.sample` and `stage.features` are those of this hop; `onset` says that one was decided.
void advance_stage(Stage& stage, bool onset);

}  // namespace reprise::engine
