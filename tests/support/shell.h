// Other programs, run through the shell. For tests.
#pragma once

#include <string>

namespace reprise::test {

struct ShellResult {
  int status = -1;     // exit status; −1 when the shell was ended by a signal
  std::string output;  // what was written to stdout
};
ShellResult run_shell(const std::string& command);

bool has_program(const std::string& name);

}  // namespace reprise::test
