// Frames drawn and read back at 720p and 1080p, for shaders from nothing to medium, and reading
// back alone. Set the GL mode by the environment of mesa_environment(); the label says what was
// measured. CPU time is the process's, rasterizer threads included.
#include <string>
#include <string_view>

#include <benchmark/benchmark.h>

#include "core/render/renderer.h"

namespace reprise::render {
namespace {

constexpr std::string_view kClear = "/*{}*/\nvoid main() { gl_FragColor = vec4(0.5); }";

constexpr std::string_view kGradient =
    "/*{}*/\nvoid main() { gl_FragColor = vec4(isf_FragNormCoord, fract(TIME), 1.0); }";

constexpr std::string_view kMedium = R"(/*{}*/
void main() {
  vec2 p = isf_FragNormCoord * 6.0;
  float v = 0.0;
  for (int i = 1; i <= 6; ++i) {
    p += vec2(sin(p.y * float(i) + TIME), cos(p.x * float(i) - TIME)) / float(i);
    v += length(fract(p) - 0.5);
  }
  gl_FragColor = vec4(0.5 + 0.5 * cos(v + vec3(0.0, 2.0, 4.0)), 1.0);
})";

constexpr std::string_view kFeedback = R"(/*{"PASSES":[
  {"TARGET":"trail","PERSISTENT":true,"FLOAT":true},{}]}*/
void main() {
  vec2 uv = isf_FragNormCoord;
  if (PASSINDEX == 0) {
    vec4 old = IMG_NORM_PIXEL(trail, (uv - 0.5) * 0.99 + 0.5);
    float dot_here = step(distance(uv, vec2(0.5 + 0.3 * sin(TIME), 0.5)), 0.05);
    gl_FragColor = old * 0.97 + dot_here;
  } else {
    gl_FragColor = IMG_THIS_NORM_PIXEL(trail);
  }
})";

struct Scenario {
  std::string_view name;
  std::string_view fragment;
  int layers = 1;
  BlendMode blend = BlendMode::kNormal;
  bool steps = false;
  bool read_only = false;  // one frame drawn, then only read
};
constexpr Scenario kScenarios[] = {
    {"read alone", kClear, 1, BlendMode::kNormal, false, true},
    {"clear", kClear},
    {"gradient", kGradient},
    {"medium", kMedium},
    {"feedback", kFeedback, 1, BlendMode::kNormal, true},
    {"two layers, screen", kGradient, 2, BlendMode::kScreen},
    {"two layers, luminosity", kGradient, 2, BlendMode::kLuminosity},
};
constexpr ImageSize kSizes[] = {{1280, 720}, {1920, 1080}};

VisualState state_of(const Scenario& scenario) {
  VisualState state;
  for (int i = 0; i < scenario.layers; ++i) {
    LayerState layer;
    layer.preset = "preset";
    layer.blend = i == 0 ? BlendMode::kNormal : scenario.blend;
    layer.opacity = i == 0 ? 1.0F : 0.5F;
    state.scene.layers.push_back(layer);
  }
  return state;
}

FrameClock clock_at(std::int64_t index) {
  FrameClock clock;
  clock.sample = {index * 800};
  clock.previous = {(index - 1) * 800};
  clock.frame_index = index;
  clock.time = static_cast<double>(index) / 60;
  clock.time_delta = 1.0 / 60;
  return clock;
}

bool draw_frame(Renderer& renderer, const Scenario& scenario, const VisualState& state,
                std::int64_t index) {
  const FrameClock clock = clock_at(index);
  if (scenario.steps && !renderer.step(state, clock, {}, Renderer::StepDepth::kComplete)) {
    return false;
  }
  return renderer.draw(state, clock, {}).has_value();
}

void run(benchmark::State& bench, const Scenario& scenario, ImageSize size) {
  Result<Renderer> renderer = Renderer::create({.size = size});
  Result<isf::Preset> preset =
      isf::parse_preset({"preset", std::string(scenario.fragment), {}, {}});
  if (!renderer || !preset || !renderer->add_preset({*preset, {}})) {
    bench.SkipWithError("no renderer, or the preset does not compile");
    return;
  }
  const VisualState state = state_of(scenario);
  ImageBuffer image;
  std::int64_t index = 0;
  bool good = draw_frame(*renderer, scenario, state, index++) && renderer->read(image);
  for (auto _ : bench) {
    good = good && (scenario.read_only || draw_frame(*renderer, scenario, state, index++)) &&
           renderer->read(image);
    if (!good) {
      bench.SkipWithError("drawing failed");
      return;
    }
  }
  bench.SetLabel(renderer->gl_info().renderer);
}

void register_all() {
  for (const Scenario& scenario : kScenarios) {
    for (const ImageSize& size : kSizes) {
      const std::string name = std::string(scenario.name) + "/" + std::to_string(size.height) + "p";
      benchmark::RegisterBenchmark(
          name.c_str(), [&scenario, size](benchmark::State& bench) { run(bench, scenario, size); })
          ->Unit(benchmark::kMillisecond)
          ->UseRealTime()
          ->MeasureProcessCPUTime();
    }
  }
}

const bool kRegistered = (register_all(), true);

}  // namespace
}  // namespace reprise::render
