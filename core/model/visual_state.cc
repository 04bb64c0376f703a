#include "core/model/visual_state.h"

#include <algorithm>

namespace reprise {
namespace {

constexpr auto kBlendModeNames = std::to_array<std::string_view>({
    "normal",
    "multiply",
    "screen",
    "overlay",
    "darken",
    "lighten",
    "color-dodge",
    "color-burn",
    "hard-light",
    "soft-light",
    "difference",
    "exclusion",
    "hue",
    "saturation",
    "color",
    "luminosity",
    "add",
});
constexpr auto kQualityNames =
    std::to_array<std::string_view>({"fast", "balanced", "high", "ultra"});

template <typename Enum>
std::optional<Enum> by_name(std::span<const std::string_view> names, std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) {
    return std::nullopt;
  }
  return static_cast<Enum>(found - names.begin());
}

void collect(const SceneState& scene, std::vector<PictureRequest>& out) {
  for (const LayerState& layer : scene.layers) {
    for (const InputValue& input : layer.inputs) {
      if (!input.picture.asset.empty()) {
        out.push_back(input.picture);
      }
    }
  }
}

}  // namespace

std::span<const std::string_view> blend_mode_names() {
  return kBlendModeNames;
}
std::optional<BlendMode> blend_mode_by_name(std::string_view name) {
  return by_name<BlendMode>(kBlendModeNames, name);
}

std::span<const std::string_view> quality_names() {
  return kQualityNames;
}
std::optional<Quality> quality_by_name(std::string_view name) {
  return by_name<Quality>(kQualityNames, name);
}

std::vector<PictureRequest> picture_requests(const VisualState& state) {
  std::vector<PictureRequest> requests;
  collect(state.scene, requests);
  if (state.outgoing) {
    collect(*state.outgoing, requests);
  }
  std::ranges::sort(requests);
  const auto rest = std::ranges::unique(requests);
  requests.erase(rest.begin(), rest.end());
  return requests;
}

}  // namespace reprise
