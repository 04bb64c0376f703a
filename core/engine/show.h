// A show: scenes of layers, mappings from features to inputs, a switching policy and a seed, as
// read from a show file (JSON, schema/show.schema.json). Not running state. Values; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/model/features.h"
#include "core/model/preset_info.h"
#include "core/model/visual_state.h"

namespace reprise::engine {

enum class Curve { kLinear, kSquare, kSquareRoot, kSmoothstep };

// feature → input: out = min + (max − min) · curve(clamp((feature − low) / (high − low))), followed
// by an attack/release envelope in time constants (attack while the feature rises, whether or not
// max > min). Of several mappings of one component the last counts. Into an event input, feature
// onset fires at each onset that is decided, any other when it rises above `low`; the rest of the
// mapping means nothing there.
struct Mapping {
  FeatureId feature = FeatureId::kRms;
  std::string input;  // name of the preset's input …
  std::string role;   // … or a role, for all its inputs; exactly one of the two is set
  int component = 0;  // of point2D and color inputs
  double low = 0;     // feature value that gives `min`
  double high = 1;    // feature value that gives `max`
  double min = 0;     // in the input's units
  double max = 1;
  Curve curve = Curve::kLinear;
  double attack = 0;   // s
  double release = 0;  // s
};

struct LayerInput {
  std::string input;
  std::array<double, 4> value{};
  std::string asset;  // of an image input
};

struct Layer {
  std::string preset;
  std::vector<LayerInput> inputs;  // fixed values; the rest are the preset's defaults
  std::vector<Mapping> mappings;
  double opacity = 1;
  BlendMode blend = BlendMode::kNormal;
  AlphaPolicy alpha = AlphaPolicy::kOpaque;
};

struct Scene {
  std::string name;
  std::array<double, 4> background{0, 0, 0, 1};
  std::vector<Layer> layers;
};

enum class SwitchMode : std::uint8_t { kManual, kTime };
std::span<const std::string_view> switch_mode_names();  // indexed by SwitchMode
std::optional<SwitchMode> switch_mode_by_name(std::string_view name);

struct SwitchPolicy {
  SwitchMode mode = SwitchMode::kTime;
  double interval = 12;           // s between switches, for kTime
  double jitter = 0;              // s: each interval is interval ± jitter, seeded
  bool shuffle = false;           // seeded order without immediate repeats, else in file order
  double transition = 1.5;        // s a transition takes; 0 = cut
  std::string transition_preset;  // empty = crossfade
};

struct Show {
  std::string name;
  std::uint64_t seed = 1;
  SwitchPolicy policy;
  std::vector<Scene> scenes;  // at least one, each with at least one layer
};

// kInvalid naming the JSON path: "scenes[2].layers[0].blend: unknown blend mode 'ad' (did you mean
// 'add'?)". Does not know presets; validate_show does.
Result<Show> parse_show(std::string_view json_text);

// The show as JSON that parse_show reads back to the same value.
Json show_to_json(const Show& show);

// The names of all presets (layers and transitions) that the show needs, each once, in order.
std::vector<std::string> presets_of(const Show& show);

// Checks every layer against the presets' declarations: presets exist, inputs and roles exist and
// take values of that shape. All problems listed in one error.
struct NamedPreset {
  std::string name;
  PresetInfo info;
};
Status validate_show(const Show& show, std::span<const NamedPreset> presets);

// One scene of one layer of `preset`, entered at sample 0, with the mappings that its roles
// suggest (roles.h; a preset without roles gets a guess) — what `--preset P` makes.
Show single_preset_show(const NamedPreset& preset, std::uint64_t seed);

// `--map OLD=NEW`: layers of OLD show NEW; mappings and values carry over by input name and type,
// then by role, moved from the old range to the new one. A layer whose mappings are all lost gets
// those that NEW suggests. Returns what could not be carried, one line each.
std::vector<std::string> replace_preset(Show& show, std::string_view old_preset,
                                        const NamedPreset& old_info, const NamedPreset& new_info);

}  // namespace reprise::engine
