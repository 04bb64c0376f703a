// A small stage for tests: a renderer in portable mode, presets from text, states of a few words.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "core/render/renderer.h"

namespace reprise::render {

inline constexpr std::int64_t kRate = 48000;

using Rgba = std::array<int, 4>;

// The pixel at column x, row y counted from the top, of an 8-bit picture.
Rgba pixel(const ImageView& image, int x, int y);
// The same of a 16-bit picture.
Rgba pixel16(const ImageView& image, int x, int y);

// A bundle of an ISF file; aborts the test program when the header does not parse.
PresetBundle bundle(std::string_view name, std::string_view fragment);

InputValue number(std::string_view name, float value);
LayerState layer(std::string_view preset, std::vector<InputValue> inputs = {});
VisualState show(std::vector<LayerState> layers);
// Frame `index` at 60 fps on the file epoch.
FrameClock clock_at(std::int64_t index);

// An owned picture of one colour per texel, top row first.
ImageBuffer picture(ImageSize size, const std::vector<Rgba>& texels);

class Stage {
 public:
  explicit Stage(RendererOptions options = {.size = {64, 36}});
  // Fails the test when the preset does not compile.
  void add(std::string_view name, std::string_view fragment);
  // Draws and reads frame `index`; fails the test on errors.
  const ImageBuffer& frame(const VisualState& state, std::int64_t index = 0,
                           std::span<const PictureView> pictures = {});
  // A complete step at frame `index`.
  void step(const VisualState& state, std::int64_t index,
            Renderer::StepDepth depth = Renderer::StepDepth::kComplete);
  // What the renderer carries on, read out at once.
  RenderState buffers();
  [[nodiscard]] Renderer& renderer() { return renderer_; }
  [[nodiscard]] Rgba at(int x, int y) const { return pixel(image_.view(), x, y); }
  [[nodiscard]] Hash128 hash() const { return frame_hash(image_.view()); }
  [[nodiscard]] ImageView view() const { return image_.view(); }

 private:
  Renderer renderer_;
  ImageBuffer image_;
};

}  // namespace reprise::render
