#include "core/render/blend_shader.h"

#include <array>
#include <string_view>

namespace reprise::render {
namespace {

// B(b, s) of a mode: per channel (float b, s → float) or of colours (vec3 b, s → vec3).
struct ModeCode {
  bool separable;
  std::string_view expression;
};
// Indexed by BlendMode; the words are those of W3C Compositing and Blending Level 1, section 10.
constexpr std::array<ModeCode, 17> kModes{{
    {true, "s"},
    {true, "b * s"},
    {true, "b + s - b * s"},
    {true, "hard_light(s, b)"},
    {true, "min(b, s)"},
    {true, "max(b, s)"},
    {true, "b <= 0.0 ? 0.0 : (s >= 1.0 ? 1.0 : min(1.0, b / (1.0 - s)))"},
    {true, "b >= 1.0 ? 1.0 : (s <= 0.0 ? 0.0 : 1.0 - min(1.0, (1.0 - b) / s))"},
    {true, "hard_light(b, s)"},
    {true, "s <= 0.5 ? b - (1.0 - 2.0 * s) * b * (1.0 - b) : b + (2.0 * s - 1.0) * (soft(b) - b)"},
    {true, "abs(b - s)"},
    {true, "b + s - 2.0 * b * s"},
    {false, "set_luminosity(set_saturation(s, saturation(b)), luminosity(b))"},
    {false, "set_luminosity(set_saturation(b, saturation(s)), luminosity(b))"},
    {false, "set_luminosity(s, luminosity(b))"},
    {false, "set_luminosity(b, luminosity(s))"},
    {true, "s"},  // add: not of this form, see PLUS
}};

constexpr std::string_view kFunctions = R"(
float hard_light(float b, float s) {
  return s <= 0.5 ? b * 2.0 * s : b + (2.0 * s - 1.0) - b * (2.0 * s - 1.0);
}
float soft(float b) { return b <= 0.25 ? ((16.0 * b - 12.0) * b + 4.0) * b : sqrt(b); }
float least(vec3 c) { return min(c.r, min(c.g, c.b)); }
float greatest(vec3 c) { return max(c.r, max(c.g, c.b)); }
float luminosity(vec3 c) { return 0.3 * c.r + 0.59 * c.g + 0.11 * c.b; }
float saturation(vec3 c) { return greatest(c) - least(c); }
vec3 set_luminosity(vec3 c, float wanted) {
  c += wanted - luminosity(c);
  float l = luminosity(c);
  float n = least(c);
  float x = greatest(c);
  if (n < 0.0) { c = l + (c - l) * l / (l - n); }
  if (x > 1.0) { c = l + (c - l) * (1.0 - l) / (x - l); }
  return c;
}
vec3 set_saturation(vec3 c, float wanted) {
  float range = saturation(c);
  return range > 0.0 ? (c - least(c)) * wanted / range : vec3(0.0);
}
)";

constexpr std::string_view kBlendMain = R"(
uniform sampler2D layer;
uniform sampler2D backdrop;
uniform vec4 backdrop_color;
uniform vec2 stack_size;
uniform float opacity, layer_opaque, backdrop_opaque, gain;
out vec4 result;
void main() {
  ivec2 texel = ivec2(gl_FragCoord.xy);
#ifdef SCALED_LAYER
  vec4 s = texture(layer, gl_FragCoord.xy / stack_size);
#else
  vec4 s = texelFetch(layer, texel, 0);
#endif
#ifdef FLAT_BACKDROP
  vec4 b = backdrop_color;
#else
  vec4 b = texelFetch(backdrop, texel, 0);
#endif
  s = clamp(s, 0.0, 1.0);
  float sa = max(s.a, layer_opaque) * opacity;
#ifdef KEEP_ALPHA
  float ba = max(b.a, backdrop_opaque);
#ifdef PLUS
  vec3 color = min(vec3(1.0), sa * s.rgb + ba * b.rgb);
  float alpha = min(1.0, sa + ba);
#else
  vec3 mixed = (1.0 - ba) * s.rgb + ba * blend(b.rgb, s.rgb);
  vec3 color = sa * mixed + (1.0 - sa) * ba * b.rgb;
  float alpha = sa + ba - sa * ba;
#endif
  result = alpha > 0.0 ? vec4(gain * color / alpha, alpha) : vec4(0.0);
#else
#ifdef PLUS
  vec3 color = min(vec3(1.0), sa * s.rgb + b.rgb);
#else
  vec3 color = sa * blend(b.rgb, s.rgb) + (1.0 - sa) * b.rgb;
#endif
  result = vec4(gain * color, 1.0);
#endif
}
)";

constexpr std::string_view kCrossfadeMain = R"(
uniform sampler2D start;
uniform sampler2D end;
uniform float progress, start_opaque, end_opaque;
out vec4 result;
void main() {
  vec4 a = texelFetch(start, ivec2(gl_FragCoord.xy), 0);
  vec4 z = texelFetch(end, ivec2(gl_FragCoord.xy), 0);
#ifdef KEEP_ALPHA
  a.a = max(a.a, start_opaque);
  z.a = max(z.a, end_opaque);
  float alpha = (1.0 - progress) * a.a + progress * z.a;
  vec3 color = (1.0 - progress) * a.a * a.rgb + progress * z.a * z.rgb;
  result = alpha > 0.0 ? vec4(color / alpha, alpha) : vec4(0.0);
#else
  result = vec4((1.0 - progress) * a.rgb + progress * z.rgb, 1.0);
#endif
}
)";

std::string define_if(bool wanted, std::string_view name) {
  return wanted ? "#define " + std::string(name) + "\n" : std::string();
}

std::string blend_function(BlendMode mode) {
  const ModeCode& code = kModes[static_cast<std::size_t>(mode)];
  const std::string expression(code.expression);
  if (!code.separable) {
    return "vec3 blend(vec3 b, vec3 s) { return " + expression + "; }\n";
  }
  return "float channel(float b, float s) { return " + expression +
         "; }\n"
         "vec3 blend(vec3 b, vec3 s) {\n"
         "  return vec3(channel(b.r, s.r), channel(b.g, s.g), channel(b.b, s.b));\n"
         "}\n";
}

constexpr std::string_view kVersion = "#version 330 core\n";

}  // namespace

std::string blend_fragment_shader(const BlendShaderKey& key) {
  return std::string(kVersion) + define_if(key.keep_alpha, "KEEP_ALPHA") +
         define_if(key.flat_backdrop, "FLAT_BACKDROP") +
         define_if(key.scaled_layer, "SCALED_LAYER") +
         define_if(key.mode == BlendMode::kAdd, "PLUS") + std::string(kFunctions) +
         blend_function(key.mode) + std::string(kBlendMain);
}

std::string crossfade_fragment_shader(bool keep_alpha) {
  return std::string(kVersion) + define_if(keep_alpha, "KEEP_ALPHA") + std::string(kCrossfadeMain);
}

std::string quad_vertex_shader() {
  return std::string(kVersion) +
         "void main() {\n"
         "  gl_Position = vec4(vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0, 0.0, 1.0);\n"
         "}\n";
}

}  // namespace reprise::render
