// The part of a manifest that verify uses. Pure functions; any thread.
#pragma once

#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/session/library/packet_digest.h"

namespace reprise::session {

struct ManifestPackets {
  std::string take_identity;
  std::string tier;
  TrackDigest track;
};

// kInvalid with the JSON path when `manifest` is not one of ours.
Result<ManifestPackets> manifest_packets(const Json& manifest);

}  // namespace reprise::session
