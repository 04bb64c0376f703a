// Where the program and what was installed with it are, where presets are looked for, and how to
// become another program. Reads /proc and the environment; call in main().
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace reprise::tools {

// getenv for programs, a table for tests. Unset and empty are the same.
using Environment = std::function<std::optional<std::string>(std::string_view name)>;
Environment process_environment();

// Of the running program, links resolved (/proc/self/exe).
Result<std::filesystem::path> executable_path();

// PREFIX/share/reprise of a program in PREFIX/bin or PREFIX/libexec/reprise.
std::filesystem::path share_folder(const std::filesystem::path& executable);

// PREFIX/libexec/reprise of such a program: where programs are that no user starts.
std::filesystem::path support_folder(const std::filesystem::path& executable);

// Replaces this process by `program`, a path or a name in PATH; arguments[0] is what it is called.
// Returns only on failure.
Error become(const std::filesystem::path& program, const std::vector<std::string>& arguments);

// In the order in which they are searched, each once: --preset-path options, $REPRISE_PRESET_PATH
// (colon-separated), $XDG_DATA_HOME/reprise/presets (default ~/.local/share), the same below each
// of $XDG_DATA_DIRS (default /usr/local/share:/usr/share), and the installed ones. Relative XDG
// paths are ignored, as the XDG base directory specification asks.
std::vector<std::filesystem::path> preset_search_path(std::span<const std::string> options,
                                                      const Environment& environment,
                                                      const std::filesystem::path& executable);

}  // namespace reprise::tools
