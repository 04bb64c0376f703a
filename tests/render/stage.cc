#include "tests/render/stage.h"

#include <cstdlib>
#include <cstring>
#include <limits>

#include <gtest/gtest.h>

#include "core/base/check.h"
#include "core/base/time.h"

// Mesa and LLVM keep global tables until the process ends.
extern "C" const char* __lsan_default_suppressions();  // NOLINT: the sanitizer's own name
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libLLVM\nleak:libgallium\nleak:swrast_dri\nleak:libEGL\nleak:libGLdispatch\nleak:"
         "libGL\n";
}

namespace reprise::render {
namespace {

// Before main(), so before any thread or GL call.
const bool kEnvironmentIsSet = [] {
  for (const auto& [name, value] : mesa_environment(GlMode::kPortable, 1)) {
    setenv(name.c_str(), value.c_str(), 1);
  }
  return true;
}();

Renderer make_renderer(RendererOptions options) {
  options.mode = GlMode::kPortable;
  Result<Renderer> renderer = Renderer::create(options);
  if (!renderer) {
    ADD_FAILURE() << renderer.error().message;
  }
  CHECK(renderer.has_value());
  return std::move(*renderer);
}

template <typename Component>
Rgba components(const ImageView& image, int x, int y) {
  std::array<Component, 4> values{};
  std::memcpy(values.data(), image.row(y).data() + static_cast<std::size_t>(x) * sizeof values,
              sizeof values);
  return {values[0], values[1], values[2], values[3]};
}

}  // namespace

Rgba pixel(const ImageView& image, int x, int y) {
  return components<std::uint8_t>(image, x, y);
}

Rgba pixel16(const ImageView& image, int x, int y) {
  return components<std::uint16_t>(image, x, y);
}

PresetBundle bundle(std::string_view name, std::string_view fragment) {
  PresetSource source;
  source.name = std::string(name);
  source.fragment = std::string(fragment);
  Result<isf::Preset> preset = isf::parse_preset(source);
  if (!preset) {
    ADD_FAILURE() << preset.error().message;
  }
  CHECK(preset.has_value());
  return {std::move(*preset), {}};
}

InputValue number(std::string_view name, float value) {
  return {std::string(name), InputType::kFloat, {value}, -1, {}};
}

LayerState layer(std::string_view preset, std::vector<InputValue> inputs) {
  LayerState state;
  state.preset = std::string(preset);
  state.inputs = std::move(inputs);
  return state;
}

VisualState show(std::vector<LayerState> layers) {
  VisualState state;
  state.scene.name = "scene";
  state.scene.layers = std::move(layers);
  return state;
}

FrameClock clock_at(std::int64_t index) {
  const FrameGrid grid{{60, 1}, kRate};
  FrameClock clock;
  clock.sample = grid.sample_of({index});
  clock.frame_index = index;
  clock.time = seconds_of(clock.sample, kRate);
  clock.unix_ns = kFileEpochNs + nanoseconds_of(clock.sample, kRate);
  if (index > 0) {
    clock.previous = grid.sample_of({index - 1});
    clock.time_delta = clock.time - seconds_of(clock.previous, kRate);
  }
  return clock;
}

ImageBuffer picture(ImageSize size, const std::vector<Rgba>& texels) {
  ImageBuffer image(size, PixelFormat::kRgba8);
  CHECK(texels.size() * 4 == image.size_bytes());
  for (std::size_t i = 0; i < image.size_bytes(); ++i) {
    image.data()[i] = static_cast<std::byte>(texels[i / 4][i % 4]);
  }
  return image;
}

Stage::Stage(RendererOptions options) : renderer_(make_renderer(options)) {
  CHECK(kEnvironmentIsSet);
}

void Stage::add(std::string_view name, std::string_view fragment) {
  const Status added = renderer_.add_preset(bundle(name, fragment));
  ASSERT_TRUE(added) << added.error().message;
}

const ImageBuffer& Stage::frame(const VisualState& state, std::int64_t index,
                                std::span<const PictureView> pictures) {
  const Status drawn = renderer_.draw(state, clock_at(index), pictures);
  EXPECT_TRUE(drawn) << drawn.error().message;
  const Status read = renderer_.read(image_);
  EXPECT_TRUE(read) << read.error().message;
  return image_;
}

void Stage::step(const VisualState& state, std::int64_t index, Renderer::StepDepth depth) {
  const Status stepped = renderer_.step(state, clock_at(index), {}, depth);
  EXPECT_TRUE(stepped) << stepped.error().message;
}

RenderState Stage::buffers() {
  EXPECT_TRUE(renderer_.add_blend_modes({}));  // makes its context current
  BufferSnapshot snapshot = renderer_.snapshot();
  for (bool complete = false; !complete;) {
    auto read = snapshot.read(std::numeric_limits<std::size_t>::max());
    EXPECT_TRUE(read);
    complete = read.value_or(true);
  }
  return snapshot.take();
}

}  // namespace reprise::render
