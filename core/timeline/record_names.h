// Names in the JSON of records that the model has none for. Pure functions; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/model/cue.h"
#include "core/model/preset_info.h"

namespace reprise::timeline {

std::string_view origin_name(CueOrigin origin);
std::optional<CueOrigin> origin_by_name(std::string_view name);
std::optional<InputType> input_type_by_name(std::string_view name);

// "rms", …; "feature_16" for the place of a feature that a newer engine has.
std::string feature_name(std::size_t place);
std::optional<std::size_t> feature_place(std::string_view name);

// Of bit 0 … 7 of a frame's flags: "late", "dropped", "bit_2", …
std::string_view flag_name(unsigned bit);
std::optional<unsigned> flag_bit(std::string_view name);

}  // namespace reprise::timeline
