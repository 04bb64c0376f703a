// `reprise-record --list-devices`: what can be heard. Main thread.
#pragma once

#include "core/base/error.h"
#include "tools/common/console.h"
#include "tools/record/record_options.h"

namespace reprise::tools {

Result<int> print_devices(const RecordOptions& options, const Console& console);

}  // namespace reprise::tools
