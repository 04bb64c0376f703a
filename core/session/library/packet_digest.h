// An encoded picture track as containers store it: all that decides which pictures a player shows.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/hash.h"

namespace reprise::session {

// One packet, and the frame that it shows.
struct PacketDigest {
  Sha256 sha256{};
  std::int64_t frame = 0;  // counted from the export's first
};

struct TrackDigest {
  Sha256 parameters{};  // of the decoder's extradata
  std::vector<PacketDigest> packets;
};

}  // namespace reprise::session
