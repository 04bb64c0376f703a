// The finished file, read back before it gets its name: every packet against what was encoded,
// counts, timestamps, streams. Pure function of its inputs; one thread.
#pragma once

#include <filesystem>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/session/export/export_settings.h"
#include "core/session/export/merger.h"

namespace reprise::session {

// The `qc` section of the manifest: streams, size, rate, frames, duration. kCorrupt, with the first
// difference, when the file is not what was encoded.
Result<Json> check_output(FileSystem& fs, const std::filesystem::path& path,
                          const ExportSettings& settings,
                          const std::vector<MergedSegment>& segments);

}  // namespace reprise::session
