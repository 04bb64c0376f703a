// The first quarter of a second of a live run: it is listened to before the run begins, so that the
// run knows when its sample 0 was heard, and it is not lost: the run takes it first.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/error.h"
#include "tools/sound/sound_input.h"

namespace reprise::tools {

struct KeptBlock {
  SoundBlock block;
  std::vector<std::int32_t> samples;

  // With samples that are still there.
  [[nodiscard]] SoundBlock view() const;
};

struct LiveStart {
  std::vector<KeptBlock> blocks;
  // CLOCK_MONOTONIC, when sample 0 was heard, and when it came from the device.
  std::int64_t zero_ns = 0;
  std::int64_t arrived_zero_ns = 0;
};

// Waits for the first sound for at most a second; where none comes, sample 0 is when that began.
Result<LiveStart> listen_for_start(SoundInput& input);

}  // namespace reprise::tools
