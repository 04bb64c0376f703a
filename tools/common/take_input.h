// Opens a take for a tool and says on stderr what is missing in it. Main thread.
#pragma once

#include <filesystem>

#include "core/base/error.h"
#include "core/timeline/take_reader.h"
#include "tools/common/console.h"

namespace reprise::tools {

// Errors get a hint; an unfinished or damaged take opens with a warning.
Result<timeline::TakeReader> open_take(const std::filesystem::path& path, const Console& console);

// "3:25.120" for printing.
std::string format_duration(double seconds);

}  // namespace reprise::tools
