// A take cut down to a part of its time. Its clock stays: a sample keeps its number, so that
// randomness, hops and frames are those of the whole take; what must be known from before the part
// stays too. One thread.
#pragma once

#include <functional>

#include "core/base/error.h"
#include "core/timeline/take_reader.h"
#include "core/timeline/take_writer.h"

namespace reprise::timeline {

struct TrimPlan {
  SampleIndex start;         // the first moment that is shown
  SampleIndex end;           // one past the last
  SampleIndex sound_start;   // sound that ends at or before it is left out
  SampleIndex frames_start;  // /frame records before it are left out
};

// `header` for the part.
TakeHeader trimmed_header(TakeHeader header, const TrimPlan& plan);

// Appends the records of the part: every cue up to its end, sound, frames, and of /hash and /health
// what lies in it. `stop` is asked between records.
Status write_trimmed(TakeReader& take, TakeWriter& out, const TrimPlan& plan,
                     const std::function<bool()>& stop);

}  // namespace reprise::timeline
