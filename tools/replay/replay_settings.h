// From options and a take to the settings of an export. Main thread.
#pragma once

#include "core/base/error.h"
#include "core/render/gl_mode.h"
#include "core/session/export/export_settings.h"
#include "core/timeline/take_reader.h"
#include "tools/common/console.h"
#include "tools/replay/replay_options.h"

namespace reprise::tools {

// kUsage for ranges, sizes and combinations that cannot be; notes what was clamped.
Result<session::ExportSettings> export_settings(const ReplayOptions& options,
                                                const timeline::TakeSummary& take,
                                                render::GlMode gl, const Console& console);

}  // namespace reprise::tools
