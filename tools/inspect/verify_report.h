// The answer of verify, for people and as JSON. Main thread.
#pragma once

#include <string>

#include "core/base/json.h"
#include "core/session/verify/report.h"

namespace reprise::tools {

struct VerifyReport {
  std::string by;    // "manifest", "export" or "render"
  std::string tier;  // of the frames that were compared
  session::PictureReport picture;
  session::SoundReport sound;
  bool has_sound = true;
  std::string note;  // e.g. that the manifest was not used, and why
};

session::Verdict verdict_of(const VerifyReport& report);
Json verify_json(const VerifyReport& report);
// `take` and `file` stand in the command that is proposed next.
void print_verify(const VerifyReport& report, const std::string& take, const std::string& file);

}  // namespace reprise::tools
