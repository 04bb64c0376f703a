#include "core/render/scene_painter.h"

#include <algorithm>
#include <array>

#include "core/base/check.h"

namespace reprise::render {
namespace {

// Indexed by Quality.
constexpr std::array<double, 4> kLayerScale{0.5, 0.75, 1, 2};

bool covers(const LayerState& layer) {
  return layer.blend == BlendMode::kNormal && layer.opacity >= 1 &&
         layer.alpha == AlphaPolicy::kOpaque;
}

bool takes_what_lies_beneath(const PresetProgram& program, const LayerState& layer) {
  if (program.info.kind != PresetKind::kFilter) {
    return false;
  }
  const auto input = std::ranges::find(layer.inputs, "inputImage", &InputValue::name);
  return input == layer.inputs.end() || input->picture.asset.empty();
}

Status check_layers(const ProgramMap& programs, const SceneState& scene) {
  for (const LayerState& layer : scene.layers) {
    if (!programs.contains(layer.preset)) {
      return fail(ErrorCode::kNotFound, "scene '" + scene.name + "' shows preset '" + layer.preset +
                                            "', which was not added");
    }
  }
  return {};
}

bool is_alive(const BufferMap::value_type& item, const SceneState& scene) {
  const auto& [key, buffers] = item;
  return key.entry == scene.entry && key.layer < scene.layers.size() &&
         scene.layers[key.layer].preset == buffers.preset;
}

}  // namespace

// A layer of a scene with its program looked up.
struct ScenePainter::Layer {
  BufferKey key;
  const LayerState& state;
  const PresetProgram& program;
  bool persistent;
  bool takes_beneath;
};

ImageSize layer_size(ImageSize frame, Quality quality) {
  const double scale = kLayerScale[static_cast<std::size_t>(quality)];
  return {std::max(1, static_cast<int>(frame.width * scale)),
          std::max(1, static_cast<int>(frame.height * scale))};
}

Status ScenePainter::check_presets(const VisualState& state) const {
  TRY(check_layers(parts_.programs, state.scene));
  if (!state.outgoing) {
    return {};
  }
  TRY(check_layers(parts_.programs, *state.outgoing));
  const std::string& transition = state.transition.preset;
  if (!transition.empty() && !parts_.programs.contains(transition)) {
    return fail(ErrorCode::kNotFound, "transition '" + transition + "' was not added");
  }
  return {};
}

void ScenePainter::forget_others(const VisualState& state) {
  std::erase_if(parts_.buffers, [&state](const BufferMap::value_type& item) {
    return !is_alive(item, state.scene) && !(state.outgoing && is_alive(item, *state.outgoing));
  });
}

ScenePainter::Layer ScenePainter::layer_at(const SceneState& scene, std::size_t index) const {
  const LayerState& state = scene.layers[index];
  const auto program = parts_.programs.find(state.preset);
  CHECK(program != parts_.programs.end());
  return {{scene.entry, static_cast<std::uint32_t>(index)},
          state,
          program->second,
          program->second.persistent_pass_count() > 0,
          takes_what_lies_beneath(program->second, state)};
}

// Nothing shows through a layer that covers, so the ones below it need not be drawn.
std::size_t ScenePainter::first_visible(const SceneState& scene) const {
  for (std::size_t i = scene.layers.size(); i > 0; --i) {
    const Layer layer = layer_at(scene, i - 1);
    if (covers(layer.state) && (!layer.takes_beneath || layer.persistent)) {
      return i - 1;
    }
  }
  return 0;
}

std::size_t ScenePainter::layers_under_persistent_filters(const SceneState& scene) const {
  for (std::size_t i = scene.layers.size(); i > 0; --i) {
    const Layer layer = layer_at(scene, i - 1);
    if (layer.persistent && layer.takes_beneath) {
      return i - 1;
    }
  }
  return 0;
}

Result<TextureRef> ScenePainter::paint(const Layer& layer, const FrameClock& clock, Quality quality,
                                       Stack& stack, PassRange range, LayerBuffers* buffers) {
  ImageOverride beneath{"inputImage", nullptr, false};
  Picture picture;
  if (layer.takes_beneath) {
    TRY_ASSIGN(picture, parts_.compositor.flatten(stack, 1));
    beneath.texture = picture.texture.get();
    beneath.opaque = picture.opaque;
  }
  return parts_.layers.paint(
      layer.program,
      {layer.state.inputs, {&beneath, 1}, clock, layer_size(size_, quality), format_, range},
      buffers);
}

Result<TextureRef> ScenePainter::step_layer(const Layer& layer, const FrameClock& clock,
                                            Quality quality, Stack& stack, PassRange range) {
  LayerBuffers& buffers = parts_.buffers[layer.key];
  buffers.preset = layer.state.preset;
  TRY_ASSIGN(TextureRef picture, paint(layer, clock, quality, stack, range, &buffers));
  if (picture != nullptr) {
    buffers.picture = picture;
  }
  return picture;
}

Status ScenePainter::step(const SceneState& scene, const FrameClock& clock, Quality quality,
                          PassRange range) {
  const std::size_t seen_through = layers_under_persistent_filters(scene);
  Stack stack = parts_.compositor.background(scene.background);
  for (std::size_t i = 0; i < scene.layers.size(); ++i) {
    const Layer layer = layer_at(scene, i);
    const bool needed = i < seen_through;
    TextureRef picture;
    if (layer.persistent) {
      TRY_ASSIGN(picture,
                 step_layer(layer, clock, quality, stack, needed ? PassRange::kAll : range));
    } else if (needed) {
      TRY_ASSIGN(picture, paint(layer, clock, quality, stack, PassRange::kAll, nullptr));
    }
    if (needed) {
      TRY(parts_.compositor.blend(stack, {picture, layer.state.alpha == AlphaPolicy::kOpaque},
                                  {layer.state.blend, layer.state.opacity, 1}));
    }
  }
  return {};
}

Result<TextureRef> ScenePainter::layer_picture(const Layer& layer, const FrameClock& clock,
                                               Quality quality, Stack& stack) {
  if (!layer.persistent) {
    return paint(layer, clock, quality, stack, PassRange::kAll, nullptr);
  }
  const auto buffers = parts_.buffers.find(layer.key);
  if (buffers != parts_.buffers.end() && buffers->second.picture != nullptr) {
    return buffers->second.picture;
  }
  return parts_.pool.black(size_, format_);
}

Result<Stack> ScenePainter::draw_scene(const SceneState& scene, const FrameClock& clock,
                                       Quality quality) {
  Stack stack = parts_.compositor.background(scene.background);
  for (std::size_t i = first_visible(scene); i < scene.layers.size(); ++i) {
    const Layer layer = layer_at(scene, i);
    if (layer.state.opacity <= 0) {
      continue;
    }
    TRY_ASSIGN(TextureRef picture, layer_picture(layer, clock, quality, stack));
    TRY(parts_.compositor.blend(stack, {picture, layer.state.alpha == AlphaPolicy::kOpaque},
                                {layer.state.blend, layer.state.opacity, 1}));
  }
  return stack;
}

Result<Picture> ScenePainter::draw_transition(const TransitionState& transition,
                                              const Picture& start, const Picture& end,
                                              const FrameClock& clock) {
  if (transition.preset.empty()) {
    return parts_.compositor.crossfade(start, end, transition.progress);
  }
  const std::array<ImageOverride, 2> images{{{"startImage", start.texture.get(), start.opaque},
                                             {"endImage", end.texture.get(), end.opaque}}};
  const InputValue progress{"progress", InputType::kFloat, {transition.progress}, -1, {}};
  TRY_ASSIGN(TextureRef texture,
             parts_.layers.paint(parts_.programs.find(transition.preset)->second,
                                 {{&progress, 1}, images, clock, size_, format_, PassRange::kAll},
                                 nullptr));
  return Picture{std::move(texture), !keep_alpha_};
}

Result<Picture> ScenePainter::draw(const VisualState& state, const FrameClock& clock) {
  TRY_ASSIGN(Stack stack, draw_scene(state.scene, clock, state.quality));
  if (state.outgoing) {
    TRY_ASSIGN(Stack leaving, draw_scene(*state.outgoing, clock, state.quality));
    TRY_ASSIGN(Picture start, parts_.compositor.flatten(leaving, 1));
    TRY_ASSIGN(Picture end, parts_.compositor.flatten(stack, 1));
    TRY_ASSIGN(stack.picture, draw_transition(state.transition, start, end, clock));
  }
  return parts_.compositor.flatten(stack, state.master);
}

// Image inputs show black pictures of the frame's size: drivers compile anew for other formats.
Status ScenePainter::rehearse(const PresetProgram& preset) {
  TRY_ASSIGN(TextureRef black, parts_.pool.black(size_, format_));
  std::vector<ImageOverride> images;
  for (const PresetInput& input : preset.info.inputs) {
    if (input.type == InputType::kImage) {
      images.push_back({input.name, black.get(), !keep_alpha_});
    }
  }
  const FrameClock clock;
  LayerBuffers buffers;
  Result<TextureRef> picture =
      parts_.layers.paint(preset, {{}, images, clock, size_, format_, PassRange::kAll}, &buffers);
  if (!picture) {
    return fail(std::move(picture).error().with_context("preset '" + preset.name + "'"));
  }
  return {};
}

}  // namespace reprise::render
