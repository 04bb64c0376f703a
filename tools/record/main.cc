#include "tools/common/commands.h"
#include "tools/common/exit_code.h"
#include "tools/common/signals.h"
#include "tools/record/record_file.h"

namespace {

using namespace reprise::tools;

int record(std::span<const std::string> arguments) {
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

}  // namespace

int main(int argc, char** argv) {
  return run_main(argc, argv, record);
}
