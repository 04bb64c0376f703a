// Timestamps of media files against the exact frame grid. Whatever a file says, nothing overflows.
// Pure functions; any thread.
#pragma once

#include <cstdint>
#include <optional>

#include "core/base/rational.h"
#include "core/base/time.h"

namespace reprise::session {

// The frame of a constant-rate grid whose time is nearest to `pts` ticks of `time_base`. Nothing
// when there is no such time (libav's AV_NOPTS_VALUE), or when it lies millions of years away.
std::optional<FrameIndex> frame_of_pts(std::int64_t pts, Rational time_base, Rational fps);

// Whether `pts` is frame's exact time rounded to a tick: |pts · time_base − frame / fps| is less
// than one tick.
bool is_time_of_frame(std::int64_t pts, Rational time_base, FrameIndex frame, Rational fps);

}  // namespace reprise::session
