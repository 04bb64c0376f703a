// What a recorder writes of itself into a take: the header, and `/frame` of what is shown. The same
// from a file and live. Pure functions; any thread.
#pragma once

#include "core/base/bytes.h"
#include "core/session/library/performance.h"
#include "core/session/library/preset_library.h"
#include "core/timeline/records.h"

namespace reprise::session {

// How a performance is recorded.
struct TakeFormat {
  AudioFormat audio;
  ImageSize size{1280, 720};  // nominal
  Rational fps{60, 1};        // nominal
  std::uint64_t seed = 1;
  Quality quality = Quality::kHigh;
  std::int64_t epoch_ns = kFileEpochNs;  // Unix time of sample 0
};

// One plain lane of FLAC with `codec_header`.
timeline::TakeHeader take_header(const TakeFormat& format, const engine::Show& show,
                                 ByteSpan codec_header);

// Which layers, how opaque, how far the transition; index, sample, size and flags are the caller's.
timeline::FrameRecord frame_record(const Moment& moment);

}  // namespace reprise::session
