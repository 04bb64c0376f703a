// Whether an output may be written: new, or allowed by -y, or asked for on a terminal.
#pragma once

#include <filesystem>

#include "core/base/error.h"
#include "tools/common/arguments.h"

namespace reprise::tools {

// kExists when the file is there and may not be replaced; the hint says how. kIo when the folder
// does not exist or cannot be written to.
Status check_output_path(const std::filesystem::path& path, const OverwriteOptions& options);

}  // namespace reprise::tools
