// The decoded pictures of a take: still images of inputs and of presets' imports. One thread.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/model/image.h"
#include "core/model/visual_state.h"
#include "core/render/renderer.h"
#include "core/session/library/preset_library.h"

namespace reprise::session {

class PictureStore {
 public:
  // Decodes every picture of the show; kInvalid names the one that does not decode.
  static Result<PictureStore> decode(std::span<const PresetSource::Asset> pictures);

  // Views of the pictures that `state` asks for; valid until the next call. A picture that the
  // take does not hold is left out and shows black.
  std::span<const render::PictureView> views(const VisualState& state);

 private:
  std::map<std::string, ImageBuffer, std::less<>> pictures_;
  std::vector<render::PictureView> views_;
};

// A preset with its imports decoded, added to `renderer`.
Status add_preset(render::Renderer& renderer, const LoadedPreset& preset);

}  // namespace reprise::session
