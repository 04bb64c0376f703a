// The show that a take is replayed with: its own, or changed by overrides. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/engine/engine.h"
#include "core/engine/show.h"
#include "core/session/library/preset_library.h"
#include "core/timeline/take_reader.h"

namespace reprise::session {

struct ShowOverrides {
  std::optional<std::string> preset;                          // --preset P
  std::vector<std::pair<std::string, std::string>> replaced;  // --map OLD=NEW
  std::optional<std::uint64_t> seed;
  std::optional<engine::SwitchMode> switch_mode;
  std::optional<Quality> quality;
};

struct ReplayShow {
  ShowFiles files;
  engine::EngineOptions engine;
  // It is the take's, so that a state of the engine fits it.
  bool is_own = true;
  // The show has other scenes than the recording: its switches have nothing to do.
  bool ignore_switches = false;
  // What could not be carried over, and which copy of a preset is used; for the user.
  std::vector<std::string> notes;
};

// Presets of the take win; others come from `library`. kNotFound and kInvalid as there.
Result<ReplayShow> replay_show(timeline::TakeReader& take, const ShowOverrides& overrides,
                               const PresetLibrary& library);

}  // namespace reprise::session
