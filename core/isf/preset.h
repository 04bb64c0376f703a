// An ISF preset, parsed: what it declares (PresetInfo) and the GLSL that a GL driver compiles.
// No GL, no files: text in, text out. Values; any thread.
#pragma once

#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/model/preset_info.h"

namespace reprise::isf {

struct Preset {
  std::string name;
  PresetInfo info;
  std::string fragment_code;  // the author's file without its JSON header, lines kept in place
  std::string vertex_code;    // the author's vertex shader, or the default one
};

// Parses the header (v1 and v2, lenient JSON) and resolves every default by ISF's rules.
// kInvalid with the author's line and the JSON path when the header cannot be understood, and when
// limits are exceeded (256 inputs, 64 passes, 1 MiB of text).
Result<Preset> parse_preset(const PresetSource& source);

enum class GlslVersion { k450, k330 };  // try 450 first, 330 when it does not compile

struct ShaderPair {
  std::string vertex;
  std::string fragment;
};
// Complete sources for the driver. The fragment's output is location 0.
// Draw 4 vertices as a triangle strip; there are no attributes, gl_VertexID makes a quad whose
// corners are exactly the target's. (Not one big triangle: vertex shaders clamp what they hand on
// to 0 .. 1, which is right only when the corners lie there.)
// Every pass draws upright, bottom row first, so that gl_FragCoord, isf_FragNormCoord and textures
// agree; turning the picture for read-back is the compositor's work. Imported and input pictures
// are therefore uploaded bottom row first.
// Uniforms: those of ISF (PASSINDEX, RENDERSIZE, TIME, TIMEDELTA, DATE, FRAMEINDEX, inputs, targets
// and imports as samplers) and, per sampler NAME, _NAME_imgRect (0, 0, 1, 1), _NAME_imgSize (the
// texture's size in pixels) and _NAME_flip (false). A driver leaves out those that are not used.
//
// With `pass` ≥ 0 the sources are those of that one pass: PASSINDEX is a constant and the compiler
// drops the other passes' code. Prefer one program a pass: llvmpipe runs both sides of an `if`, so
// with a uniform PASSINDEX every pass pays for all of them (20 times the cost, measured).
inline constexpr int kEveryPass = -1;

// How the fragment shader gets the clock and the inputs that are no pictures; their values and the
// frames are the same. llvmpipe (Mesa 22.3) loads a uniform anew for each of four pixels, with
// bounds checks, some 15 instructions a component; what the vertices hand on flat costs two.
enum class InputPath { kUniform, kFlatVarying };

ShaderPair translate(const Preset& preset, GlslVersion version, int pass = kEveryPass,
                     InputPath path = InputPath::kUniform);

// Whether every pass surely writes every pixel of its target, so that nobody has to clear it: no
// pixel is discarded, and the quad's corners are left where isf_vertShaderInit() puts them.
bool covers_target(const Preset& preset);

// What an input, target or import called `name` is called in those sources: "filter" and other
// names that GLSL has reserved since ISF began have a prefix there.
std::string glsl_name(std::string_view name);

// Rewrites a driver's log ("0:12(3): error: …") so that it names the author's file and line:
// "NAME.fs:12: error: …", "NAME.vs:…" for the vertex shader; lines that point into the preamble
// keep the driver's words. Knows the logs of Mesa, NVIDIA and the glslang family.
std::string explain_compile_log(const Preset& preset, std::string_view log);

}  // namespace reprise::isf
