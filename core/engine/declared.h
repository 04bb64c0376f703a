// Lookups in what presets declare, shared by this folder's files. Pure functions; any thread.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "core/engine/show.h"
#include "core/model/preset_info.h"

namespace reprise::engine {

// nullptr when there is none of that name.
const NamedPreset* find_preset(std::span<const NamedPreset> presets, std::string_view name);
const PresetInput* find_input(const PresetInfo& info, std::string_view name);

// Indices of the inputs that a mapping drives: the one it names, or every one of its role.
std::vector<std::size_t> mapping_targets(const PresetInfo& info, const Mapping& mapping);

// Whether values of this input stay within min[0] .. max[0]: float and long inputs with a range.
bool has_range(const PresetInput& input);

// The value that an input takes for `value`: floats clamped, longs rounded to the nearest allowed
// integer, bools 0 or 1, points and colours as they are.
double conform(const PresetInput& input, double value);

}  // namespace reprise::engine
