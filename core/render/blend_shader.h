// The GLSL of compositing: one small fragment shader per combination of what it has to do, so that
// the software rasterizer never computes a mode that nobody asked for. Text only. Any thread.
//
// Compositing and Blending Level 1 on encoded sRGB values, with s the layer (alpha times opacity)
// and b the backdrop, straight alpha in and out:
//   colour · alpha = sa·((1 − ba)·s + ba·B(b, s)) + (1 − sa)·ba·b,  alpha = sa + ba − sa·ba
// and for add (CSS's plus-lighter): colour · alpha = min(1, sa·s + ba·b), alpha = min(1, sa + ba).
#pragma once

#include <string>

#include "core/model/visual_state.h"

namespace reprise::render {

struct BlendShaderKey {
  BlendMode mode = BlendMode::kNormal;
  bool keep_alpha = false;     // else the backdrop's alpha is 1 and the result's, too
  bool flat_backdrop = false;  // a colour instead of a texture
  bool scaled_layer = false;   // the layer's size is not the stack's: sampled LINEAR
  friend auto operator<=>(const BlendShaderKey&, const BlendShaderKey&) = default;
};

// Uniforms: sampler2D layer (unit 0), backdrop (unit 1); vec4 backdrop_color; vec2 stack_size;
// float opacity, layer_opaque, backdrop_opaque (1: show that alpha as 1), gain (of the colours).
std::string blend_fragment_shader(const BlendShaderKey& key);

// mix(start, end, progress) of two pictures, in premultiplied colours. Uniforms: sampler2D start
// (unit 0), end (unit 1); float progress, start_opaque, end_opaque.
std::string crossfade_fragment_shader(bool keep_alpha);

// Four corners from gl_VertexID.
std::string quad_vertex_shader();

}  // namespace reprise::render
