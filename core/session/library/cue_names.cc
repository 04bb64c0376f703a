#include "core/session/library/cue_names.h"

#include <algorithm>
#include <cstdio>
#include <variant>

#include "core/engine/cues.h"
#include "core/engine/show.h"

namespace reprise::session {
namespace {

constexpr std::size_t kMost = 100;

}  // namespace

std::string to_string(const DeadCue& cue, std::int64_t sample_rate) {
  const std::string count = cue.count == 1
                                ? "a cue does nothing, at "
                                : std::to_string(cue.count) + " cues do nothing, the first at ";
  std::string at(32, '\0');
  const int length =
      std::snprintf(at.data(), at.size(), "%.3f s: ", seconds_of(cue.first, sample_rate));
  at.resize(static_cast<std::size_t>(std::max(length, 0)));
  return count + at + cue.what;
}

Result<std::vector<DeadCue>> dead_cues(timeline::TakeReader& take) {
  std::vector<DeadCue> dead;
  TRY_ASSIGN(const engine::Show show, engine::parse_show(take.summary().header.show));
  timeline::ReadRange range;
  range.topics = timeline::Topics::kCue;
  timeline::TakeReader::Cursor cues = take.read(range);
  while (true) {
    TRY_ASSIGN(const auto record, cues.next());
    if (!record) {
      return dead;
    }
    const Cue& cue = std::get<Cue>(*record);
    const auto name = engine::unknown_name(show, cue);
    if (!name) {
      continue;
    }
    const std::string what = std::string(cue_type_name(cue.type)) + ": " + *name;
    const auto known = std::ranges::find(dead, what, &DeadCue::what);
    if (known != dead.end()) {
      ++known->count;
    } else if (dead.size() < kMost) {
      dead.push_back({cue.sample, 1, what});
    }
  }
}

}  // namespace reprise::session
