// The member names of a show file, object by object: what parse_show accepts, what show_to_json
// writes and what schema/show.schema.json must describe. Only for this folder and its tests.
#pragma once

#include <array>
#include <string_view>

namespace reprise::engine {

inline constexpr auto kShowFields =
    std::to_array<std::string_view>({"$schema", "name", "seed", "policy", "scenes"});
inline constexpr auto kPolicyFields = std::to_array<std::string_view>(
    {"mode", "interval", "jitter", "shuffle", "transition", "transition_preset"});
inline constexpr auto kSceneFields =
    std::to_array<std::string_view>({"name", "background", "layers"});
inline constexpr auto kLayerFields =
    std::to_array<std::string_view>({"preset", "opacity", "blend", "alpha", "inputs", "mappings"});
inline constexpr auto kMappingFields =
    std::to_array<std::string_view>({"feature", "input", "role", "component", "low", "high", "min",
                                     "max", "curve", "attack", "release"});

// Indexed by Curve, AlphaPolicy and SwitchMode.
inline constexpr auto kCurveNames =
    std::to_array<std::string_view>({"linear", "square", "sqrt", "smoothstep"});
inline constexpr auto kAlphaNames = std::to_array<std::string_view>({"opaque", "straight"});
inline constexpr auto kSwitchModeNames = std::to_array<std::string_view>({"manual", "time"});

inline constexpr std::size_t kMaxScenes = 1024;
inline constexpr std::size_t kMaxLayers = 64;
inline constexpr std::size_t kMaxMappings = 256;

}  // namespace reprise::engine
