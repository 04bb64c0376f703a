// Presets, pictures and the show inside a take: how they are named as attachments, and back.
// Pure functions; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/engine/show.h"
#include "core/session/library/preset_library.h"
#include "core/timeline/records.h"

namespace reprise::session {

// presets/NAME.fs, presets/NAME.vs, presets/NAME/PICTURE, images/PICTURE and show.json, sorted by
// name.
std::vector<timeline::Attachment> attachments_of(const ShowFiles& files);

// The pictures of the show that were attached.
std::vector<PresetSource::Asset> pictures_in(std::span<const timeline::Attachment> attachments);

// The presets that were attached, parsed; kCorrupt when one does not parse any more.
Result<std::vector<LoadedPreset>> presets_in(std::span<const timeline::Attachment> attachments);

}  // namespace reprise::session
