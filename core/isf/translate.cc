#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "core/isf/glsl_names.h"
#include "core/isf/input_path.h"
#include "core/isf/line_numbers.h"
#include "core/isf/preset.h"
#include "core/isf/source_text.h"

namespace reprise::isf {
namespace {

enum class Stage { kVertex, kFragment };

// Functions, not macros: arguments may nest, and any sampler expression will do.
constexpr std::string_view kFragmentFunctions = R"(
vec2 IMG_SIZE(sampler2D image) { return vec2(textureSize(image, 0)); }
vec4 IMG_NORM_PIXEL(sampler2D image, vec2 at) { return texture(image, at); }
vec4 IMG_NORM_PIXEL(sampler2D image, vec2 at, float bias) { return texture(image, at, bias); }
vec4 IMG_NORM_PIXEL(samplerCube image, vec3 at) { return texture(image, at); }
vec4 IMG_NORM_PIXEL(samplerCube image, vec3 at, float bias) { return texture(image, at, bias); }
vec4 IMG_PIXEL(sampler2D image, vec2 at) { return texture(image, at / IMG_SIZE(image)); }
vec4 IMG_PIXEL(sampler2D image, vec2 at, float bias) {
  return texture(image, at / IMG_SIZE(image), bias);
}
vec4 IMG_THIS_PIXEL(sampler2D image) { return texture(image, isf_FragNormCoord); }
vec4 IMG_THIS_PIXEL(sampler2D image, float bias) { return texture(image, isf_FragNormCoord, bias); }
vec4 IMG_THIS_NORM_PIXEL(sampler2D image) { return texture(image, isf_FragNormCoord); }
vec4 IMG_THIS_NORM_PIXEL(sampler2D image, float bias) {
  return texture(image, isf_FragNormCoord, bias);
}
)";

// A vertex shader has no derivatives to choose a level by.
constexpr std::string_view kVertexFunctions = R"(
vec2 IMG_SIZE(sampler2D image) { return vec2(textureSize(image, 0)); }
vec4 IMG_NORM_PIXEL(sampler2D image, vec2 at) { return textureLod(image, at, 0.0); }
vec4 IMG_NORM_PIXEL(sampler2D image, vec2 at, float bias) { return textureLod(image, at, bias); }
vec4 IMG_NORM_PIXEL(samplerCube image, vec3 at) { return textureLod(image, at, 0.0); }
vec4 IMG_NORM_PIXEL(samplerCube image, vec3 at, float bias) { return textureLod(image, at, bias); }
vec4 IMG_PIXEL(sampler2D image, vec2 at) { return textureLod(image, at / IMG_SIZE(image), 0.0); }
vec4 IMG_PIXEL(sampler2D image, vec2 at, float bias) {
  return textureLod(image, at / IMG_SIZE(image), bias);
}
vec2 isf_corner() { return vec2(float(gl_VertexID % 2), float(gl_VertexID / 2)); }
vec4 IMG_THIS_PIXEL(sampler2D image) { return textureLod(image, isf_corner(), 0.0); }
vec4 IMG_THIS_NORM_PIXEL(sampler2D image) { return textureLod(image, isf_corner(), 0.0); }
void isf_vertShaderInit() {
  isf_FragNormCoord = isf_corner();
  gl_Position = vec4(isf_FragNormCoord * 2.0 - 1.0, 0.0, 1.0);
}
)";

void declare(std::string& out, std::string_view type, std::string_view name) {
  out.append("uniform ").append(type).append(" ").append(name).append(";\n");
}

void declare_sampler(std::string& out, const std::string& name) {
  declare(out, "sampler2D", name);
  declare(out, "vec4", "_" + name + "_imgRect");
  declare(out, "vec2", "_" + name + "_imgSize");
  declare(out, "bool", "_" + name + "_flip");
}

void declare_cube(std::string& out, const std::string& name) {
  declare(out, "samplerCube", name);
  declare(out, "vec2", "_" + name + "_imgSize");
}

// Samplers, and how a pass learns its index; the other values are input_path.h's.
std::string declarations(const PresetInfo& info, int pass_index) {
  std::string out = pass_index == kEveryPass
                        ? "uniform int PASSINDEX;\n"
                        : "const int PASSINDEX = " + std::to_string(pass_index) + ";\n";
  for (const PresetInput& input : info.inputs) {
    if (input.type == InputType::kCube) {
      declare_cube(out, input.name);
    } else if (component_count(input.type) == 0) {
      declare_sampler(out, input.name);
    }
  }
  for (const PresetImport& import : info.imports) {
    import.cube ? declare_cube(out, import.name) : declare_sampler(out, import.name);
  }
  std::vector<std::string> targets;
  for (const PresetPass& pass : info.passes) {
    const bool seen = std::find(targets.begin(), targets.end(), pass.target) != targets.end();
    if (!pass.target.empty() && !seen) {
      declare_sampler(out, pass.target);
      targets.push_back(pass.target);
    }
  }
  for (const PresetPass& buffer : info.undrawn) {
    declare_sampler(out, buffer.target);
  }
  return out;
}

// The author's code without its #version, and the #extension lines that have to stand before every
// declaration. One that is required is only asked for: the driver complains where it is used.
struct Code {
  std::string body;
  std::string extensions;
};

Code split_code(std::string_view text) {
  Code code{std::string(text), {}};
  for (const Directive& directive : directives(without_comments(text))) {
    if (directive.name == "extension") {
      const std::string name = directive.rest.substr(0, directive.rest.find_first_of(" \t:"));
      const bool off = directive.rest.find("disable") != std::string::npos;
      if (is_identifier(name) && name != "all") {
        code.extensions += "#extension " + name + (off ? " : disable\n" : " : enable\n");
      }
    }
    if (directive.name == "extension" || directive.name == "version") {
      blank(code.body, directive.range);
    }
  }
  return code;
}

void number_lines_from(std::string& out, int first) {
  out.append("#line ").append(std::to_string(first)).append("\n");
}

// `code` has no comments. An author who declares an output of his own has the only one. As many
// gl_FragData as every GPU has; only the first is seen.
std::string_view color_output(std::string_view code) {
  if (has_token(code, "gl_FragData")) {
    return "layout(location = 0) out vec4 isf_FragData[8];\n"
           "#define gl_FragData isf_FragData\n#define gl_FragColor isf_FragData[0]\n";
  }
  if (has_token(code, "gl_FragColor") || !has_token(code, "out")) {
    return "layout(location = 0) out vec4 isf_FragColor;\n#define gl_FragColor isf_FragColor\n";
  }
  return "";
}

// On a flat quad interpolation with and without perspective is the same, but for the division that
// llvmpipe makes at every pixel.
std::string stage_interface(Stage stage, std::string_view code, bool quad_is_flat) {
  const std::string coordinate = quad_is_flat ? "noperspective varying vec2 isf_FragNormCoord;\n"
                                              : "varying vec2 isf_FragNormCoord;\n";
  if (stage == Stage::kVertex) {
    return "#define varying out\n" + coordinate;
  }
  return "#define varying in\n" + coordinate + std::string(color_output(code));
}

std::string_view after_blanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\n");
  return first == std::string_view::npos ? std::string_view() : text.substr(first);
}

// Whether main() begins with a call of isf_vertShaderInit().
bool main_begins_with_init(std::string_view code) {
  const std::size_t main = code.find("void main()");
  if (main == std::string_view::npos) {
    return false;
  }
  const std::string_view body =
      after_blanks(code.substr(main + std::string_view("void main()").size()));
  return body.starts_with('{') && after_blanks(body.substr(1)).starts_with("isf_vertShaderInit();");
}

// Whether the corners surely lie where isf_vertShaderInit() puts them. Code that this cannot judge
// at a glance, because the preprocessor has a say in it, is taken to move them.
bool keeps_corners(const Preset& preset) {
  const std::string vertex = without_comments(preset.vertex_code);
  const auto moves = {"gl_Position", "gl_CullDistance", "gl_ClipDistance"};
  return main_begins_with_init(vertex) && directives(vertex).empty() &&
         std::ranges::none_of(moves, [&](const char* name) { return has_token(vertex, name); });
}

struct Target {
  GlslVersion version;
  int pass;
  InputPath path;
};

std::string assemble(const Preset& preset, const Target& target, Stage stage) {
  const bool fragment = stage == Stage::kFragment;
  const Code code = split_code(fragment ? preset.fragment_code : preset.vertex_code);
  const std::string bare = without_comments(code.body);
  const int first_line = (fragment ? kFragmentLines : kVertexLines) + 1;
  const ValueDeclarations values =
      declare_values(preset, fragment ? ValueReader::kFragment : ValueReader::kVertex, target.path);
  std::string out =
      target.version == GlslVersion::k450 ? "#version 450 core\n" : "#version 330 core\n";
  number_lines_from(out, kPreambleLines + 1);
  out += code.extensions;
  out += old_name_macros();
  out += renaming_macros(preset.info, bare, target.version);
  out += stage_interface(stage, bare, keeps_corners(preset));
  // Before the declarations: an input may hide a function of GLSL.
  out += fragment ? kFragmentFunctions : kVertexFunctions;
  out += declarations(preset.info, target.pass);
  out += values.before;
  number_lines_from(out, first_line);
  out += with_own_macros_first(code.body, first_line);
  if (!out.ends_with('\n')) {
    out += '\n';
  }
  if (!values.after.empty()) {
    number_lines_from(out, kPreambleLines + 1);
    out += values.after;
  }
  return out;
}

}  // namespace

bool covers_target(const Preset& preset) {
  return keeps_corners(preset) && !has_token(without_comments(preset.fragment_code), "discard");
}

ShaderPair translate(const Preset& preset, GlslVersion version, int pass, InputPath path) {
  const Target target{version, pass, path};
  return {assemble(preset, target, Stage::kVertex), assemble(preset, target, Stage::kFragment)};
}

}  // namespace reprise::isf
