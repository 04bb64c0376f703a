// Draws scenes and transitions: which layers have to be drawn, with which buffers and in which
// order, and what the persistent ones keep. One context, one thread.
//
// A filter (an image input `inputImage`) whose picture is not set gets what lies beneath it: the
// background and the layers below. A transition has no buffers of its own: its persistent targets
// are black in every frame.
#pragma once

#include <compare>
#include <map>
#include <string>

#include "core/render/compositor.h"
#include "core/render/layer_painter.h"

namespace reprise::render {

struct BufferKey {
  std::int64_t entry = 0;
  std::uint32_t layer = 0;
  friend auto operator<=>(const BufferKey&, const BufferKey&) = default;
};
using BufferMap = std::map<BufferKey, LayerBuffers>;
using ProgramMap = std::map<std::string, PresetProgram, std::less<>>;

// The size at which a layer is drawn: half, three quarters, all or twice (supersampled) the
// frame's.
ImageSize layer_size(ImageSize frame, Quality quality);

struct ScenePainterParts {
  TexturePool& pool;
  LayerPainter& layers;
  Compositor& compositor;
  const ProgramMap& programs;
  BufferMap& buffers;
};

class ScenePainter {
 public:
  ScenePainter(const ScenePainterParts& parts, ImageSize size, TextureFormat format,
               bool keep_alpha)
      : parts_(parts), size_(size), format_(format), keep_alpha_(keep_alpha) {}

  // kNotFound naming the first preset of `state` that was not added.
  [[nodiscard]] Status check_presets(const VisualState& state) const;
  // Drops the buffers of scenes, layers and presets that are gone.
  void forget_others(const VisualState& state);

  Status step(const SceneState& scene, const FrameClock& clock, Quality quality, PassRange range);
  Result<Picture> draw(const VisualState& state, const FrameClock& clock);
  // Draws a preset as its first frame will be, and throws the picture away.
  Status rehearse(const PresetProgram& preset);

 private:
  struct Layer;
  [[nodiscard]] Layer layer_at(const SceneState& scene, std::size_t index) const;
  [[nodiscard]] std::size_t first_visible(const SceneState& scene) const;
  [[nodiscard]] std::size_t layers_under_persistent_filters(const SceneState& scene) const;
  Result<TextureRef> paint(const Layer& layer, const FrameClock& clock, Quality quality,
                           Stack& stack, PassRange range, LayerBuffers* buffers);
  Result<TextureRef> step_layer(const Layer& layer, const FrameClock& clock, Quality quality,
                                Stack& stack, PassRange range);
  Result<TextureRef> layer_picture(const Layer& layer, const FrameClock& clock, Quality quality,
                                   Stack& stack);
  Result<Stack> draw_scene(const SceneState& scene, const FrameClock& clock, Quality quality);
  Result<Picture> draw_transition(const TransitionState& transition, const Picture& start,
                                  const Picture& end, const FrameClock& clock);

  ScenePainterParts parts_;
  ImageSize size_;
  TextureFormat format_;
  bool keep_alpha_;
};

}  // namespace reprise::render
