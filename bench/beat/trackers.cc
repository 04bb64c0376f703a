#include "bench/beat/trackers.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "bench/beat/hearing.h"
#include "core/base/text.h"
#include "tools/common/child_process.h"

namespace reprise::beat {
namespace {

// Debian's aubio-tools with its defaults; the times are taken as they are printed.
Result<Beats> run_aubio(const std::filesystem::path& sound) {
  auto ended = tools::run_child({"aubiotrack", "-i", sound.string()}, "");
  if (!ended) {
    Error error = std::move(ended).error();
    error.hint = "apt-get install aubio-tools";
    return fail(std::move(error));
  }
  if (ended->code != 0) {
    return fail(ErrorCode::kIo, "aubiotrack ended with " + std::to_string(ended->code));
  }
  return parse_beat_lines(ended->out);
}

constexpr std::array kTrackers = {
    Tracker{"aubio", "aubiotrack of Debian's aubio-tools, defaults, causal", run_aubio},
    Tracker{"live", "Reprise's BeatTracker: beats at the hop in which they sound", hear_live},
    Tracker{"offline", "Reprise's track_beats: the whole sound is known", hear_afterwards},
};

}  // namespace

std::span<const Tracker> trackers() {
  return kTrackers;
}

Result<Beats> parse_beat_lines(std::string_view text) {
  Beats beats;
  for (const std::string& line : split(text, '\n')) {
    const std::string_view word = trim(line);
    double seconds = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), seconds);
    if (word.empty()) {
      continue;
    }
    if (error != std::errc{} || end != word.data() + word.size()) {
      return fail(ErrorCode::kInvalid, "a beat tracker printed '" + line + "', no time");
    }
    beats.push_back(seconds);
  }
  std::sort(beats.begin(), beats.end());
  return beats;
}

}  // namespace reprise::beat
