#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "core/base/text.h"
#include "core/model/version.h"
#include "tools/common/console.h"
#include "tools/common/exit_code.h"
#include "tools/common/signals.h"
#include "tools/inspect/commands.h"

namespace {

using namespace reprise::tools;

void print_help(std::FILE* out) {
  std::fputs(
      "examples:\n"
      "  reprise-inspect info show.mcap\n"
      "  reprise-inspect verify show.mcap show.mp4\n\n"
      "Look into takes and prove exports.\n\ncommands:\n",
      out);
  for (const InspectCommand& command : inspect_commands()) {
    std::fprintf(out, "  %-10s%s\n", std::string(command.name).c_str(),
                 std::string(command.summary).c_str());
  }
  std::fputs("\nreprise-inspect COMMAND --help tells more.\n", out);
}

reprise::Error unknown_command(const std::string& name) {
  std::vector<std::string_view> names;
  for (const InspectCommand& command : inspect_commands()) {
    names.push_back(command.name);
  }
  const std::string near = reprise::nearest_word(name, names);
  return {reprise::ErrorCode::kUsage, "unknown command '" + name + "'",
          near.empty() ? "reprise-inspect --help" : "did you mean '" + near + "'?"};
}

}  // namespace

int main(int argc, char** argv) {
  const std::string name = argc > 1 ? argv[1] : "";
  const Console console(ColorMode::kAuto, false);
  if (name.empty() || name == "-h" || name == "--help") {
    print_help(name.empty() ? stderr : stdout);
    return name.empty() ? kExitUsage : kExitOk;
  }
  if (name == "--version") {
    std::printf("reprise-inspect %s\n", std::string(reprise::kRepriseVersion).c_str());
    return kExitOk;
  }
  const auto commands = inspect_commands();
  const auto found = std::ranges::find(commands, name, &InspectCommand::name);
  if (found == commands.end()) {
    return console.error(unknown_command(name));
  }
  watch_signals();
  const auto code = found->run(argc - 1, argv + 1);
  if (code) {
    return *code;
  }
  return std::max(console.error(code.error()), found->failure_code);
}
