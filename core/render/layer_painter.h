// Draws the passes of one preset by ISF's rules. It owns no buffers that outlive a frame: those
// come in and go out as LayerBuffers. One context, one thread.
//
// Rules: a pass draws into a fresh texture, cleared to transparent black, that becomes its target's
// content right after the pass, so that later passes see the new content and the pass itself the
// old. Temporary targets are black until they are drawn. Persistent ones start black and are scaled
// when their size expression gives another size. The last pass is the picture, also when it has a
// TARGET; without one it has the layer's size. Other passes without a TARGET are not drawn: nobody
// could see them.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "core/model/visual_state.h"
#include "core/render/audio_textures.h"
#include "core/render/picture_cache.h"
#include "core/render/preset_program.h"
#include "core/render/texture_pool.h"

namespace reprise::render {

// What a layer with persistent passes carries from step to step.
struct LayerBuffers {
  std::string preset;
  std::map<std::string, TextureRef> targets;
  TextureRef picture;  // of the last complete step; null before it
};

// A texture for an image input, in place of what the state says.
struct ImageOverride {
  std::string_view input;
  const Texture* texture = nullptr;
  bool opaque = false;  // show alpha as 1
};

enum class PassRange { kAll, kUntilLastPersistent };

struct PaintRequest {
  std::span<const InputValue> inputs;  // those that are missing have the preset's defaults
  std::span<const ImageOverride> overrides;
  const FrameClock& clock;
  ImageSize size;
  TextureFormat format = TextureFormat::kRgba8;  // of a last pass without a TARGET
  PassRange range = PassRange::kAll;
};

class LayerPainter {
 public:
  LayerPainter(TexturePool& pool, AudioTextures& audio, const PictureCache& pictures,
               int size_limit)
      : pool_(pool), audio_(audio), pictures_(pictures), size_limit_(size_limit) {}

  // The picture (null for kUntilLastPersistent). `buffers` carries the persistent targets; without
  // it they are black, as on a first frame.
  Result<TextureRef> paint(const PresetProgram& preset, const PaintRequest& request,
                           LayerBuffers* buffers);

 private:
  struct Job;
  struct Sampled;
  [[nodiscard]] ImageSize pass_size(const Job& job, const ProgramPass& pass) const;
  [[nodiscard]] ImageSize target_size(const Job& job, const ProgramPass& pass) const;
  Status begin(Job& job, LayerBuffers* buffers);
  Result<TextureRef> black_target(const Job& job, const ProgramTarget& target);
  Status fit_own_target(Job& job, const ProgramPass& pass, ImageSize size);
  Status draw_pass(Job& job, std::size_t index);
  Result<Sampled> sampled(const Job& job, const SamplerSlot& slot);
  Result<Sampled> sampled_input(const Job& job, std::size_t index);
  Status bind_samplers(const Job& job, std::span<const SamplerSlot> slots);
  [[nodiscard]] ImageSize clamped(ImageSize size) const;

  TexturePool& pool_;
  AudioTextures& audio_;
  const PictureCache& pictures_;
  int size_limit_;
};

}  // namespace reprise::render
