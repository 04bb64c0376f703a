// Presets for tests, from a JSON header and code.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "core/isf/preset.h"

namespace reprise::isf {

inline Result<Preset> parse_text(std::string fragment, std::string vertex = {}) {
  PresetSource source;
  source.name = "demo";
  source.fragment = std::move(fragment);
  source.vertex = std::move(vertex);
  return parse_preset(source);
}

// The header stands on line 1 unless it holds line ends.
inline Result<Preset> parse_json_header(std::string_view json) {
  return parse_text("/*" + std::string(json) + "*/\nvoid main() {}\n");
}

}  // namespace reprise::isf
