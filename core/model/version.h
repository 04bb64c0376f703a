// Versions that decide what a take or an export looks like.
#pragma once

#include <string_view>

namespace reprise {

// The project's version, for --version and manifests; never stored in a take.
inline constexpr std::string_view kRepriseVersion = "0.1.0";

// Changes whenever the same audio and cues would give another visual state or other features:
// recorded in takes, part of an export's render key.
inline constexpr std::string_view kEngineVersion = "1";

}  // namespace reprise
