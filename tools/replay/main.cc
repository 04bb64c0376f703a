#include <string>

#include "tools/common/gl_setup.h"
#include "tools/common/signals.h"
#include "tools/replay/export_take.h"

int main(int argc, char** argv) {
  using namespace reprise::tools;
  auto options = parse_replay_options(argc, argv);
  if (!options) {
    return Console(ColorMode::kAuto, false).error(options.error());
  }
  if (!*options) {
    return 0;
  }
  const Console console((*options)->common.color, (*options)->common.quiet);
  const auto gl = set_up_gl((*options)->gl);
  if (!gl) {
    return console.error(gl.error());
  }
  watch_signals();
  std::string command_line = "reprise-replay";
  for (int i = 1; i < argc; ++i) {
    command_line += std::string(" ") + argv[i];
  }
  const auto code = export_take(**options, *gl, command_line, console);
  return code ? *code : console.error(code.error());
}
