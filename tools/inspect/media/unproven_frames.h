// Which frames of a live take nobody can prove, and why: they have no hash, or were made upon
// frames that the take does not hold. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
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
  // Of those that were to have one:
  std::int64_t early = 0;     // have none: shown before hashes were taken, in a pre-roll
  std::int64_t feedback = 0;  // show what presets carried on from before the take
  std::int64_t lost = 0;      // are lost, or show what presets carried on from lost ones
  std::int64_t late = 0;      // have none: it came too late, or the disk was too slow
  std::optional<SampleIndex> first_lost;  // frame under others
  std::set<std::int64_t> undrawable;      // have a hash, but no replay shows them
  std::string why_none;                   // the take has no hash at all
};

// Plays the take without pictures, where there is a doubt.
Result<UnprovenFrames> unproven_frames(timeline::TakeReader& take, const session::ReplayShow& show);

Json unproven_json(const UnprovenFrames& frames);
// A sentence for each reason.
std::vector<std::string> unproven_notes(const UnprovenFrames& frames, std::int64_t sample_rate);

}  // namespace reprise::tools
