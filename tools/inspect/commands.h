// The commands of reprise-inspect: a table that dispatch and help use. Two programs have it:
// reprise-inspect, which links what the container needs and no more, and reprise-inspect-media,
// which links FFmpeg and OpenGL too, and which the first one becomes where a command needs them.
// Main thread.
#pragma once

#include <span>
#include <string>

#include "core/base/error.h"
#include "tools/common/commands.h"

namespace reprise::tools {

const Program& inspect_program();

// Each gets the arguments behind its name and returns the exit code.
Result<int> run_info(std::span<const std::string> arguments);
Result<int> run_cat(std::span<const std::string> arguments);
Result<int> run_stats(std::span<const std::string> arguments);
Result<int> run_sign(std::span<const std::string> arguments);
Result<int> run_diff(std::span<const std::string> arguments);
Result<int> run_convert(std::span<const std::string> arguments);
Result<int> run_merge(std::span<const std::string> arguments);
Result<int> run_mcap_conformance(std::span<const std::string> arguments);

// In tools/inspect/media for reprise-inspect-media, in hand_over.cc for reprise-inspect.
Result<int> run_hash(std::span<const std::string> arguments);
Result<int> run_verify(std::span<const std::string> arguments);
Result<int> run_doctor(std::span<const std::string> arguments);
Result<int> run_recover(std::span<const std::string> arguments);
Result<int> run_extract(std::span<const std::string> arguments);
Result<int> run_trim(std::span<const std::string> arguments);

}  // namespace reprise::tools
