// The pictures that image inputs show, on the GPU: each is uploaded once and kept while states ask
// for it. One context, one thread.
#pragma once

#include <map>
#include <span>

#include "core/model/visual_state.h"
#include "core/render/gl_objects.h"
#include "core/render/renderer.h"

namespace reprise::render {

class PictureCache {
 public:
  // Makes what `state` requests available and forgets the rest. A picture that was there before
  // need not be in `pictures`; one that is in neither shows as black.
  Status show(const VisualState& state, std::span<const PictureView> pictures);
  // Null when it is not there. Valid until the next call of show().
  [[nodiscard]] const Texture* find(const PictureRequest& request) const;

 private:
  std::map<PictureRequest, Texture> textures_;
};

}  // namespace reprise::render
