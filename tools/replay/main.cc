#include <string>

#include "core/base/text.h"
#include "tools/common/commands.h"
#include "tools/common/exit_code.h"
#include "tools/common/signals.h"
#include "tools/media/gl_setup.h"
#include "tools/replay/export_take.h"

namespace {

using namespace reprise::tools;

int replay(std::span<const std::string> arguments) {
  const auto options = parse_replay_options(arguments);
  if (!options) {
    print_error(options.error());
    return to_int(exit_code_of(options.error()));
  }
  if (!*options) {
    return to_int(ExitCode::kDone);
  }
  const Console console = (*options)->common.console();
  const reprise::render::GlMode gl = choose_gl_mode((*options)->gl);
  const auto prepared = set_gl_environment(gl, offline_rasterizer_threads());
  if (!prepared) {
    console.error(prepared.error());
    return to_int(exit_code_of(prepared.error()));
  }
  install_stop_signals();
  const auto code =
      export_take(**options, gl, "reprise-replay " + reprise::shell_line(arguments), console);
  if (!code) {
    console.error(code.error());
    return to_int(exit_code_of(code.error()));
  }
  return *code;
}

}  // namespace

int main(int argc, char** argv) {
  return run_main(argc, argv, replay);
}
