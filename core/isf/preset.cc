#include "core/isf/preset.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "core/isf/header_inputs.h"
#include "core/isf/header_passes.h"
#include "core/isf/header_text.h"
#include "core/isf/header_values.h"
#include "core/isf/source_text.h"

namespace reprise::isf {
namespace {

constexpr std::size_t kMaxText = std::size_t{1} << 20;
constexpr std::string_view kDefaultVertexCode = "void main() {\n  isf_vertShaderInit();\n}\n";

Status check_text(std::string_view text, std::string_view file) {
  if (text.size() > kMaxText) {
    return fail(ErrorCode::kInvalid, std::string(file) + ": larger than 1 MiB");
  }
  if (text.find('\0') != std::string_view::npos) {
    return fail(ErrorCode::kInvalid, std::string(file) + ": no text (it contains a zero byte)");
  }
  return {};
}

int version_of(const Json& header) {
  const double version = number_in(member_or_null(header, "ISFVSN")).value_or(1);
  return version >= 2 ? 2 : 1;
}

std::vector<std::string> categories_of(const Json& header) {
  const Json& value = member_or_null(header, "CATEGORIES");
  std::vector<std::string> names;
  if (value.is_string()) {
    names.push_back(value.get<std::string>());
  } else if (value.is_array()) {
    for (const Json& name : value) {
      if (name.is_string()) {
        names.push_back(name.get<std::string>());
      }
    }
  }
  return names;
}

PresetKind kind_of(const std::vector<PresetInput>& inputs) {
  const auto has = [&](InputType type, std::string_view name) {
    return std::any_of(inputs.begin(), inputs.end(), [&](const PresetInput& input) {
      return input.type == type && input.name == name;
    });
  };
  if (has(InputType::kImage, "startImage") && has(InputType::kImage, "endImage") &&
      has(InputType::kFloat, "progress")) {
    return PresetKind::kTransition;
  }
  return has(InputType::kImage, "inputImage") ? PresetKind::kFilter : PresetKind::kGenerator;
}

// Inputs, targets, imports and ISF's own uniforms share GLSL's one namespace. A buffer that nothing
// draws makes way for what has its name.
Status check_names(PresetInfo& info) {
  std::vector<std::string> taken = {"PASSINDEX", "RENDERSIZE", "TIME",
                                    "TIMEDELTA", "DATE",       "FRAMEINDEX"};
  const auto take = [&](const std::string& name, const std::string& path) -> Status {
    if (std::find(taken.begin(), taken.end(), name) != taken.end()) {
      return fail(ErrorCode::kInvalid, path + ": the name \"" + name + "\" is taken");
    }
    taken.push_back(name);
    return {};
  };
  for (std::size_t i = 0; i < info.inputs.size(); ++i) {
    TRY(take(info.inputs[i].name, "INPUTS[" + std::to_string(i) + "].NAME"));
  }
  for (const PresetImport& import : info.imports) {
    TRY(take(import.name, "IMPORTED." + import.name));
  }
  std::vector<std::string> targets;
  for (std::size_t i = 0; i < info.passes.size(); ++i) {
    const std::string& target = info.passes[i].target;
    if (!target.empty() && std::find(targets.begin(), targets.end(), target) == targets.end()) {
      TRY(take(target, "PASSES[" + std::to_string(i) + "].TARGET"));
      targets.push_back(target);
    }
  }
  std::erase_if(info.undrawn, [&](const PresetPass& buffer) {
    return std::find(taken.begin(), taken.end(), buffer.target) != taken.end();
  });
  return {};
}

Result<PresetInfo> info_of(const Json& header) {
  PresetInfo info;
  info.isf_version = version_of(header);
  info.description = string_in(member_or_null(header, "DESCRIPTION"));
  info.credit = string_in(member_or_null(header, "CREDIT"));
  info.categories = categories_of(header);
  TRY_ASSIGN(info.inputs, parse_inputs(header));
  TRY_ASSIGN(ParsedPasses passes, parse_passes(header));
  info.passes = std::move(passes.drawn);
  info.undrawn = std::move(passes.undrawn);
  TRY_ASSIGN(info.imports, parse_imports(header));
  TRY(check_names(info));
  info.kind = kind_of(info.inputs);
  return info;
}

// "INPUTS[3].TYPE: what" with the file and line of that path in front.
Error located(Error error, const std::string& file, std::string_view text, TextRange header) {
  const std::string_view path = std::string_view(error.message).substr(0, error.message.find(": "));
  const std::string line = std::to_string(line_of_path(text, header, path));
  return std::move(error).with_context(file + ":" + line);
}

void note_clock_use(Preset& preset) {
  const std::string fragment = without_comments(preset.fragment_code);
  const std::string vertex = without_comments(preset.vertex_code);
  const auto reads = [&](std::string_view token) {
    return has_token(fragment, token) || has_token(vertex, token);
  };
  preset.info.reads_frame_index = reads("FRAMEINDEX");
  preset.info.reads_time_delta = reads("TIMEDELTA");
}

}  // namespace

Result<Preset> parse_preset(const PresetSource& source) {
  const std::string file = source.name + ".fs";
  TRY(check_text(source.fragment, file));
  TRY(check_text(source.vertex, source.name + ".vs"));

  Preset preset;
  preset.name = source.name;
  preset.fragment_code = normalize_text(source.fragment);
  const auto range = find_header(preset.fragment_code);
  if (!range) {
    return fail(Error(range.error()).with_context(file));
  }
  const auto header = parse_header(preset.fragment_code, *range);
  if (!header) {
    return fail(Error(header.error()).with_context(file));
  }
  auto info = info_of(*header);
  if (!info) {
    return fail(located(std::move(info).error(), file, preset.fragment_code, *range));
  }
  preset.info = std::move(*info);
  blank(preset.fragment_code, *range);
  preset.vertex_code =
      source.vertex.empty() ? std::string(kDefaultVertexCode) : normalize_text(source.vertex);
  note_clock_use(preset);
  return preset;
}

}  // namespace reprise::isf
