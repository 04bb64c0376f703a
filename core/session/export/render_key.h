// What stored segments and sound must match to be used again. Pure functions; any thread.
#pragma once

#include <string>
#include <string_view>

#include "core/base/json.h"
#include "core/session/export/export_settings.h"
#include "core/session/export/replay_show.h"

namespace reprise::session {

// {"NAME": "xxh3-128 of the preset's text and pictures", …} in the order of the show.
Json preset_digests(const ReplayShow& show);

// 32 hexadecimal digits over take, presets, Reprise's and the engine's version, picture settings,
// tier and encoder versions.
std::string render_key(std::string_view take_identity, const ReplayShow& show,
                       const ExportSettings& settings, std::string_view tier);

// The same of the encoded sound: the render key's and the sound's own settings.
std::string sound_key(std::string_view render_key, const media::AudioSettings& settings);

}  // namespace reprise::session
