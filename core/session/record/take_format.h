// How a performance is recorded, from a file or live: what its takes say of themselves. Values; any
// thread.
#pragma once

#include <cstdint>

#include "core/base/rational.h"
#include "core/model/image.h"
#include "core/model/pcm.h"
#include "core/model/visual_state.h"
#include "core/timeline/records.h"

namespace reprise::session {

struct TakeFormat {
  AudioFormat audio;
  ImageSize size{1280, 720};  // nominal
  Rational fps{60, 1};        // nominal
  std::uint64_t seed = 1;
  Quality quality = Quality::kHigh;
  std::int64_t epoch_ns = kFileEpochNs;  // Unix time of sample 0
};

}  // namespace reprise::session
