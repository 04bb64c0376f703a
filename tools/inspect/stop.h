// How a command ends that asked for signals and got one. Main thread.
#pragma once

#include <string_view>

#include "core/base/error.h"
#include "tools/common/console.h"

namespace reprise::tools {

// True of the error with which such a command ends.
bool was_stopped(const Error& error);
// Says so, and what follows from it; returns the exit code.
int report_stop(const Console& console, std::string_view consequence);

}  // namespace reprise::tools
