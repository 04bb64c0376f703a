// A preset compiled for the GPU: a program for each pass, where its uniforms lie, and the passes
// with their targets resolved. It draws nothing by itself (see layer_painter.h). One context, one
// thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/isf/preset.h"
#include "core/isf/size_expression.h"
#include "core/render/gl_objects.h"
#include "core/render/renderer.h"

namespace reprise::render {

// Where a sampler's texture comes from; `index` counts in that list.
enum class SamplerSource : std::uint8_t { kInput, kTarget, kImport };

struct SamplerSlot {
  SamplerSource source = SamplerSource::kInput;
  std::size_t index = 0;
  bool cube = false;
  int unit = 0;
  int size_location = -1;  // of _NAME_imgSize
};

// A plain input: indexed as PresetInfo::inputs. −1: not used by the shader, or a texture.
struct InputSlot {
  InputType type = InputType::kFloat;
  int location = -1;
};

struct StandardUniforms {
  int render_size = -1;
  int time = -1;
  int time_delta = -1;
  int date = -1;
  int frame_index = -1;
};

// The program of one pass, in which PASSINDEX is a constant: the GPU never runs another pass's
// code.
struct PassShader {
  ProgramName program;
  StandardUniforms uniforms;
  std::vector<InputSlot> inputs;      // indexed as PresetInfo::inputs
  std::vector<SamplerSlot> samplers;  // those that the shader uses
};

struct ProgramPass {
  static constexpr std::size_t kNoTarget = static_cast<std::size_t>(-1);
  std::size_t target = kNoTarget;  // index in targets
  isf::SizeExpression width;
  isf::SizeExpression height;
  TextureFormat format = TextureFormat::kRgba8;
};

struct ProgramTarget {
  std::string name;
  bool persistent = false;
  ProgramPass until_drawn;  // the first pass that draws into it: its size and format until then
};

struct ImportTexture {
  std::unique_ptr<Texture> picture;  // exactly one of the two
  std::unique_ptr<CubeTexture> cube;
};

// The driver that a program is made for.
struct ShaderTarget {
  bool modern = false;    // knows GLSL 450
  bool software = false;  // pays for every uniform of every pixel: see isf::InputPath
};

struct PresetProgram {
  std::string name;
  PresetInfo info;
  Hash128 code;                        // of the author's shaders
  bool covers_target = false;          // isf::covers_target
  std::vector<ProgramTarget> targets;  // last come those that no pass draws
  std::vector<ProgramPass> passes;
  std::vector<PassShader> shaders;     // indexed as passes
  std::vector<ImportTexture> imports;  // indexed as PresetInfo::imports

  // Passes up to and with the last persistent one; 0 when there is none.
  [[nodiscard]] std::size_t persistent_pass_count() const;

  // GLSL 450 (where it is known), then 330. kInvalid with the author's file and line; kUnsupported
  // when the shader samples more textures than the GPU can.
  static Result<PresetProgram> create(const PresetBundle& bundle, const ShaderTarget& target);
};

// Tightly packed texels, bottom row first.
Bytes flip_rows(const ImageView& image);

}  // namespace reprise::render
