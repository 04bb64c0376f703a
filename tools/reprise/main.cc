#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "core/base/text.h"
#include "tools/common/console.h"
#include "tools/common/exit_code.h"
#include "tools/common/version.h"
#include "tools/common/wording.h"
#include "tools/reprise/front.h"

namespace {

using namespace reprise::tools;

std::string help_text() {
  std::string text =
      "examples:\n"
      "  reprise export song.flac -o song.mp4\n"
      "  reprise record song.flac -o show.mcap && reprise replay show.mcap -o show.mp4\n\n"
      "Record a live audio-visual performance once; play it again in any form.\n\ncommands:\n";
  for (const FrontCommand& command : front_commands()) {
    const std::string alias = command.command.empty() ? "" : " (" + std::string(command.tool) + ")";
    text += formatted("  %-10s%s%s\n", std::string(command.name).c_str(),
                      std::string(command.summary).c_str(), alias.c_str());
  }
  return text + "\nreprise COMMAND --help tells more.\n";
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

int report(const reprise::Error& error) {
  print_error(error);
  return to_int(exit_code_of(error));
}

int print_or_fail(const std::string& text) {
  const auto printed = print_result(text);
  return printed ? to_int(ExitCode::kDone) : report(printed.error());
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const std::string name = arguments.empty() ? "" : arguments[0];
  if (name.empty()) {
    std::fputs(help_text().c_str(), stderr);
    return to_int(ExitCode::kUsage);
  }
  if (name == "-h" || name == "--help" || name == "help") {
    return print_or_fail(help_text());
  }
  if (name == "--version") {
    return print_or_fail(version_text("reprise"));
  }
  const auto commands = front_commands();
  const auto found = std::ranges::find(commands, name, &FrontCommand::name);
  if (found == commands.end()) {
    return report(unknown_command(name));
  }
  std::vector<std::string> rest(arguments.begin() + 1, arguments.end());
  if (found->tool.empty()) {
    const auto code = export_song(rest);
    return code ? *code : report(code.error());
  }
  if (!found->command.empty()) {
    rest.insert(rest.begin(), std::string(found->command));
  }
  return report(become_tool(std::string(found->tool), rest));
}
