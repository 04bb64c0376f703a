// How a live run is performed and recorded, and what its window tells of frames. Values; any
// thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "core/base/time.h"
#include "core/session/library/buffer_requests.h"
#include "core/session/record/take_format.h"

namespace reprise::session {

struct LiveOptions : TakeFormat {
  std::optional<timeline::GlFingerprint> gl;  // none when nothing is drawn
  std::int64_t preroll_samples = 0;           // how far back a take begins
  // Where a take asks for the buffers that presets carry on into it; none when nobody would answer.
  std::shared_ptr<BufferRequests> buffers{};
  // False: nobody commits frames, and those of the nominal grid are recorded, as from a file.
  bool draws = true;
};

struct CommittedFrame {
  FrameIndex index;
  SampleIndex sample;
  std::uint8_t flags = 0;  // FrameFlags
  bool hash_follows = false;
};

}  // namespace reprise::session
