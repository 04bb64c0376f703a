#include "tools/record/live_desk.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "tools/common/wording.h"

namespace reprise::tools {
namespace {

constexpr std::int64_t kLengthOfTheShow = -1;  // of a transition
constexpr double kOpacityStep = 0.1;
constexpr double kInputSteps = 20;  // from end to end of a range

Cue cue_of(CueType type) {
  Cue cue;
  cue.type = type;
  return cue;
}

// One that a key can move: events, switches, lists and numbers of one component.
bool is_handy(const PresetInput& input) {
  switch (input.type) {
    case InputType::kEvent:
    case InputType::kBool:
    case InputType::kLong:
    case InputType::kFloat:
      return true;
    default:
      return false;
  }
}

std::size_t wrapped(std::size_t at, std::int64_t by, std::size_t count) {
  const auto size = static_cast<std::int64_t>(count);
  return static_cast<std::size_t>(((static_cast<std::int64_t>(at) + by) % size + size) % size);
}

double next_in_list(const PresetInput& input, double value, int by) {
  const auto found = std::ranges::find(input.values, std::llround(value));
  const auto at = static_cast<std::size_t>(found - input.values.begin());
  if (found == input.values.end()) {
    return static_cast<double>(input.values.front());
  }
  return static_cast<double>(input.values[wrapped(at, by, input.values.size())]);
}

// The value one step on, within the input's range.
double stepped(const PresetInput& input, double value, int by) {
  if (input.type == InputType::kBool || input.type == InputType::kEvent) {
    return by > 0 ? 1 : 0;
  }
  if (input.type == InputType::kLong && !input.values.empty()) {
    return next_in_list(input, value, by);
  }
  const double range = input.max[0] - input.min[0];
  const double step = input.type == InputType::kLong ? 1 : range / kInputSteps;
  return std::clamp(value + by * step, std::min(input.min[0], input.max[0]),
                    std::max(input.min[0], input.max[0]));
}

}  // namespace

LiveDesk::LiveDesk(engine::Show show, std::vector<engine::NamedPreset> presets)
    : show_(std::move(show)), presets_(std::move(presets)), transitions_{""} {
  for (const engine::NamedPreset& preset : presets_) {
    (preset.info.kind == PresetKind::kTransition ? transitions_ : pictures_).push_back(preset.name);
  }
}

std::optional<Cue> LiveDesk::act(LiveAction action, int number, const VisualState& shown) {
  switch (action) {
    case LiveAction::kScene:
      return switch_to(static_cast<std::size_t>(number - 1), kLengthOfTheShow, shown);
    case LiveAction::kSceneCut:
      return switch_to(static_cast<std::size_t>(number - 1), 0, shown);
    case LiveAction::kNextScene:
      return step_scene(1, shown);
    case LiveAction::kPreviousScene:
      return step_scene(-1, shown);
    case LiveAction::kTransition:
      return step_transition();
    case LiveAction::kSelectLayer:
      select_layer(shown);
      return std::nullopt;
    case LiveAction::kNextPreset:
      return step_preset(1, shown);
    case LiveAction::kPreviousPreset:
      return step_preset(-1, shown);
    case LiveAction::kOpacityUp:
      return step_opacity(1, shown);
    case LiveAction::kOpacityDown:
      return step_opacity(-1, shown);
    case LiveAction::kSelectInput:
      select_input(1, shown);
      return std::nullopt;
    case LiveAction::kSelectInputBack:
      select_input(-1, shown);
      return std::nullopt;
    case LiveAction::kInputUp:
      return step_input(1, shown);
    case LiveAction::kInputDown:
      return step_input(-1, shown);
    case LiveAction::kInputReset:
      return reset_input(shown);
    case LiveAction::kBlackout: {
      Cue cue = cue_of(CueType::kBlackout);
      cue.number = shown.master > 0 ? 1 : 0;
      return cue;
    }
    case LiveAction::kFreeze: {
      Cue cue = cue_of(CueType::kFreeze);
      cue.number = shown.frozen ? 0 : 1;
      return cue;
    }
    case LiveAction::kQualityUp:
      return step_quality(1, shown);
    case LiveAction::kQualityDown:
      return step_quality(-1, shown);
    case LiveAction::kMarker: {
      Cue cue = cue_of(CueType::kMarker);
      cue.text = "marker " + std::to_string(++markers_);
      return cue;
    }
    case LiveAction::kTap:
      return cue_of(CueType::kTap);
    default:
      return std::nullopt;  // not the show's
  }
}

std::string LiveDesk::selection(const VisualState& shown) const {
  const LayerState* chosen = layer(shown);
  if (chosen == nullptr) {
    return "";
  }
  std::string text = "layer " +
                     std::to_string(std::min(layer_, shown.scene.layers.size() - 1) + 1) + ": " +
                     chosen->preset;
  if (const auto grip = handle(shown)) {
    text += ", " + grip->input->name;
    if (grip->input->type != InputType::kEvent) {
      text += formatted(" = %.2f", static_cast<double>(grip->value->value[0]));
    }
  }
  return text;
}

const LayerState* LiveDesk::layer(const VisualState& shown) const {
  const auto& layers = shown.scene.layers;
  return layers.empty() ? nullptr : &layers[std::min(layer_, layers.size() - 1)];
}

const PresetInfo* LiveDesk::info_of(const LayerState& layer) const {
  const auto found = std::ranges::find(presets_, layer.preset, &engine::NamedPreset::name);
  return found == presets_.end() ? nullptr : &found->info;
}

std::optional<LiveDesk::Handle> LiveDesk::handle(const VisualState& shown) const {
  const LayerState* chosen = layer(shown);
  const PresetInfo* info = chosen != nullptr ? info_of(*chosen) : nullptr;
  if (info == nullptr) {
    return std::nullopt;
  }
  std::vector<Handle> handles;
  for (const PresetInput& input : info->inputs) {
    const auto value = std::ranges::find(chosen->inputs, input.name, &InputValue::name);
    if (is_handy(input) && value != chosen->inputs.end()) {
      handles.push_back({&input, &*value});
    }
  }
  return handles.empty() ? std::nullopt : std::optional(handles[input_ % handles.size()]);
}

std::string LiveDesk::layer_target(const VisualState& shown) const {
  const std::size_t index = std::min(layer_, shown.scene.layers.size() - 1);
  return shown.scene.name + "/" + std::to_string(index);
}

std::optional<Cue> LiveDesk::switch_to(std::size_t scene, std::int64_t length,
                                       const VisualState& shown) {
  if (scene >= show_.scenes.size() || show_.scenes[scene].name == shown.scene.name) {
    return std::nullopt;
  }
  Cue cue = cue_of(CueType::kSwitch);
  cue.text = show_.scenes[scene].name;
  cue.duration = {length};
  return cue;
}

std::optional<Cue> LiveDesk::step_scene(std::int64_t by, const VisualState& shown) {
  const auto found = std::ranges::find(show_.scenes, shown.scene.name, &engine::Scene::name);
  const auto at = static_cast<std::size_t>(found - show_.scenes.begin());
  return switch_to(wrapped(at, by, show_.scenes.size()), kLengthOfTheShow, shown);
}

std::optional<Cue> LiveDesk::step_transition() {
  transition_ = wrapped(transition_, 1, transitions_.size());
  Cue cue = cue_of(CueType::kTransition);
  cue.text = transitions_[transition_];
  return cue;
}

std::optional<Cue> LiveDesk::step_preset(std::int64_t by, const VisualState& shown) {
  const LayerState* chosen = layer(shown);
  if (chosen == nullptr || pictures_.empty()) {
    return std::nullopt;
  }
  const auto found = std::ranges::find(pictures_, chosen->preset);
  const auto at = static_cast<std::size_t>(found - pictures_.begin());
  const std::string& next = pictures_[wrapped(at, by, pictures_.size())];
  if (next == chosen->preset) {
    return std::nullopt;
  }
  Cue cue = cue_of(CueType::kPreset);
  cue.target = layer_target(shown);
  cue.text = next;
  return cue;
}

std::optional<Cue> LiveDesk::step_opacity(int by, const VisualState& shown) {
  const LayerState* chosen = layer(shown);
  if (chosen == nullptr) {
    return std::nullopt;
  }
  Cue cue = cue_of(CueType::kOpacity);
  cue.target = layer_target(shown);
  const double tenths = std::round(static_cast<double>(chosen->opacity) / kOpacityStep) + by;
  cue.values = {std::clamp(tenths * kOpacityStep, 0.0, 1.0)};
  return cue;
}

std::optional<Cue> LiveDesk::step_quality(int by, const VisualState& shown) {
  const int wanted = static_cast<int>(shown.quality) + by;
  if (wanted < 0 || wanted >= static_cast<int>(quality_names().size())) {
    return std::nullopt;
  }
  Cue cue = cue_of(CueType::kQuality);
  cue.number = wanted;
  return cue;
}

std::optional<Cue> LiveDesk::step_input(int by, const VisualState& shown) {
  const auto grip = handle(shown);
  if (!grip || (grip->input->type == InputType::kEvent && by < 0)) {
    return std::nullopt;
  }
  Cue cue = cue_of(CueType::kParameter);
  cue.target = layer_target(shown) + "/" + grip->input->name;
  cue.values = {stepped(*grip->input, static_cast<double>(grip->value->value[0]), by)};
  return cue;
}

std::optional<Cue> LiveDesk::reset_input(const VisualState& shown) {
  const auto grip = handle(shown);
  if (!grip || grip->input->type == InputType::kEvent) {
    return std::nullopt;
  }
  Cue cue = cue_of(CueType::kParameter);  // without a value
  cue.target = layer_target(shown) + "/" + grip->input->name;
  return cue;
}

void LiveDesk::select_layer(const VisualState& shown) {
  if (!shown.scene.layers.empty()) {
    const std::size_t at = std::min(layer_, shown.scene.layers.size() - 1);
    layer_ = wrapped(at, 1, shown.scene.layers.size());
    input_ = 0;
  }
}

void LiveDesk::select_input(std::int64_t by, const VisualState& shown) {
  const LayerState* chosen = layer(shown);
  const PresetInfo* info = chosen != nullptr ? info_of(*chosen) : nullptr;
  const auto count =
      info == nullptr ? 0 : static_cast<std::size_t>(std::ranges::count_if(info->inputs, is_handy));
  if (count > 0) {
    input_ = wrapped(input_ % count, by, count);
  }
}

}  // namespace reprise::tools
