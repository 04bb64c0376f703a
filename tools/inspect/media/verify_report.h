// The answer of verify, for people and as JSON. Main thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/session/verify/report.h"

namespace reprise::tools {

struct VerifyReport {
  std::string by;    // "manifest", "export" or "render"
  std::string tier;  // of the frames that were compared
  // What the file claims to show: `frames` from `first_frame` on, of the take's `take_frames` at
  // the file's rate.
  std::int64_t first_frame = 0;
  std::int64_t frames = 0;
  std::int64_t take_frames = 0;
  session::PictureReport picture;
  std::optional<session::SoundReport> sound;  // none: exported without, or not checked any more
  std::vector<std::string> notes;             // e.g. that the manifest was not used, and why
  std::string next;                           // the command to run next; may be empty
};

// As scripts read it: "same", "different", "not_provable".
const char* verdict_name(session::Verdict verdict);
// Different when anything is; else the same only when everything is.
session::Verdict verdict_of(const VerifyReport& report);
Json verify_json(const VerifyReport& report);
std::string verify_text(const VerifyReport& report, const std::string& file);

}  // namespace reprise::tools
