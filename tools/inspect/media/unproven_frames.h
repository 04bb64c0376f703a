// Which frames of a live take nobody can prove, because they have no hash, and why. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/session/export/replay_show.h"
#include "core/timeline/take_reader.h"

namespace reprise::tools {

struct UnprovenFrames {
  std::int64_t shown = 0;  // frames, from the take's start on; dropped ones were not
  std::int64_t every = 0;  // each so many-th was to have a hash; 0: none has one
  // Of those that were to have one, and have none:
  std::int64_t early = 0;     // shown before hashes were taken: a pre-roll
  std::int64_t feedback = 0;  // presets carried on pictures that the take does not hold
  std::int64_t late = 0;      // the hash came too late, or the disk was too slow
  std::string why_none;       // the take has no hash at all
};

// Plays a part without pictures.
Result<UnprovenFrames> unproven_frames(timeline::TakeReader& take, const session::ReplayShow& show);

Json unproven_json(const UnprovenFrames& frames);
// A sentence for each reason.
std::vector<std::string> unproven_notes(const UnprovenFrames& frames);

}  // namespace reprise::tools
