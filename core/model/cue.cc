#include "core/model/cue.h"

#include <array>

namespace reprise {
namespace {

constexpr auto kCueTypes = std::to_array<CueTypeInfo>({
    {CueType::kKey, "key"},
    {CueType::kMidi, "midi"},
    {CueType::kOsc, "osc"},
    {CueType::kPreset, "preset"},
    {CueType::kParameter, "parameter"},
    {CueType::kTap, "tap"},
    {CueType::kMarker, "marker"},
    {CueType::kCaption, "caption"},
    {CueType::kSwitch, "switch"},
    {CueType::kTransition, "transition"},
    {CueType::kOnset, "onset"},
    {CueType::kBeat, "beat"},
    {CueType::kOpacity, "opacity"},
    {CueType::kBlackout, "blackout"},
    {CueType::kFreeze, "freeze"},
    {CueType::kQuality, "quality"},
    {CueType::kPause, "pause"},
    {CueType::kGap, "gap"},
});

}  // namespace

std::span<const CueTypeInfo> cue_type_table() {
  return kCueTypes;
}

std::string_view cue_type_name(CueType type) {
  const auto index = static_cast<std::size_t>(type);
  return index < kCueTypes.size() ? kCueTypes[index].name : std::string_view("unknown");
}

std::optional<CueType> cue_type_by_name(std::string_view name) {
  for (const CueTypeInfo& info : kCueTypes) {
    if (info.name == name) {
      return info.type;
    }
  }
  return std::nullopt;
}

}  // namespace reprise
