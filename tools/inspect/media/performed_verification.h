// `verify TAKE --performed`: is what a live take replays what was shown? The frames that have a
// hash are drawn again. Owns a GL context while it runs: one thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/render/gl_mode.h"
#include "core/session/verify/performed_check.h"
#include "core/session/verify/report.h"
#include "core/timeline/take_reader.h"
#include "tools/inspect/media/unproven_frames.h"

namespace reprise::tools {

struct PerformedReport {
  session::Verdict verdict = session::Verdict::kSame;
  session::PerformedCheck check;
  std::int64_t sample_rate = 48000;
  std::string tier;
  std::string reason;  // empty when same
  UnprovenFrames unproven;
  std::vector<std::string> notes;  // e.g. hashes that could not be compared
};

// The GL mode that the take was performed in: what the process must be set up for. Nothing for a
// take without hashes, of which nothing is drawn.
std::optional<render::GlMode> performed_gl_mode(const timeline::TakeReader& take);

// Fails when nothing can be said: disk or GL failed, a preset is missing.
Result<PerformedReport> verify_performed(timeline::TakeReader& take,
                                         const std::vector<std::string>& preset_paths,
                                         const session::VerifyProgress& progress);

Json performed_json(const PerformedReport& report);
std::string performed_text(const PerformedReport& report, const std::string& take);

}  // namespace reprise::tools
