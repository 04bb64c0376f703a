// PASSES, PERSISTENT_BUFFERS and IMPORTED of an ISF header. Pure functions; any thread.
#pragma once

#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/model/preset_info.h"

namespace reprise::isf {

struct ParsedPasses {
  std::vector<PresetPass> drawn;    // at least one, in the order of the file
  std::vector<PresetPass> undrawn;  // PERSISTENT_BUFFERS that no pass has as its target
};
// Passes that share a target agree on PERSISTENT and FLOAT.
// kInvalid with the JSON path for bad names or sizes and for more than 64 of each.
Result<ParsedPasses> parse_passes(const Json& header);

// In the order of the file. Paths have '/' between folders; kInvalid when one leaves the preset's
// folder or a cube has not six, and for more than 64 imports.
Result<std::vector<PresetImport>> parse_imports(const Json& header);

}  // namespace reprise::isf
