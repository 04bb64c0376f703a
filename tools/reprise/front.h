// The program `reprise`: one name in front of the three tools, as git has. Main thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace reprise::tools {

// A word after `reprise`, and the tool (and its command) that it stands for.
struct FrontCommand {
  std::string_view name;
  std::string_view tool;     // "reprise-inspect"; empty: done here
  std::string_view command;  // its command, empty for the tool itself
  std::string_view summary;
};
std::span<const FrontCommand> front_commands();

// Replaces this process by the tool beside this executable (or on PATH). Returns only on failure.
Error become_tool(const std::string& tool, const std::vector<std::string>& arguments);

enum class Results { kShow, kDiscard };  // what the tool prints on stdout

// Runs the tool and waits; the exit code as a shell gives it. SIGINT and SIGTERM go on to the tool,
// which ends in order.
Result<int> run_tool(const std::string& tool, const std::vector<std::string>& arguments,
                     Results results);

// `reprise export SONG -o OUT`: record and replay at once.
Result<int> export_song(std::span<const std::string> arguments);

}  // namespace reprise::tools
