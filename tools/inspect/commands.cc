#include "tools/inspect/commands.h"

#include <algorithm>
#include <array>

#include "tools/common/console.h"
#include "tools/common/exit_code.h"
#include "tools/common/signals.h"

namespace reprise::tools {
namespace {

// Prints the error of a command; kTrouble is the least exit code then. Until a command asks for the
// flag, a signal ends it: there is nothing to tidy up.
template <Result<int> (*kRun)(std::span<const std::string>), int kTrouble = 1>
int run(std::span<const std::string> arguments) {
  install_exit_signals();
  const auto code = kRun(arguments);
  if (code) {
    return *code;
  }
  print_error(code.error());
  return std::max(to_int(exit_code_of(code.error())), kTrouble);
}

constexpr auto kCommands = std::to_array<Command>({
    {"info", "what a take, or any MCAP file, holds", run<run_info>},
    {"cat", "the records of a take, as NDJSON or CSV", run<run_cat>},
    {"stats", "where the bytes of a take are", run<run_stats>},
    {"hash", "a hash of every frame of a video", run<run_hash>},
    // As diff does: 1 means different, 2 trouble.
    {"verify", "is this video that performance?",
     run<run_verify, static_cast<int>(Verdict::kTrouble)>},
    {"doctor", "is this take sound, and is it the one that was signed?",
     run<run_doctor, static_cast<int>(Verdict::kTrouble)>},
    {"sign", "a signature of a take, with an SSH key", run<run_sign>},
    {"diff", "the first difference of two takes or two manifests",
     run<run_diff, static_cast<int>(Verdict::kTrouble)>},
    {"convert", "a take as MCAP or as text", run<run_convert>},
    {"recover", "a damaged take made whole again", run<run_recover>},
    {"extract", "the sound or the files of a take", run<run_extract>},
    {"trim", "a part of a take that shows the same frames", run<run_trim>},
    {"merge", "the sound of a take added to another", run<run_merge>},
    {"mcap-conformance", "speak to the public MCAP conformance suite", run<run_mcap_conformance>,
     Visibility::kHidden},
});
constexpr auto kExamples = std::to_array<ProgramExample>({
    {"reprise-inspect info show.mcap", "what the take holds"},
    {"reprise-inspect verify show.mcap show.mp4", "whether the film is that performance"},
});
constexpr Program kProgram{"reprise-inspect", "Look into takes and prove exports", kCommands,
                           kExamples};

}  // namespace

const Program& inspect_program() {
  return kProgram;
}

}  // namespace reprise::tools
