#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "core/base/text.h"
#include "core/model/version.h"
#include "tools/common/console.h"
#include "tools/common/exit_code.h"
#include "tools/common/signals.h"
#include "tools/reprise/front.h"

namespace {

using namespace reprise::tools;

void print_help(std::FILE* out) {
  std::fputs(
      "examples:\n"
      "  reprise export song.flac -o song.mp4\n"
      "  reprise record song.flac -o show.mcap && reprise replay show.mcap -o show.mp4\n\n"
      "Record a live audio-visual performance once; play it again in any form.\n\ncommands:\n",
      out);
  for (const FrontCommand& command : front_commands()) {
    const std::string alias = command.command.empty() ? "" : " (" + std::string(command.tool) + ")";
    std::fprintf(out, "  %-10s%s%s\n", std::string(command.name).c_str(),
                 std::string(command.summary).c_str(), alias.c_str());
  }
  std::fputs("\nreprise COMMAND --help tells more.\n", out);
}

reprise::Error unknown_command(const std::string& name) {
  std::vector<std::string_view> names;
  for (const FrontCommand& command : front_commands()) {
    names.push_back(command.name);
  }
  const std::string near = reprise::nearest_word(name, names);
  return {reprise::ErrorCode::kUsage, "unknown command '" + name + "'",
          near.empty() ? "reprise --help" : "did you mean '" + near + "'?"};
}

}  // namespace

int main(int argc, char** argv) {
  const std::string name = argc > 1 ? argv[1] : "";
  const Console console(ColorMode::kAuto, false);
  if (name.empty() || name == "-h" || name == "--help" || name == "help") {
    print_help(name.empty() ? stderr : stdout);
    return name.empty() ? kExitUsage : kExitOk;
  }
  if (name == "--version") {
    std::printf("reprise %s\n", std::string(reprise::kRepriseVersion).c_str());
    return kExitOk;
  }
  const auto commands = front_commands();
  const auto found = std::ranges::find(commands, name, &FrontCommand::name);
  if (found == commands.end()) {
    return console.error(unknown_command(name));
  }
  if (found->tool.empty()) {
    const auto code = export_song(argc - 1, argv + 1);
    return code ? *code : console.error(code.error());
  }
  std::vector<std::string> arguments(argv + 2, argv + argc);
  if (!found->command.empty()) {
    arguments.insert(arguments.begin(), std::string(found->command));
  }
  return console.error(become(std::string(found->tool), arguments));
}
