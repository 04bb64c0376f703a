#include "core/render/buffer_shape.h"

#include <algorithm>

#include "core/base/check.h"

namespace reprise::render {
namespace {

std::uint32_t index_of(std::vector<TextureRef>& textures, const TextureRef& texture) {
  const auto found = std::ranges::find(textures, texture);
  const auto index = static_cast<std::uint32_t>(found - textures.begin());
  if (found == textures.end()) {
    textures.push_back(texture);
  }
  return index;
}

RenderState::Layer layer_of(const BufferKey& key, const LayerBuffers& buffers,
                            const ProgramMap& programs, std::vector<TextureRef>& textures) {
  RenderState::Layer layer;
  layer.entry = key.entry;
  layer.layer = key.layer;
  layer.preset = buffers.preset;
  const auto program = programs.find(buffers.preset);
  CHECK(program != programs.end());
  layer.code = program->second.code;
  for (const auto& [name, texture] : buffers.targets) {
    layer.targets[name] = index_of(textures, texture);
  }
  if (buffers.picture != nullptr) {
    layer.picture = index_of(textures, buffers.picture);
  }
  return layer;
}

Status check_preset(const RenderState::Layer& layer, const ProgramMap& programs) {
  const auto program = programs.find(layer.preset);
  if (program == programs.end() || program->second.code != layer.code) {
    return fail(ErrorCode::kUnsupported,
                "the persistent buffers are of another preset than '" + layer.preset + "' is now");
  }
  return {};
}

Result<std::vector<TextureRef>> uploaded(const RenderState& state, TexturePool& pool,
                                         int size_limit) {
  std::vector<TextureRef> textures;
  const std::byte* at = state.texels.data();
  for (const RenderState::Shape& shape : state.textures) {
    if (shape.size.width > size_limit || shape.size.height > size_limit) {
      return fail(ErrorCode::kUnsupported,
                  "persistent buffers of " + to_string(shape.size) + " are too large for this GPU");
    }
    TRY_ASSIGN(TextureRef texture, pool.acquire(shape.size, shape.format));
    texture->upload(at);
    at += shape.bytes();
    textures.push_back(std::move(texture));
  }
  return textures;
}

}  // namespace

RenderState shape_of(const BufferMap& buffers, const ProgramMap& programs, ImageSize frame,
                     std::vector<TextureRef>& textures) {
  RenderState state;
  state.size = frame;
  for (const auto& [key, layer] : buffers) {
    state.layers.push_back(layer_of(key, layer, programs, textures));
  }
  for (const TextureRef& texture : textures) {
    state.textures.push_back({texture->format(), texture->size()});
  }
  return state;
}

Result<BufferMap> buffers_of(const RenderState& state, const ProgramMap& programs,
                             TexturePool& pool, int size_limit) {
  CHECK(state.texels.size() == state.texel_bytes());
  for (const RenderState::Layer& layer : state.layers) {
    TRY(check_preset(layer, programs));
  }
  TRY_ASSIGN(const std::vector<TextureRef> textures, uploaded(state, pool, size_limit));
  BufferMap buffers;
  for (const RenderState::Layer& layer : state.layers) {
    LayerBuffers& kept = buffers[{layer.entry, layer.layer}];
    kept.preset = layer.preset;
    for (const auto& [name, index] : layer.targets) {
      kept.targets[name] = textures[index];
    }
    if (layer.picture) {
      kept.picture = textures[*layer.picture];
    }
  }
  TRY(check_gl("restoring persistent buffers"));
  return buffers;
}

}  // namespace reprise::render
