// Where the bytes of a file are, for people and as JSON. Pure; any thread.
#pragma once

#include <string>

#include "core/base/json.h"
#include "core/timeline/statistics.h"

namespace reprise::tools {

Json stats_json(const std::string& path, const timeline::FileStatistics& stats);
std::string stats_text(const std::string& path, const timeline::FileStatistics& stats);

}  // namespace reprise::tools
