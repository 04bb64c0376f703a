#include "tools/common/commands.h"
#include "tools/common/exit_code.h"
#include "tools/common/signals.h"
#include "tools/record/list_devices.h"
#include "tools/record/record_file.h"
#include "tools/record/record_live.h"

namespace {

using namespace reprise;
using namespace reprise::tools;

Result<int> run(const RecordOptions& options, const Console& console) {
  if (options.live.list_devices) {
    return print_devices(options, console);
  }
  return options.live.live ? record_live(options, console) : record_file(options, console);
}

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
  const auto code = run(**options, console);
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
