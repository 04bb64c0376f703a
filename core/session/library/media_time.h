// Timestamps of media files against the exact frame grid. Pure functions; any thread.
#pragma once

#include <cstdint>

#include "core/base/rational.h"
#include "core/base/time.h"

namespace reprise::session {

// The frame of a constant-rate grid whose time is nearest to `pts` ticks of `time_base`.
FrameIndex frame_of_pts(std::int64_t pts, Rational time_base, Rational fps);

// Whether `pts` is frame's exact time rounded to a tick: |pts · time_base − frame / fps| is less
// than one tick.
bool is_time_of_frame(std::int64_t pts, Rational time_base, FrameIndex frame, Rational fps);

}  // namespace reprise::session
