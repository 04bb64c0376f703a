// The keys of a live recording: one table, from which the window, the help on the screen and the
// manual take what they say. Immutable; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace reprise::tools {

enum class LiveAction {
  kRecord,
  kPause,
  kMarker,
  kTap,
  kScene,      // of the show, by number
  kSceneCut,   // the same without a transition
  kNextScene,  // the transition begins now
  kPreviousScene,
  kTransition,  // the next transition preset, for the switch that follows
  kSelectLayer,
  kNextPreset,
  kPreviousPreset,
  kOpacityUp,
  kOpacityDown,
  kSelectInput,
  kSelectInputBack,
  kInputUp,
  kInputDown,
  kInputReset,
  kBlackout,
  kFreeze,
  kQualityUp,
  kQualityDown,
  kFullscreen,
  kLeaveFullscreen,
  kStatusLine,
  kHelp,
  kQuit,
};

struct Modifiers {
  bool shift = false;
  bool control = false;
  friend bool operator==(const Modifiers&, const Modifiers&) = default;
};

struct KeyBinding {
  std::string_view key;  // as SDL calls it: "R", "Space", "PageUp"
  Modifiers with;
  LiveAction action;
  int number = 0;  // of scenes, from 1
  std::string_view help;
};
std::span<const KeyBinding> live_keys();

// nullptr when the key does nothing. Shift matters only where the table gives it a meaning: a hand
// that holds it by mistake loses no key.
const KeyBinding* find_key(std::string_view key, Modifiers with);

// "Ctrl+Q".
std::string key_name(const KeyBinding& binding);

// One line a key, keys of one kind together, for --help and the terminal.
std::string live_keys_text();

}  // namespace reprise::tools
