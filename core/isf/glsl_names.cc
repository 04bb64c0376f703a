#include "core/isf/glsl_names.h"

#include <algorithm>
#include <array>
#include <vector>

#include "core/isf/reserved_words.h"
#include "core/isf/source_text.h"

namespace reprise::isf {
namespace {

struct OldName {
  std::string_view name;
  std::string_view now;
};

// A rectangle texture counts in pixels, as IMG_PIXEL does. texture2D is not `texture`: an input may
// have that name.
constexpr std::array kOldNames = {
    OldName{"texture2D", "IMG_NORM_PIXEL"},
    OldName{"texture2DRect", "IMG_PIXEL"},
    OldName{"texture2DLod", "textureLod"},
    OldName{"texture2DLodEXT", "textureLod"},
    OldName{"texture2DProj", "textureProj"},
    OldName{"texture2DGradARB", "textureGrad"},
    OldName{"texture2DGradEXT", "textureGrad"},
    OldName{"textureCube", "IMG_NORM_PIXEL"},
    OldName{"textureCubeLod", "textureLod"},
    OldName{"textureCubeLodEXT", "textureLod"},
    OldName{"sampler2DRect", "sampler2D"},
    OldName{"vv_FragNormCoord", "isf_FragNormCoord"},
    OldName{"vv_vertShaderInit", "isf_vertShaderInit"},
};
// Those that differ between shaders (see translate.cc).
constexpr std::array<std::string_view, 3> kOtherMacros = {"varying", "gl_FragColor", "gl_FragData"};

void define(std::string& out, std::string_view name, std::string_view now) {
  out.append("#define ").append(name).append(" ").append(now).append("\n");
}

bool is_declared(const PresetInfo& info, std::string_view name) {
  const auto is_name = [name](const auto& declared) { return declared.name == name; };
  const auto is_target = [name](const PresetPass& pass) { return pass.target == name; };
  return std::ranges::any_of(info.inputs, is_name) || std::ranges::any_of(info.imports, is_name) ||
         std::ranges::any_of(info.passes, is_target) ||
         std::ranges::any_of(info.undrawn, is_target);
}

bool is_our_macro(std::string_view name) {
  return std::ranges::find(kOldNames, name, &OldName::name) != kOldNames.end() ||
         std::ranges::find(kOtherMacros, name) != kOtherMacros.end() || is_reserved(name);
}

}  // namespace

std::string glsl_name(std::string_view name) {
  return (is_reserved(name) ? "isf_name_" : "") + std::string(name);
}

std::string old_name_macros() {
  std::string out;
  for (const OldName& old : kOldNames) {
    define(out, old.name, old.now);
  }
  return out;
}

std::string renaming_macros(const PresetInfo& info, std::string_view code, GlslVersion version) {
  std::string out;
  for (const std::string_view word : forbidden_words()) {
    if (is_declared(info, word) || has_token(code, word)) {
      define(out, word, glsl_name(word));
    }
  }
  for (const std::string_view word : newer_keywords()) {
    if (is_declared(info, word) || (version == GlslVersion::k330 && has_token(code, word))) {
      define(out, word, glsl_name(word));
    }
  }
  return out;
}

std::string with_own_macros_first(std::string_view code, int first_line) {
  std::string out;
  std::size_t copied = 0;
  for (const Directive& directive : directives(without_comments(code))) {
    const std::string_view name = first_word(directive.rest);
    if (directive.name == "define" && is_our_macro(name)) {
      out.append(code.substr(copied, directive.range.begin - copied));
      const int line = first_line + line_of(code, directive.range.begin) - 1;
      out.append("#undef ").append(name).append("\n#line ").append(std::to_string(line));
      out.append("\n");
      copied = directive.range.begin;
    }
  }
  return out.append(code.substr(copied));
}

}  // namespace reprise::isf
