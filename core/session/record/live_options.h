// How a live run is performed and recorded, and what its window tells of frames. Values; any
// thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "core/model/image.h"
#include "core/model/pcm.h"
#include "core/model/visual_state.h"
#include "core/session/library/buffer_requests.h"
#include "core/timeline/records.h"

namespace reprise::session {

struct LiveOptions {
  AudioFormat audio;
  ImageSize size{1280, 720};  // nominal
  Rational fps{60, 1};        // nominal
  std::uint64_t seed = 1;
  Quality quality = Quality::kHigh;
  std::int64_t epoch_ns = 0;                  // Unix time of the run's sample 0
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
