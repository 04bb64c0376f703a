#include "tools/common/exit_code.h"
#include "tools/common/signals.h"
#include "tools/record/record_file.h"

int main(int argc, char** argv) {
  using namespace reprise::tools;
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const auto options = parse_record_options(arguments);
  if (!options) {
    print_error(options.error());
    return to_int(exit_code_of(options.error()));
  }
  if (!*options) {
    return to_int(ExitCode::kDone);
  }
  const Console console = (*options)->common.console();
  install_stop_signals();
  const auto code = record_file(**options, console);
  if (!code) {
    console.error(code.error());
    return to_int(exit_code_of(code.error()));
  }
  return *code;
}
