// Where the running tool lies and where it looks for presets. Reads the environment: tools may.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace reprise::tools {

// The running executable's own path.
std::filesystem::path executable_path();

// In this order: `given` (--preset-path), $REPRISE_PRESET_PATH (colon separated),
// $XDG_DATA_HOME/reprise/presets, each of $XDG_DATA_DIRS + /reprise/presets, and
// ../share/reprise/presets beside the executable. Folders need not exist.
std::vector<std::filesystem::path> preset_folders(const std::vector<std::string>& given);

}  // namespace reprise::tools
