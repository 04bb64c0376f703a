// A program as a table of commands: finding the one that is meant, the list that --help prints.
// Immutable tables; any thread.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace reprise::tools {

enum class Visibility {
  kListed,
  kHidden,  // runs when it is named, but no help or hint names it: for tests, not for users
};

struct Command {
  std::string_view name;  // empty: what runs when the first argument names none
  std::string_view summary;
  int (*run)(std::span<const std::string> arguments);  // behind the name; returns the exit code
  Visibility visibility = Visibility::kListed;
};

struct ProgramExample {
  std::string_view command;
  std::string_view what;
};

struct Program {
  std::string_view name;  // "reprise-replay"
  std::string_view summary;
  std::span<const Command> commands;
  std::span<const ProgramExample> examples{};  // the list of commands starts with them
};

// main() of every program: hands the arguments behind the program's name to `run` and returns its
// exit code. Exceptions that reach it are printed and give exit code 1.
int run_main(int argc, char** argv, const std::function<int(std::span<const std::string>)>& run);

// main(): runs the command that the first argument names, else the nameless one. Prints the list of
// commands for `help` and, in a program without a nameless command, for --help and no arguments.
int run_program(const Program& program, int argc, char** argv);

// nullptr when there is none of that name.
const Command* find_command(std::span<const Command> commands, std::string_view name);

// For a file that was not found: "if you meant the command 'verify', …", or "". A first argument
// that names no command is taken for a file, so this is where its typo shows.
std::string command_hint(std::span<const Command> commands, std::string_view word);

// The examples, and the commands with their summaries.
std::string commands_text(const Program& program);

}  // namespace reprise::tools
