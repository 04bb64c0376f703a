// --dry-run: what an export would do. Main thread.
#pragma once

#include "core/base/error.h"
#include "core/session/export/export_settings.h"
#include "core/timeline/take_reader.h"
#include "tools/replay/replay_options.h"

namespace reprise::tools {

// On stdout: frames, size, encoder, data rates, disk, and the ffmpeg command line that encodes
// alike.
Status print_plan(const ReplayOptions& options, const session::ExportSettings& settings,
                  const timeline::TakeSummary& take);

}  // namespace reprise::tools
