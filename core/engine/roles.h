// Roles: what an input of a preset means to a show, and the feature that each one follows when no
// show says otherwise. The table is what docs and `presets --roles` print. Immutable; any thread.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/engine/show.h"
#include "core/model/features.h"
#include "core/model/preset_info.h"

namespace reprise::engine {

struct RoleInfo {
  std::string_view name;
  FeatureId feature;
  double low;  // feature values that give the input's MIN and MAX
  double high;
  double attack;   // s
  double release;  // s
  std::string_view description;
};
std::span<const RoleInfo> role_table();
// nullptr for a role that names no feature ("seed" and whatever authors invent).
const RoleInfo* find_role(std::string_view name);

// The role of an input that gets a seeded value at each scene entry.
inline constexpr std::string_view kSeedRole = "seed";

// What --preset gives a preset that no show describes. An input whose role is in the table follows
// its feature over the input's whole range. A preset that declares no role at all still moves: its
// first suitable float inputs (none that is about speed or time: changing those makes a shader
// jump) follow bass, energy, treble and mid around their defaults, and its events the onsets.
std::vector<Mapping> suggested_mappings(const PresetInfo& info);

}  // namespace reprise::engine
