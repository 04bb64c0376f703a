// The commands of reprise-inspect: a table that dispatch, help and messages use. Main thread.
#pragma once

#include <span>
#include <string_view>

#include "core/base/error.h"

namespace reprise::tools {

struct InspectCommand {
  std::string_view name;
  std::string_view summary;
  // Gets the arguments from the command's own name on; returns the exit code.
  Result<int> (*run)(int argc, const char* const* argv);
  int failure_code = 1;  // of errors: verify answers 2, "trouble", as diff does
};
std::span<const InspectCommand> inspect_commands();

Result<int> run_info(int argc, const char* const* argv);
Result<int> run_cat(int argc, const char* const* argv);
Result<int> run_extract(int argc, const char* const* argv);
Result<int> run_hash(int argc, const char* const* argv);
Result<int> run_verify(int argc, const char* const* argv);

}  // namespace reprise::tools
