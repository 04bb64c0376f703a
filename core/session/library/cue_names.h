// The cues of a take that do nothing, because they name what its show does not have: a typo in text
// that was edited by hand. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/time.h"
#include "core/timeline/take_reader.h"

namespace reprise::session {

struct DeadCue {
  SampleIndex first;       // of those that name this
  std::int64_t count = 0;  // of them
  std::string what;        // "switch: scene 'vers' (there is: verse, drop)"
};

// "3 cues do nothing, the first at 12.500 s: switch: scene …".
std::string to_string(const DeadCue& cue, std::int64_t sample_rate);

// One entry for each unknown name, in order of time; a hundred at most.
Result<std::vector<DeadCue>> dead_cues(timeline::TakeReader& take);

}  // namespace reprise::session
