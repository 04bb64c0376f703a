// What of a take must stay so that a part of it shows the same frames as the whole: found by
// playing it, not by rule of thumb. One thread.
#pragma once

#include <functional>

#include "core/base/error.h"
#include "core/session/export/replay_show.h"
#include "core/timeline/take_reader.h"
#include "core/timeline/trim.h"

namespace reprise::session {

// The shortest sound before `start` (4 s, then twice as much each time, then all) after which
// analysis and engine are in the very state in which the whole take has them, bit for bit. Where a
// preset keeps buffers from frame to frame, that moment is the entry of its scene. `start` lies
// before `end`, both within the take. `stop` is asked now and then.
Result<timeline::TrimPlan> plan_trim(timeline::TakeReader& take, const ReplayShow& show,
                                     SampleIndex start, SampleIndex end,
                                     const std::function<bool()>& stop);

}  // namespace reprise::session
