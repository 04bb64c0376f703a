// The name of the performance that a take holds: exports carry it, so that a film can be told from
// one of another take. Any thread.
#pragma once

#include <filesystem>
#include <string>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/timeline/take_reader.h"

namespace reprise::timeline {

// A hash of the seal's digest and of the presets and pictures, after the whole take was read and
// checked; of an unfinished or damaged take "unsealed-" and its bytes' hash.
Result<std::string> take_identity(FileSystem& fs, const std::filesystem::path& path,
                                  TakeReader& take);

}  // namespace reprise::timeline
