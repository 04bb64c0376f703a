// The engine's state as bytes and back, bit for bit. Pure; any thread.
#pragma once

#include "core/base/error.h"
#include "core/engine/plan.h"
#include "core/engine/state.h"
#include "core/model/blob.h"

namespace reprise::engine {

Blob save_engine_state(const EnginePlan& plan, const EngineState& state);

// kUnsupported for another version, kCorrupt for a damaged blob or one of another show.
Result<EngineState> restore_engine_state(const EnginePlan& plan, const Blob& blob);

}  // namespace reprise::engine
