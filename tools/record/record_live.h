// `reprise-record --live`, from options to exit code. Main thread.
#pragma once

#include "core/base/error.h"
#include "tools/common/console.h"
#include "tools/record/record_options.h"

namespace reprise::tools {

Result<int> record_live(const RecordOptions& options, const Console& console);

}  // namespace reprise::tools
