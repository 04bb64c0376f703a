// Where two manifests differ, and why: what went into the exports (take, settings, versions …)
// first, for it explains other hashes; then the first frame that differs. Pure functions; any
// thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json_diff.h"

namespace reprise::session {

// A frame or packet by its place in both manifests.
struct ManifestPlace {
  std::int64_t frame = 0;    // counted from the exports' first; of a packet, the one that it shows
  std::int64_t segment = 0;  // in A; in B when A has none
  std::optional<std::string> a;  // its hash; none: A ends before
  std::optional<std::string> b;
};

struct ManifestDiff {
  std::vector<JsonDifference> causes;  // take, settings, seed, tier, versions, presets
  std::optional<ManifestPlace> first_frame;
  std::optional<ManifestPlace> first_packet;
  std::vector<JsonDifference> rest;  // what follows from the above: keys, sizes, checks

  [[nodiscard]] bool same() const {
    return causes.empty() && !first_frame && !first_packet && rest.empty();
  }
};

// `timing` does not count. kInvalid when either is no manifest.
Result<ManifestDiff> diff_manifests(const Json& a, const Json& b, const JsonDiffRules& rules);

}  // namespace reprise::session
