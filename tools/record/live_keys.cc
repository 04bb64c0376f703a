#include "tools/record/live_keys.h"

#include <algorithm>
#include <array>

#include "tools/common/wording.h"

namespace reprise::tools {
namespace {

constexpr Modifiers kPlain{};
constexpr Modifiers kShift{true, false};
constexpr Modifiers kControl{false, true};

// Keys with the same words stand together; the words come once.
constexpr std::string_view kSceneHelp = "scene 1 to 9 of the show";
constexpr std::string_view kCutHelp = "the same at once, without transition";

constexpr auto kKeys = std::to_array<KeyBinding>({
    {"R", kPlain, LiveAction::kRecord, 0, "start a take, or end the one that runs"},
    {"P", kPlain, LiveAction::kPause, 0, "pause and go on: clock and picture stand still"},
    {"M", kPlain, LiveAction::kMarker, 0, "set a marker"},
    {"T", kPlain, LiveAction::kTap, 0, "tap the tempo"},
    {"1", kPlain, LiveAction::kScene, 1, kSceneHelp},
    {"2", kPlain, LiveAction::kScene, 2, kSceneHelp},
    {"3", kPlain, LiveAction::kScene, 3, kSceneHelp},
    {"4", kPlain, LiveAction::kScene, 4, kSceneHelp},
    {"5", kPlain, LiveAction::kScene, 5, kSceneHelp},
    {"6", kPlain, LiveAction::kScene, 6, kSceneHelp},
    {"7", kPlain, LiveAction::kScene, 7, kSceneHelp},
    {"8", kPlain, LiveAction::kScene, 8, kSceneHelp},
    {"9", kPlain, LiveAction::kScene, 9, kSceneHelp},
    {"1", kShift, LiveAction::kSceneCut, 1, kCutHelp},
    {"2", kShift, LiveAction::kSceneCut, 2, kCutHelp},
    {"3", kShift, LiveAction::kSceneCut, 3, kCutHelp},
    {"4", kShift, LiveAction::kSceneCut, 4, kCutHelp},
    {"5", kShift, LiveAction::kSceneCut, 5, kCutHelp},
    {"6", kShift, LiveAction::kSceneCut, 6, kCutHelp},
    {"7", kShift, LiveAction::kSceneCut, 7, kCutHelp},
    {"8", kShift, LiveAction::kSceneCut, 8, kCutHelp},
    {"9", kShift, LiveAction::kSceneCut, 9, kCutHelp},
    {"Space", kPlain, LiveAction::kNextScene, 0, "next scene, now"},
    {"Backspace", kPlain, LiveAction::kPreviousScene, 0, "scene before, now"},
    {"X", kPlain, LiveAction::kTransition, 0, "another transition for the next switch"},
    {"L", kPlain, LiveAction::kSelectLayer, 0, "select the next layer of the scene"},
    {"PageDown", kPlain, LiveAction::kNextPreset, 0, "next preset in the layer"},
    {"PageUp", kPlain, LiveAction::kPreviousPreset, 0, "preset before"},
    {"Up", kPlain, LiveAction::kOpacityUp, 0, "the layer more opaque"},
    {"Down", kPlain, LiveAction::kOpacityDown, 0, "the layer less opaque"},
    {"Tab", kPlain, LiveAction::kSelectInput, 0, "select the next input of the layer"},
    {"Tab", kShift, LiveAction::kSelectInputBack, 0, "select the input before"},
    {"Right", kPlain, LiveAction::kInputUp, 0, "the input up, on, or fired"},
    {"Left", kPlain, LiveAction::kInputDown, 0, "the input down, or off"},
    {"Delete", kPlain, LiveAction::kInputReset, 0, "give the input back to the show"},
    {"B", kPlain, LiveAction::kBlackout, 0, "blackout, and light again"},
    {"F", kPlain, LiveAction::kFreeze, 0, "freeze the picture, and let it go on"},
    {".", kPlain, LiveAction::kQualityUp, 0, "quality up"},
    {",", kPlain, LiveAction::kQualityDown, 0, "quality down"},
    {"F11", kPlain, LiveAction::kFullscreen, 0, "full screen, and back"},
    {"Escape", kPlain, LiveAction::kLeaveFullscreen, 0, "leave this list, or full screen"},
    {"I", kPlain, LiveAction::kStatusLine, 0, "the line of status over the picture, on and off"},
    {"H", kPlain, LiveAction::kHelp, 0, "this list, over the picture and on the terminal"},
    {"Q", kControl, LiveAction::kQuit, 0, "end the take and the program"},
});

bool same_line(const KeyBinding& a, const KeyBinding& b) {
  return a.action == b.action && a.help == b.help;
}

}  // namespace

std::span<const KeyBinding> live_keys() {
  return kKeys;
}

const KeyBinding* find_key(std::string_view key, Modifiers with) {
  const auto found = std::ranges::find_if(
      kKeys, [&](const KeyBinding& binding) { return binding.key == key && binding.with == with; });
  if (found != kKeys.end()) {
    return &*found;
  }
  return with.shift ? find_key(key, {.shift = false, .control = with.control}) : nullptr;
}

std::string key_name(const KeyBinding& binding) {
  return (binding.with.control ? "Ctrl+" : "") + std::string(binding.with.shift ? "Shift+" : "") +
         std::string(binding.key);
}

std::string live_keys_text() {
  std::string text;
  for (auto at = kKeys.begin(); at != kKeys.end();) {
    const auto end =
        std::find_if(at, kKeys.end(), [&](const KeyBinding& key) { return !same_line(*at, key); });
    std::string keys = key_name(*at);
    if (end - at > 1) {
      keys.append(" .. ").append((end - 1)->key);
    }
    text += formatted("  %-14s %s\n", keys.c_str(), std::string(at->help).c_str());
    at = end;
  }
  return text;
}

}  // namespace reprise::tools
