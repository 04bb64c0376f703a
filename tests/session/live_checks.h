// What every take of a live run must be, for tests.
#pragma once

#include <variant>
#include <vector>

#include "tests/session/live_stage.h"

namespace reprise::session {

std::vector<timeline::Record> records_of(timeline::TakeReader& take);

template <typename T>
std::vector<T> only(const std::vector<timeline::Record>& records) {
  std::vector<T> found;
  for (const timeline::Record& record : records) {
    if (const T* one = std::get_if<T>(&record)) {
      found.push_back(*one);
    }
  }
  return found;
}

// Every frame that was shown in [from, to) is recorded, and all that are replay as they were.
void expect_replays(LiveStage& stage, Studio& studio, const std::filesystem::path& path,
                    SampleIndex from, SampleIndex to);
// Its sound up to `to` is what was heard.
void expect_sound(const LiveStage& stage, Studio& studio, const std::filesystem::path& path,
                  SampleIndex to);
// The doctor finds nothing, but perhaps that it was recovered.
void expect_sound_file(const std::filesystem::path& path);
// All of that, and that nothing was lost on the way.
void expect_good(LiveStage& stage, Studio& studio, const TakeEnd& end);

}  // namespace reprise::session
