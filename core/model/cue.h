// A cue: a discrete input or decision at a sample of the take. Values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.h"

namespace reprise {

// Append only: the number is stored in takes.
enum class CueType : std::uint8_t {
  kKey,         // number = SDL key code, text = its name
  kMidi,        // values = the message's bytes
  kOsc,         // target = address, values = arguments
  kPreset,      // target = "scene/layer", text = preset
  kParameter,   // target = "scene/layer/input", values = 1 to 4 components
  kTap,         // tempo tap
  kMarker,      // text = its label
  kCaption,     // text = the line, duration = how long it shows
  kSwitch,      // text = scene to show; duration = length of its transition
  kTransition,  // text = transition preset ("" = crossfade) that the next switch uses
  kOnset,       // values = {strength}
  kBeat,        // number = index in the bar, values = {tempo in BPM, confidence}
  kOpacity,     // target = "scene/layer", values = {opacity}
  kBlackout,    // number = 1 on, 0 off
  kFreeze,      // number = 1 on, 0 off
  kQuality,     // number = Quality
  kPause,       // number = 1 pause, 0 resume
  kGap,         // number = samples that were lost, text = why
};
struct CueTypeInfo {
  CueType type;
  std::string_view name;  // "key", "switch", …
};
std::span<const CueTypeInfo> cue_type_table();
std::string_view cue_type_name(CueType type);
std::optional<CueType> cue_type_by_name(std::string_view name);

// Who decided: on replay, performer's cues are inputs, the others replace computed decisions.
enum class CueOrigin : std::uint8_t { kPerformer, kEngine, kAnalysis, kRecorder };

struct Cue {
  SampleIndex sample;
  CueType type = CueType::kMarker;
  CueOrigin origin = CueOrigin::kPerformer;
  std::string target;
  std::string text;
  std::vector<double> values;
  std::int64_t number = 0;
  SampleIndex duration;  // a length in samples
  friend bool operator==(const Cue&, const Cue&) = default;
};

}  // namespace reprise
