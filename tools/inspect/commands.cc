#include "tools/inspect/commands.h"

#include <array>

namespace reprise::tools {
namespace {

constexpr auto kCommands = std::to_array<InspectCommand>({
    {"info", "what a take holds", run_info},
    {"cat", "the records of a take, one JSON object a line", run_cat},
    {"extract", "the sound of a take as a WAV file", run_extract},
    {"hash", "a hash of every frame of a video", run_hash},
    {"verify", "is this video that performance?", run_verify, 2},
});

}  // namespace

std::span<const InspectCommand> inspect_commands() {
  return kCommands;
}

}  // namespace reprise::tools
