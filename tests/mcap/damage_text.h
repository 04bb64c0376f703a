// What a reader found wrong, for the messages of tests.
#pragma once

#include <string>
#include <vector>

#include "core/mcap/damage_log.h"

namespace reprise::mcap {

// "" when none, else all findings in a line each.
inline std::string damage_text(const std::vector<Damage>& damage) {
  std::string text;
  for (const Damage& entry : damage) {
    text +=
        std::to_string(entry.offset) + "+" + std::to_string(entry.bytes) + ": " + entry.what + "\n";
  }
  return text;
}

}  // namespace reprise::mcap
