// The help of a command, laid out from its table of options. Pure; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "tools/common/options.h"

namespace reprise::tools {

// The heading of --help and --version; comes last.
inline constexpr std::string_view kGeneralGroup = "General";

// Examples first, then usage, summary, arguments and the options by group, 100 columns wide, and
// the closing lines as they are.
std::string help_text(std::string_view name, std::string_view summary,
                      std::span<const Example> examples, std::span<const OptionInfo> table,
                      std::string_view closing = {});

// "Examples:" and a line for each.
std::string examples_text(std::span<const Example> examples);

// "-o, --output FILE" or "TAKE".
std::string option_heading(const OptionInfo& info);

}  // namespace reprise::tools
