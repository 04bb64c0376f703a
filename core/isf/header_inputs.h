// INPUTS of an ISF header, with every default resolved. Pure functions; any thread.
#pragma once

#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/model/preset_info.h"

namespace reprise::isf {

// The inputs of `header`, in order. An input that is declared twice with one type counts once.
// kInvalid with the JSON path for inputs without a usable NAME or TYPE and for more than 256.
Result<std::vector<PresetInput>> parse_inputs(const Json& header);

}  // namespace reprise::isf
