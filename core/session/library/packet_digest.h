// One video packet as containers store it, and the frame that it shows.
#pragma once

#include <cstdint>

#include "core/base/hash.h"

namespace reprise::session {

struct PacketDigest {
  Sha256 sha256{};
  std::int64_t frame = 0;  // counted from the export's first
};

}  // namespace reprise::session
