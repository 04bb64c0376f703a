#include "tools/common/commands.h"

#include <algorithm>
#include <exception>

#include "core/base/text.h"
#include "tools/common/console.h"
#include "tools/common/exit_code.h"
#include "tools/common/help.h"
#include "tools/common/version.h"

namespace reprise::tools {
namespace {

std::vector<std::string_view> names_of(std::span<const Command> commands) {
  std::vector<std::string_view> names;
  for (const Command& command : commands) {
    if (!command.name.empty() && command.visibility == Visibility::kListed) {
      names.push_back(command.name);
    }
  }
  return names;
}

int print_or_fail(const std::string& text) {
  const Status status = print_result(text);
  if (!status) {
    print_error(status.error());
    return to_int(ExitCode::kFailed);
  }
  return to_int(ExitCode::kDone);
}

int without_command(const Program& program, std::span<const std::string> arguments) {
  const std::string first = arguments.empty() ? "" : arguments.front();
  if (first == "--help" || first == "-h") {
    return print_or_fail(commands_text(program));
  }
  if (first == "--version") {
    return print_or_fail(version_text(program.name));
  }
  const std::string help = std::string(program.name) + " --help";
  if (first.empty()) {
    print_error({ErrorCode::kUsage, "a command is missing", help});
  } else {
    const std::string nearest = nearest_word(first, names_of(program.commands));
    print_error({ErrorCode::kUsage, "'" + first + "' is not a command",
                 nearest.empty() ? help : std::string(program.name) + " " + nearest});
  }
  return to_int(ExitCode::kUsage);
}

int dispatch(const Program& program, std::span<const std::string> arguments) {
  if (!arguments.empty() && arguments.front() == "help") {
    return print_or_fail(commands_text(program));
  }
  if (!arguments.empty() && !arguments.front().empty()) {
    if (const Command* command = find_command(program.commands, arguments.front())) {
      return command->run(arguments.subspan(1));
    }
  }
  if (const Command* command = find_command(program.commands, "")) {
    return command->run(arguments);
  }
  return without_command(program, arguments);
}

}  // namespace

int run_main(int argc, char** argv, const std::function<int(std::span<const std::string>)>& run) {
  // The last line of defence: out of memory, or a library that throws against its contract.
  try {
    const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
    return run(arguments);
  } catch (const std::exception& e) {
    print_error({ErrorCode::kInternal, e.what(), {}});
    return to_int(ExitCode::kFailed);
  }
}

int run_program(const Program& program, int argc, char** argv) {
  return run_main(argc, argv, [&program](std::span<const std::string> arguments) {
    return dispatch(program, arguments);
  });
}

const Command* find_command(std::span<const Command> commands, std::string_view name) {
  const auto found = std::ranges::find(commands, name, &Command::name);
  return found == commands.end() ? nullptr : &*found;
}

std::string command_hint(std::span<const Command> commands, std::string_view word) {
  const std::string nearest = nearest_word(word, names_of(commands));
  return nearest.empty() ? "" : "'" + nearest + "' if the command was meant";
}

std::string commands_text(const Program& program) {
  std::size_t width = 0;
  for (std::string_view name : names_of(program.commands)) {
    width = std::max(width, name.size());
  }
  std::vector<Example> examples;
  for (const ProgramExample& example : program.examples) {
    examples.push_back({std::string(example.command), std::string(example.what)});
  }
  std::string out = examples.empty() ? "" : examples_text(examples) + "\n";
  out += std::string(program.name) + ": " + std::string(program.summary) + "\n\n";
  for (const Command& command : program.commands) {
    if (command.visibility == Visibility::kHidden) {
      continue;
    }
    const std::string name(command.name.empty() ? "FILE" : command.name);
    out += "  " + name + std::string(width + 2 - std::min(width, name.size()), ' ');
    out.append(command.summary).append("\n");
  }
  return out + "\n" + std::string(program.name) + " COMMAND --help says more about each.\n";
}

}  // namespace reprise::tools
