// A damaged take in, a whole one out: timeline finds and writes what is left, this room decodes its
// sound for the new seal, and nothing gets its final name before it was read once more and found to
// be what was meant. The damaged take is only read. One thread.
#pragma once

#include <filesystem>
#include <optional>

#include "core/timeline/recover.h"

namespace reprise::session {

struct RecoveredTake {
  timeline::RecoveryReport report;
  timeline::Seal seal;
};

// Errors as those of timeline::Recovery, and those of writing; then there is no `output`. An
// existing one is replaced.
Result<RecoveredTake> recover_take(FileSystem& fs, const std::filesystem::path& input,
                                   const std::filesystem::path& output,
                                   const timeline::StopFlag& stop = {});

// What recover_take() would find, and writes nothing.
Result<timeline::RecoveryReport> survey_take(FileSystem& fs, const std::filesystem::path& input,
                                             const timeline::StopFlag& stop = {});

}  // namespace reprise::session
