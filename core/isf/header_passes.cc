#include "core/isf/header_passes.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/base/text.h"
#include "core/isf/header_values.h"
#include "core/isf/size_expression.h"
#include "core/isf/source_text.h"

namespace reprise::isf {
namespace {

constexpr std::size_t kMaxPasses = 64;
constexpr std::size_t kMaxImports = 64;
constexpr std::size_t kCubeFaces = 6;

// WIDTH or HEIGHT: a number or an expression; `out` stays as it is when there is none.
Status read_size(const JsonField& owner, const char* key, std::string& out) {
  const Json& value = member_or_null(owner.value(), key);
  std::string text;
  if (value.is_number()) {
    text = format_double(value.get<double>());
  } else {
    text = trim(string_in(value));
  }
  if (text.empty()) {
    return {};
  }
  if (auto parsed = SizeExpression::parse(text); !parsed) {
    return fail(JsonField(value, owner.path() + "." + key)
                    .error("\"" + text + "\": " + parsed.error().message));
  }
  out = std::move(text);
  return {};
}

Result<PresetPass> parse_pass(const JsonField& field) {
  PresetPass pass;
  if (!field.value().is_object()) {
    return fail(field.error("expected an object"));
  }
  const Json& target = member_or_null(field.value(), "TARGET");
  pass.target = trim(string_in(target));
  if (!pass.target.empty() && !is_identifier(pass.target)) {
    return fail(JsonField(target, field.path() + ".TARGET")
                    .error("\"" + pass.target + "\" is no name that GLSL allows"));
  }
  TRY(read_size(field, "WIDTH", pass.width));
  TRY(read_size(field, "HEIGHT", pass.height));
  pass.persistent = bool_in(member_or_null(field.value(), "PERSISTENT")).value_or(false);
  pass.float32 = bool_in(member_or_null(field.value(), "FLOAT")).value_or(false);
  return pass;
}

bool has_target(const std::vector<PresetPass>& passes, const std::string& name) {
  return std::any_of(passes.begin(), passes.end(),
                     [&](const PresetPass& pass) { return pass.target == name; });
}

Status apply_buffer_settings(const JsonField& settings, PresetPass& pass) {
  pass.persistent = true;
  pass.float32 |= bool_in(member_or_null(settings.value(), "FLOAT")).value_or(false);
  if (pass.width == "$WIDTH") {
    TRY(read_size(settings, "WIDTH", pass.width));
  }
  if (pass.height == "$HEIGHT") {
    TRY(read_size(settings, "HEIGHT", pass.height));
  }
  return {};
}

// Version 1 declares persistent buffers apart from the passes that draw them.
Status apply_persistent_buffer(const std::string& name, const JsonField& settings,
                               ParsedPasses& passes) {
  if (is_identifier(name) && !has_target(passes.drawn, name) && !has_target(passes.undrawn, name)) {
    passes.undrawn.emplace_back().target = name;
  }
  for (std::vector<PresetPass>* list : {&passes.drawn, &passes.undrawn}) {
    for (PresetPass& pass : *list) {
      if (pass.target == name) {
        TRY(apply_buffer_settings(settings, pass));
      }
    }
  }
  return {};
}

Status apply_persistent_buffers(const Json& header, ParsedPasses& passes) {
  const Json& buffers = member_or_null(header, "PERSISTENT_BUFFERS");
  const std::string path = "PERSISTENT_BUFFERS";
  if (buffers.is_structured() && buffers.size() > kMaxPasses) {
    return fail(
        JsonField(buffers, path).error("more than " + std::to_string(kMaxPasses) + " buffers"));
  }
  if (buffers.is_array()) {
    for (const Json& name : buffers) {
      TRY(apply_persistent_buffer(string_in(name), JsonField(name, path), passes));
    }
  } else if (buffers.is_object()) {
    for (const auto& [name, settings] : buffers.items()) {
      TRY(apply_persistent_buffer(name, JsonField(settings, path + "." + name), passes));
    }
  }
  return {};
}

// A target is one buffer, however many passes draw into it.
void agree_on_targets(std::vector<PresetPass>& passes) {
  for (const PresetPass& one : std::vector<PresetPass>(passes)) {
    for (PresetPass& other : passes) {
      if (!one.target.empty() && other.target == one.target) {
        other.persistent |= one.persistent;
        other.float32 |= one.float32;
      }
    }
  }
  for (PresetPass& pass : passes) {
    pass.persistent = pass.persistent && !pass.target.empty();
  }
}

// The path without "." and "..", or nothing when it is empty or leaves the folder.
std::string inner_path(std::string text) {
  std::replace(text.begin(), text.end(), '\\', '/');
  const bool absolute = text.starts_with('/') || text.find(':') != std::string::npos;
  if (absolute || text.find('\0') != std::string::npos) {
    return {};
  }
  std::vector<std::string> parts;
  for (std::string& part : split(text, '/')) {
    if (part == "..") {
      if (parts.empty()) {
        return {};
      }
      parts.pop_back();
    } else if (!part.empty() && part != ".") {
      parts.push_back(std::move(part));
    }
  }
  return join(parts, "/");
}

Status add_path(const JsonField& field, PresetImport& import) {
  TRY_ASSIGN(const std::string text, field.as_string());
  std::string path = inner_path(text);
  if (path.empty()) {
    return fail(field.error("\"" + text + "\" is no file inside the preset's folder"));
  }
  import.paths.push_back(std::move(path));
  return {};
}

// "image.png", {"PATH": "image.png"} or {"TYPE": "cube", "PATH": [six paths]}.
Result<PresetImport> parse_import(std::string name, const JsonField& field) {
  PresetImport import;
  import.name = std::move(name);
  if (!is_identifier(import.name)) {
    return fail(field.error("\"" + import.name + "\" is no name that GLSL allows"));
  }
  if (field.value().is_string()) {
    TRY(add_path(field, import));
    return import;
  }
  const std::string type = to_lower_ascii(string_in(member_or_null(field.value(), "TYPE")));
  TRY_ASSIGN(const auto several, field.optional_member("PATHS"));
  TRY_ASSIGN(const JsonField paths, several ? Result<JsonField>(*several) : field.member("PATH"));
  if (!paths.value().is_array()) {
    TRY(add_path(paths, import));
  } else {
    TRY_ASSIGN(const std::vector<JsonField> elements, paths.elements());
    for (const JsonField& element : elements) {
      TRY(add_path(element, import));
    }
  }
  import.cube = type == "cube" || import.paths.size() == kCubeFaces;
  if (import.paths.size() != (import.cube ? kCubeFaces : 1)) {
    return fail(paths.error("expected one path, or six for a cube"));
  }
  return import;
}

}  // namespace

Result<ParsedPasses> parse_passes(const Json& header) {
  ParsedPasses passes;
  TRY_ASSIGN(const auto list, JsonField(header).optional_member("PASSES"));
  if (list) {
    TRY_ASSIGN(const std::vector<JsonField> fields, list->elements());
    if (fields.size() > kMaxPasses) {
      return fail(list->error("more than " + std::to_string(kMaxPasses) + " passes"));
    }
    for (const JsonField& field : fields) {
      TRY_ASSIGN(PresetPass pass, parse_pass(field));
      passes.drawn.push_back(std::move(pass));
    }
  }
  TRY(apply_persistent_buffers(header, passes));
  agree_on_targets(passes.drawn);
  if (passes.drawn.empty()) {
    passes.drawn.emplace_back();
  }
  return passes;
}

Result<std::vector<PresetImport>> parse_imports(const Json& header) {
  std::vector<PresetImport> imports;
  const JsonField list(member_or_null(header, "IMPORTED"), "IMPORTED");
  if (list.value().size() > kMaxImports) {
    return fail(list.error("more than " + std::to_string(kMaxImports) + " imports"));
  }
  if (list.value().is_object()) {
    for (const auto& [name, value] : list.value().items()) {
      TRY_ASSIGN(PresetImport import, parse_import(name, JsonField(value, "IMPORTED." + name)));
      imports.push_back(std::move(import));
    }
  } else if (list.value().is_array()) {
    TRY_ASSIGN(const std::vector<JsonField> fields, list.elements());
    for (const JsonField& field : fields) {
      TRY_ASSIGN(const JsonField name_field, field.member("NAME"));
      TRY_ASSIGN(std::string name, name_field.as_string());
      TRY_ASSIGN(PresetImport import, parse_import(std::move(name), field));
      imports.push_back(std::move(import));
    }
  }
  return imports;
}

}  // namespace reprise::isf
