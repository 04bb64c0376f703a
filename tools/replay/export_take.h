// One export: the loop around session's Exporter. Main thread.
#pragma once

#include <string>

#include "core/render/gl_mode.h"
#include "tools/common/console.h"
#include "tools/replay/replay_options.h"

namespace reprise::tools {

// `command_line`: how to go on after a signal. Returns the exit code.
Result<int> export_take(const ReplayOptions& options, render::GlMode gl,
                        const std::string& command_line, const Console& console);

}  // namespace reprise::tools
