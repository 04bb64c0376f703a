// reprise_frame_hash [MODE [THREADS]]: draws a few small frames that use much of a GPU's arithmetic
// and prints their hashes, one a line. Tests compare its output from run to run, for any number of
// rasterizer threads, and on other CPU models under qemu-user.
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/render/renderer.h"

namespace reprise::render {
namespace {

constexpr std::string_view kMaths = R"(/*{"INPUTS":[{"NAME":"v","TYPE":"float","DEFAULT":0.37}]}*/
float hash(vec2 p) { return fract(sin(dot(p, vec2(12.9898, 78.233))) * 43758.5453); }
void main() {
  vec2 p = isf_FragNormCoord * 7.0 - 3.0;
  float r = length(p) + 0.001;
  float a = atan(p.y, p.x) + asin(clamp(p.x / 3.0, -1.0, 1.0)) + acos(clamp(p.y / 3.0, -1.0, 1.0));
  float e = pow(r, 1.7) + exp(-r) + log(r) + exp2(p.x) + log2(r) + inversesqrt(r) + tan(p.x * 0.3);
  vec3 n = normalize(vec3(p, v)) * mat3(0.36, 0.48, -0.8, -0.8, 0.6, 0.0, 0.48, 0.64, 0.6);
  vec3 c = 0.5 + 0.5 * cos(a + e + TIME + n * 5.0) + 0.1 * hash(gl_FragCoord.xy);
  gl_FragColor = vec4(mix(c, fract(n * 3.0), smoothstep(0.0, 2.0, r)) + fwidth(e) * 0.05, 0.8);
})";

constexpr std::string_view kTrail = R"(/*{"PASSES":[
  {"TARGET":"fine","PERSISTENT":true,"FLOAT":true},
  {"TARGET":"coarse","PERSISTENT":true,"WIDTH":"$WIDTH/3","HEIGHT":"$HEIGHT/3"},{}]}*/
void main() {
  vec2 uv = isf_FragNormCoord;
  vec4 old = IMG_NORM_PIXEL(fine, (uv - 0.5) * 0.97 + 0.5);
  if (PASSINDEX == 0) gl_FragColor = old * 0.93 + vec4(uv, sin(TIME * 9.0 + uv.x * 6.0), 1.0) * 0.1;
  if (PASSINDEX == 1) gl_FragColor = mix(IMG_THIS_NORM_PIXEL(coarse), old, 0.4);
  if (PASSINDEX == 2) gl_FragColor = vec4(abs(old.rgb - IMG_THIS_NORM_PIXEL(coarse).rgb * 0.5), 1.0);
})";

constexpr std::string_view kSwirl = R"(/*{"INPUTS":[{"NAME":"inputImage","TYPE":"image"}]}*/
void main() {
  vec2 p = isf_FragNormCoord - 0.5;
  float a = 3.0 * exp(-dot(p, p) * 4.0);
  gl_FragColor = IMG_NORM_PIXEL(inputImage, mat2(cos(a), sin(a), -sin(a), cos(a)) * p + 0.5);
})";

// Three layers over each other, blended by modes that divide and take roots.
VisualState state_of(int frame) {
  VisualState state;
  state.scene.background = {0.3F, 0.2F, 0.1F, 1};
  for (std::string_view preset : {"maths", "trail", "swirl"}) {
    LayerState layer;
    layer.preset = preset;
    layer.inputs = {{"v", InputType::kFloat, {0.37F}, -1, {}}};
    layer.opacity = 0.7F;
    state.scene.layers.push_back(layer);
  }
  state.scene.layers[0].alpha = AlphaPolicy::kStraight;
  state.scene.layers[1].blend = BlendMode::kLuminosity;
  state.scene.layers[2].blend = BlendMode::kSoftLight;
  if (frame == 1) {
    state.outgoing = state.scene;
    state.scene.entry = 1;
    state.transition.progress = 0.3F;
  }
  state.master = 0.9F;
  return state;
}

Status add(Renderer& renderer, std::string_view name, std::string_view fragment) {
  TRY_ASSIGN(isf::Preset preset,
             isf::parse_preset({std::string(name), std::string(fragment), {}, {}}));
  return renderer.add_preset({std::move(preset), {}});
}

Status print_hashes(GlMode mode) {
  TRY_ASSIGN(Renderer renderer, Renderer::create({.mode = mode, .size = {64, 36}}));
  TRY(add(renderer, "maths", kMaths));
  TRY(add(renderer, "trail", kTrail));
  TRY(add(renderer, "swirl", kSwirl));
  ImageBuffer image;
  for (int frame = 0; frame < 2; ++frame) {
    FrameClock clock;
    clock.sample = {frame * 800};
    clock.previous = {(frame - 1) * 800};
    clock.frame_index = frame;
    clock.time = frame / 60.0;
    const VisualState state = state_of(frame);
    TRY(renderer.step(state, clock, {}, Renderer::StepDepth::kComplete));
    TRY(renderer.draw(state, clock, {}));
    TRY(renderer.read(image));
    std::printf("%s\n", to_hex(frame_hash(image.view())).c_str());
  }
  return {};
}

}  // namespace
}  // namespace reprise::render

int main(int argc, char** argv) {
  using namespace reprise::render;
  const GlMode mode =
      argc > 1 ? gl_mode_by_name(argv[1]).value_or(GlMode::kPortable) : GlMode::kPortable;
  const int threads = argc > 2 ? std::atoi(argv[2]) : -1;
  for (const auto& [name, value] : mesa_environment(mode, threads)) {
    setenv(name.c_str(), value.c_str(), 1);
  }
  if (const reprise::Status printed = print_hashes(mode); !printed) {
    std::fprintf(stderr, "%s\n", printed.error().message.c_str());
    return 1;
  }
  return 0;
}
