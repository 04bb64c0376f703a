// What an MCAP file of another program holds, for people and as JSON. Pure; any thread.
#pragma once

#include <string>

#include "core/base/json.h"
#include "core/timeline/foreign_file.h"

namespace reprise::tools {

Json foreign_json(const std::string& path, const timeline::ForeignInfo& info);
std::string foreign_text(const std::string& path, const timeline::ForeignInfo& info);

}  // namespace reprise::tools
