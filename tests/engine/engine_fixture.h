// A small language for engine tests: presets, shows and runs in a few words.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine/engine.h"

namespace reprise::engine::test {

PresetInput float_input(std::string name, double min = 0, double max = 1, double start = 0,
                        std::string role = {});
PresetInput input_of(InputType type, std::string name, std::string role = {});
NamedPreset preset_of(std::string name, std::vector<PresetInput> inputs,
                      PresetKind kind = PresetKind::kGenerator);

// A scene of one layer.
Scene scene_of(std::string name, std::string preset, std::vector<Mapping> mappings = {});
Mapping map_to_input(FeatureId feature, std::string input);
Show show_of(std::vector<Scene> scenes, SwitchMode mode = SwitchMode::kManual);

Cue cue_at(std::int64_t hop, CueType type, std::string target = {},
           std::vector<double> values = {});
Cue switch_at(std::int64_t hop, std::string scene, std::int64_t duration = 0,
              std::string transition = {});
Cue number_at(std::int64_t hop, CueType type, std::int64_t number);

inline constexpr std::int64_t kHop = 256;  // at 48 kHz

// Feature `id` has the value `unit`.
Features features_of(FeatureId id, double unit);

// Fails the test when the engine cannot be made.
Engine make_engine(Show show, std::vector<NamedPreset> presets, EngineOptions options = {});

// A take in miniature: what analysis says at each hop, and the cues in file order.
struct Script {
  std::function<HopAnalysis(std::int64_t hop)> analysis = [](std::int64_t) {
    return HopAnalysis{};
  };
  std::vector<Cue> cues;
};

// Steps an engine through a script and keeps what comes out.
class Playthrough {
 public:
  Playthrough(const Engine& engine, Script script)
      : engine_(engine), script_(std::move(script)), state_(engine.initial_state()) {}

  // Steps hops up to and including `hop`.
  Playthrough& to(std::int64_t hop);
  [[nodiscard]] VisualState now() const;
  [[nodiscard]] float input(std::size_t index, std::size_t component = 0) const;
  [[nodiscard]] const std::vector<Cue>& decisions() const { return decisions_; }
  [[nodiscard]] EngineState& state() { return *state_; }
  void replace_state(EngineStatePtr state) { state_ = std::move(state); }
  [[nodiscard]] std::int64_t next_hop() const { return next_; }
  void set_next_hop(std::int64_t hop) { next_ = hop; }

 private:
  const Engine& engine_;
  Script script_;
  EngineStatePtr state_;
  std::int64_t next_ = 0;
  std::vector<Cue> decisions_;
};

// The visual states at hops 0 .. last.
std::vector<VisualState> states_of(const Engine& engine, const Script& script, std::int64_t last);

// Features that wander and an onset now and then, as a function of the hop.
HopAnalysis lively(std::int64_t hop);

}  // namespace reprise::engine::test
