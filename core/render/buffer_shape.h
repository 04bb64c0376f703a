// Persistent buffers as a RenderState counts them, and back. One context, one thread.
#pragma once

#include <vector>

#include "core/render/render_state.h"
#include "core/render/scene_painter.h"

namespace reprise::render {

// All but place and texels; `textures` gets those that it counts.
RenderState shape_of(const BufferMap& buffers, const ProgramMap& programs, ImageSize frame,
                     std::vector<TextureRef>& textures);

// kUnsupported when the GPU cannot hold a texture, a preset was not added, or has other code.
Result<BufferMap> buffers_of(const RenderState& state, const ProgramMap& programs,
                             TexturePool& pool, int size_limit);

}  // namespace reprise::render
