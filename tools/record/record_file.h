// Records an audio file: the loop around session's Recorder. Main thread.
#pragma once

#include "tools/common/console.h"
#include "tools/record/record_options.h"

namespace reprise::tools {

// Prints what was recorded on stdout; returns the exit code.
Result<int> record_file(const RecordOptions& options, const Console& console);

}  // namespace reprise::tools
