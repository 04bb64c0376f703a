// What a live recording says when it is over. Main thread.
#pragma once

#include <string>
#include <vector>

#include "core/base/error.h"
#include "tools/common/console.h"
#include "tools/common/exit_code.h"
#include "tools/record/live_sound.h"
#include "tools/record/record_options.h"

namespace reprise::tools {

// Prints the takes, as text or JSON, and what was lost. kLoss when anything was, or when a take
// could not be sealed.
Result<ExitCode> report_takes(const std::vector<TakeOutcome>& takes, const RecordOptions& options,
                              std::int64_t sample_rate, bool heard, const Console& console);

// What a take lacks beside sound: "3 records left out: the disk was too slow"; empty: nothing.
std::string what_lacks(const session::TakeStats& take);

}  // namespace reprise::tools
