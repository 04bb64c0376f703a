// What a performer's key does to the show: actions become cues, given what is on show. Knows which
// layer and which input are selected; what it changes is only ever said as a cue. One thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/engine/show.h"
#include "core/model/cue.h"
#include "core/model/visual_state.h"
#include "tools/record/live_keys.h"

namespace reprise::tools {

class LiveDesk {
 public:
  // `presets`: all that the take holds, transitions among them.
  LiveDesk(engine::Show show, std::vector<engine::NamedPreset> presets);

  // The cue that an action is, without its sample; nothing for one that only selects, that has
  // nothing to act on, or that is not the show's (recording, window). `shown` is the state on show.
  std::optional<Cue> act(LiveAction action, int number, const VisualState& shown);

  // "layer 2: embers, speed = 0.50", for the status line.
  [[nodiscard]] std::string selection(const VisualState& shown) const;

 private:
  [[nodiscard]] const LayerState* layer(const VisualState& shown) const;
  [[nodiscard]] const PresetInfo* info_of(const LayerState& layer) const;
  // The selected input with its value; nothing when the layer has none that a hand can move.
  struct Handle {
    const PresetInput* input = nullptr;
    const InputValue* value = nullptr;
  };
  [[nodiscard]] std::optional<Handle> handle(const VisualState& shown) const;
  [[nodiscard]] std::string layer_target(const VisualState& shown) const;

  std::optional<Cue> switch_to(std::size_t scene, std::int64_t length, const VisualState& shown);
  std::optional<Cue> step_scene(std::int64_t by, const VisualState& shown);
  std::optional<Cue> step_transition();
  std::optional<Cue> step_preset(std::int64_t by, const VisualState& shown);
  std::optional<Cue> step_opacity(int by, const VisualState& shown);
  std::optional<Cue> step_quality(int by, const VisualState& shown);
  std::optional<Cue> step_input(int by, const VisualState& shown);
  std::optional<Cue> reset_input(const VisualState& shown);
  void select_layer(const VisualState& shown);
  void select_input(std::int64_t by, const VisualState& shown);

  engine::Show show_;
  std::vector<engine::NamedPreset> presets_;
  std::vector<std::string> transitions_;  // "" first: the crossfade
  std::vector<std::string> pictures_;     // presets that a layer can show
  std::size_t layer_ = 0;
  std::size_t input_ = 0;  // among those of the layer that a hand can move
  std::size_t transition_ = 0;
  std::int64_t markers_ = 0;
};

}  // namespace reprise::tools
