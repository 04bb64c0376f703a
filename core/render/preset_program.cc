#include "core/render/preset_program.h"

#include <algorithm>
#include <array>

#include <glad/gl.h>

#include "core/base/check.h"
#include "core/base/hash.h"
#include "core/base/text.h"

namespace reprise::render {
namespace {

constexpr std::size_t kShownLogLines = 5;

std::size_t count_errors(std::string_view log) {
  std::size_t count = 0;
  for (std::size_t at = log.find("error"); at != std::string_view::npos;
       at = log.find("error", at + 1)) {
    ++count;
  }
  return count;
}

// One line of at most kShownLogLines of the driver's.
std::string one_line(std::string_view log) {
  std::vector<std::string> lines;
  for (const std::string& line : split(log, '\n')) {
    if (!trim(line).empty() && lines.size() < kShownLogLines) {
      lines.emplace_back(trim(line));
    }
  }
  return join(lines, "; ");
}

// What a driver is given, in order of preference.
struct Dialect {
  isf::GlslVersion version;
  isf::InputPath path;
};
std::vector<Dialect> dialects(const ShaderTarget& target) {
  std::vector<Dialect> all;
  for (isf::InputPath path : {isf::InputPath::kFlatVarying, isf::InputPath::kUniform}) {
    for (isf::GlslVersion version : {isf::GlslVersion::k450, isf::GlslVersion::k330}) {
      const bool known = version == isf::GlslVersion::k330 || target.modern;
      if (known && (path == isf::InputPath::kUniform || target.software)) {
        all.push_back({version, path});
      }
    }
  }
  return all;
}

// Words that one version reserves fail only there, so the log with fewer errors is the author's.
Result<ProgramName> compile(const isf::Preset& preset, int pass, const ShaderTarget& target) {
  std::string best_log;
  for (const Dialect& dialect : dialects(target)) {
    const isf::ShaderPair pair = isf::translate(preset, dialect.version, pass, dialect.path);
    Result<ProgramName> program = link_program(pair.vertex, pair.fragment);
    if (program) {
      return program;
    }
    const std::string& log = program.error().message;
    if (best_log.empty() || count_errors(log) < count_errors(best_log)) {
      best_log = log;
    }
  }
  return fail(ErrorCode::kInvalid, "preset '" + preset.name + "' does not compile: " +
                                       one_line(isf::explain_compile_log(preset, best_log)));
}

bool is_texture(InputType type) {
  return component_count(type) == 0;
}

StandardUniforms find_standard_uniforms(const ProgramName& program) {
  return {uniform_location(program, "RENDERSIZE"), uniform_location(program, "TIME"),
          uniform_location(program, "TIMEDELTA"), uniform_location(program, "DATE"),
          uniform_location(program, "FRAMEINDEX")};
}

int named_location(const PassShader& shader, const std::string& name) {
  return uniform_location(shader.program, isf::glsl_name(name));
}

// The program is in use. What never changes is set here, once.
void add_sampler(PassShader& shader, const std::string& name, SamplerSource source,
                 std::size_t index, bool cube) {
  const int location = named_location(shader, name);
  const int size_location = uniform_location(shader.program, "_" + name + "_imgSize");
  if (location < 0 && size_location < 0) {
    return;
  }
  SamplerSlot slot{source, index, cube, static_cast<int>(shader.samplers.size()), size_location};
  glUniform1i(location, slot.unit);
  glUniform4f(uniform_location(shader.program, "_" + name + "_imgRect"), 0, 0, 1, 1);
  glUniform1i(uniform_location(shader.program, "_" + name + "_flip"), 0);
  shader.samplers.push_back(slot);
}

void add_inputs(PassShader& shader, const PresetInfo& info) {
  for (std::size_t i = 0; i < info.inputs.size(); ++i) {
    const PresetInput& input = info.inputs[i];
    if (is_texture(input.type)) {
      add_sampler(shader, input.name, SamplerSource::kInput, i, input.type == InputType::kCube);
      shader.inputs.push_back({input.type, -1});
    } else {
      shader.inputs.push_back({input.type, named_location(shader, input.name)});
    }
  }
}

// Its target is left open.
Result<ProgramPass> make_pass(const PresetPass& pass) {
  TRY_ASSIGN(isf::SizeExpression width, isf::SizeExpression::parse(pass.width));
  TRY_ASSIGN(isf::SizeExpression height, isf::SizeExpression::parse(pass.height));
  return ProgramPass{ProgramPass::kNoTarget, std::move(width), std::move(height),
                     pass.float32 ? TextureFormat::kRgba32f : TextureFormat::kRgba8};
}

// The target `name`, which is new when `pass` is the first that draws into it.
std::size_t target_index(PresetProgram& preset, const std::string& name, const ProgramPass& pass) {
  const auto found = std::ranges::find(preset.targets, name, &ProgramTarget::name);
  if (found == preset.targets.end()) {
    preset.targets.push_back({name, false, pass});
    return preset.targets.size() - 1;
  }
  return static_cast<std::size_t>(found - preset.targets.begin());
}

Status add_passes(PresetProgram& preset) {
  for (const PresetPass& pass : preset.info.passes) {
    TRY_ASSIGN(ProgramPass made, make_pass(pass));
    if (!pass.target.empty()) {
      made.target = target_index(preset, pass.target, made);
      ProgramTarget& target = preset.targets[made.target];
      target.persistent = target.persistent || pass.persistent;
    }
    preset.passes.push_back(std::move(made));
  }
  CHECK(!preset.passes.empty());
  for (const PresetPass& buffer : preset.info.undrawn) {
    TRY_ASSIGN(ProgramPass never, make_pass(buffer));
    preset.targets.push_back({buffer.target, false, std::move(never)});
  }
  return {};
}

Result<ImportTexture> make_import(std::span<const ImageView> faces, bool cube) {
  ImportTexture import;
  if (cube) {
    std::array<ImageView, 6> six{};
    std::ranges::copy(faces, six.begin());
    TRY_ASSIGN(CubeTexture texture, CubeTexture::create(six));
    import.cube = std::make_unique<CubeTexture>(std::move(texture));
    return import;
  }
  const ImageView& image = faces[0];
  const TextureFormat format =
      image.format == PixelFormat::kRgba8 ? TextureFormat::kRgba8 : TextureFormat::kRgba16;
  TRY_ASSIGN(Texture texture, Texture::create(image.size, format));
  texture.upload(flip_rows(image).data());
  import.picture = std::make_unique<Texture>(std::move(texture));
  return import;
}

Status add_imports(PresetProgram& preset, std::span<const ImageView> images) {
  for (const PresetImport& import : preset.info.imports) {
    const std::size_t count = import.cube ? 6 : 1;
    if (images.size() < count || import.paths.size() != count) {
      return fail(ErrorCode::kNotFound, "the picture of import '" + import.name + "' is missing");
    }
    Result<ImportTexture> texture = make_import(images.first(count), import.cube);
    if (!texture) {
      return fail(std::move(texture).error().with_context("import '" + import.name + "'"));
    }
    preset.imports.push_back(std::move(*texture));
    images = images.subspan(count);
  }
  return {};
}

Status check_sampler_count(const PassShader& shader) {
  GLint limit = 0;
  glGetIntegerv(GL_MAX_TEXTURE_IMAGE_UNITS, &limit);
  if (shader.samplers.size() > static_cast<std::size_t>(limit)) {
    return fail(ErrorCode::kUnsupported, "the shader samples " +
                                             std::to_string(shader.samplers.size()) +
                                             " textures, the GPU allows " + std::to_string(limit));
  }
  return {};
}

Result<PassShader> make_shader(const PresetProgram& preset, const isf::Preset& source, int pass,
                               const ShaderTarget& target) {
  PassShader shader;
  TRY_ASSIGN(shader.program, compile(source, pass, target));
  glUseProgram(shader.program.get());
  shader.uniforms = find_standard_uniforms(shader.program);
  add_inputs(shader, preset.info);
  for (std::size_t i = 0; i < preset.targets.size(); ++i) {
    add_sampler(shader, preset.targets[i].name, SamplerSource::kTarget, i, false);
  }
  for (std::size_t i = 0; i < preset.info.imports.size(); ++i) {
    const PresetImport& import = preset.info.imports[i];
    add_sampler(shader, import.name, SamplerSource::kImport, i, import.cube);
  }
  if (Status counted = check_sampler_count(shader); !counted) {
    return fail(std::move(counted).error().with_context("preset '" + preset.name + "'"));
  }
  TRY(check_gl("the set-up of the shader"));
  return shader;
}

Hash128 code_of(const isf::Preset& preset) {
  Xxh3Stream stream;
  update_with_part(stream, as_byte_span(preset.fragment_code));
  update_with_part(stream, as_byte_span(preset.vertex_code));
  return stream.digest();
}

}  // namespace

std::size_t PresetProgram::persistent_pass_count() const {
  std::size_t count = 0;
  for (std::size_t i = 0; i < passes.size(); ++i) {
    if (passes[i].target != ProgramPass::kNoTarget && targets[passes[i].target].persistent) {
      count = i + 1;
    }
  }
  return count;
}

Result<PresetProgram> PresetProgram::create(const PresetBundle& bundle,
                                            const ShaderTarget& target) {
  PresetProgram preset;
  preset.name = bundle.preset.name;
  preset.code = code_of(bundle.preset);
  preset.info = bundle.preset.info;
  preset.covers_target = isf::covers_target(bundle.preset);
  TRY(add_passes(preset));
  for (std::size_t pass = 0; pass < preset.passes.size(); ++pass) {
    TRY_ASSIGN(PassShader shader,
               make_shader(preset, bundle.preset, static_cast<int>(pass), target));
    preset.shaders.push_back(std::move(shader));
  }
  if (Status filled = add_imports(preset, bundle.imports); !filled) {
    return fail(std::move(filled).error().with_context("preset '" + preset.name + "'"));
  }
  return preset;
}

Bytes flip_rows(const ImageView& image) {
  Bytes rows;
  rows.reserve(static_cast<std::size_t>(image.size.width) *
               static_cast<std::size_t>(image.size.height) * bytes_per_pixel(image.format));
  for (std::int32_t y = image.size.height - 1; y >= 0; --y) {
    const ByteSpan row = image.row(y);
    rows.insert(rows.end(), row.begin(), row.end());
  }
  return rows;
}

}  // namespace reprise::render
