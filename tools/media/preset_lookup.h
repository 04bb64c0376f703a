// Where tools find presets and shows. Main thread.
#pragma once

#include <span>
#include <string>

#include "core/base/error.h"
#include "core/session/library/preset_library.h"

namespace reprise::tools {

// The library on this machine's search path; `given` (--preset-path) come first.
Result<session::PresetLibrary> find_presets(std::span<const std::string> given);

}  // namespace reprise::tools
