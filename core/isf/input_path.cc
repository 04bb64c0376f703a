#include "core/isf/input_path.h"

#include <string_view>
#include <vector>

#include "core/isf/source_text.h"

namespace reprise::isf {
namespace {

// OpenGL promises 60 components between the stages; authors have varyings too.
constexpr int kMostComponents = 40;

struct Value {
  std::string name;
  std::string_view type;
  int components;
};

std::string_view glsl_type(InputType type) {
  switch (type) {
    case InputType::kEvent:
    case InputType::kBool:
      return "bool";
    case InputType::kLong:
      return "int";
    case InputType::kPoint2D:
      return "vec2";
    case InputType::kColor:
      return "vec4";
    default:
      return "float";
  }
}

std::vector<Value> values_of(const PresetInfo& info) {
  std::vector<Value> values{{"RENDERSIZE", "vec2", 2},
                            {"TIME", "float", 1},
                            {"TIMEDELTA", "float", 1},
                            {"DATE", "vec4", 4},
                            {"FRAMEINDEX", "int", 1}};
  for (const PresetInput& input : info.inputs) {
    if (const int components = component_count(input.type); components > 0) {
      values.push_back({input.name, glsl_type(input.type), components});
    }
  }
  return values;
}

// Which values go the flat way: a function of the preset, so that both stages agree.
std::vector<bool> flat_values(const Preset& preset, const std::vector<Value>& values,
                              InputPath path) {
  std::vector<bool> flat(values.size(), false);
  const std::string fragment = without_comments(preset.fragment_code);
  int components = 0;
  for (std::size_t i = 0; i < values.size() && path == InputPath::kFlatVarying; ++i) {
    const bool fits = components + values[i].components <= kMostComponents;
    flat[i] = fits && has_token(fragment, values[i].name);
    components += flat[i] ? values[i].components : 0;
  }
  return flat;
}

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (std::string_view part : parts) {
    out += part;
  }
  return out;
}

// A bool cannot be handed on.
std::string declare_flat(const Value& value, std::string_view direction) {
  const std::string_view carrier = value.type == "bool" ? "int" : value.type;
  return joined({"flat ", direction, " ", carrier, " isf_flat_", value.name, ";\n"});
}

std::string read_flat(const Value& value) {
  const std::string_view test = value.type == "bool" ? " != 0" : "";
  return joined({value.type, " ", value.name, " = isf_flat_", value.name, test, ";\n"});
}

std::string write_flat(const Value& value) {
  const std::string given = value.type == "bool" ? "int(" + value.name + ")" : value.name;
  return joined({"  isf_flat_", value.name, " = ", given, ";\n"});
}

}  // namespace

ValueDeclarations declare_values(const Preset& preset, ValueReader reader, InputPath path) {
  const std::vector<Value> values = values_of(preset.info);
  const std::vector<bool> flat = flat_values(preset, values, path);
  const bool vertex = reader == ValueReader::kVertex;
  ValueDeclarations out;
  std::string copies;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (vertex || !flat[i]) {
      out.before += joined({"uniform ", values[i].type, " ", values[i].name, ";\n"});
    }
    if (flat[i]) {
      out.before += declare_flat(values[i], vertex ? "out" : "in");
      out.before += vertex ? "" : read_flat(values[i]);
      copies += write_flat(values[i]);
    }
  }
  if (vertex && !copies.empty()) {
    // Copied ahead of the author's main, whose variables may hide nothing here.
    out.before += "void isf_hand_on() {\n" + copies + "}\n#define main isf_main\n";
    out.after = "#undef main\nvoid main() {\n  isf_hand_on();\n  isf_main();\n}\n";
  }
  return out;
}

}  // namespace reprise::isf
