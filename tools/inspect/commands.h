// The commands of reprise-inspect: a table that dispatch and help use. Main thread.
#pragma once

#include <span>
#include <string>

#include "core/base/error.h"
#include "tools/common/commands.h"

namespace reprise::tools {

const Program& inspect_program();

// Each gets the arguments behind its name and returns the exit code.
Result<int> run_info(std::span<const std::string> arguments);
Result<int> run_cat(std::span<const std::string> arguments);
Result<int> run_extract(std::span<const std::string> arguments);
Result<int> run_hash(std::span<const std::string> arguments);
Result<int> run_verify(std::span<const std::string> arguments);

}  // namespace reprise::tools
