#include "tools/common/signals.h"
#include "tools/record/record_file.h"

int main(int argc, char** argv) {
  using namespace reprise::tools;
  auto options = parse_record_options(argc, argv);
  if (!options) {
    return Console(ColorMode::kAuto, false).error(options.error());
  }
  if (!*options) {
    return 0;
  }
  const Console console((*options)->common.color, (*options)->common.quiet);
  watch_signals();
  const auto code = record_file(**options, console);
  return code ? *code : console.error(code.error());
}
