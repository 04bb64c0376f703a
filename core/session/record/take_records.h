// What a recorder writes of itself into a take: the header, and `/frame` of what is shown. The same
// from a file and live. Pure functions; any thread.
#pragma once

#include "core/base/bytes.h"
#include "core/session/library/performance.h"
#include "core/session/library/preset_library.h"
#include "core/session/record/take_format.h"
#include "core/timeline/records.h"

namespace reprise::session {

// One plain lane of FLAC with `codec_header`.
timeline::TakeHeader take_header(const TakeFormat& format, const engine::Show& show,
                                 ByteSpan codec_header);

// Which layers, how opaque, how far the transition; index, sample, size and flags are the caller's.
timeline::FrameRecord frame_record(const Moment& moment);

}  // namespace reprise::session
