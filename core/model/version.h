// The project's version.
#pragma once

#include <string_view>

namespace reprise {

// For --version and manifests; never stored in a take.
inline constexpr std::string_view kRepriseVersion = "0.1.0";

}  // namespace reprise
