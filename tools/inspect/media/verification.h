// One verification: take and video in, a report out. Joins what the rooms of session know: the
// export draws or encodes again, verify compares. Owns a GL context while it runs: one thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/media/media_reader.h"
#include "core/session/verify/verify_picture.h"
#include "core/timeline/take_reader.h"
#include "tools/inspect/media/export_claim.h"
#include "tools/inspect/media/verify_report.h"

namespace reprise::tools {

enum class VerifyPhase : std::size_t { kExport, kVerify };

struct VerificationInputs {
  timeline::TakeReader& take;
  std::string take_identity;
  media::MediaReader& file;
  Claim claim;
  std::vector<std::string> preset_paths;
  // Asked for when a phase begins; what it returns gets the frames that are done.
  std::function<session::VerifyProgress(VerifyPhase)> begin;
};

// Fails when nothing can be said: disk, GL or encoder failed, a preset is missing.
Result<VerifyReport> verify_file(VerificationInputs inputs);

}  // namespace reprise::tools
