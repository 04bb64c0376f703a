// The commands of reprise-inspect: a table that dispatch and help use. Main thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "tools/common/commands.h"
#include "tools/common/console.h"

namespace reprise::tools {

const Program& inspect_program();

// Each gets the arguments behind its name and returns the exit code.
Result<int> run_info(std::span<const std::string> arguments);
Result<int> run_cat(std::span<const std::string> arguments);
Result<int> run_diff(std::span<const std::string> arguments);
Result<int> run_convert(std::span<const std::string> arguments);
Result<int> run_extract(std::span<const std::string> arguments);
Result<int> run_recover(std::span<const std::string> arguments);
Result<int> run_hash(std::span<const std::string> arguments);
Result<int> run_doctor(std::span<const std::string> arguments);
Result<int> run_sign(std::span<const std::string> arguments);
Result<int> run_merge(std::span<const std::string> arguments);
Result<int> run_stats(std::span<const std::string> arguments);
Result<int> run_trim(std::span<const std::string> arguments);
Result<int> run_verify(std::span<const std::string> arguments);
Result<int> run_mcap_conformance(std::span<const std::string> arguments);

// True of the error with which a command ends that asked for signals and got one.
bool was_stopped(const Error& error);
// Says so, and what follows from it; returns the exit code.
int report_stop(const Console& console, std::string_view consequence);

}  // namespace reprise::tools
