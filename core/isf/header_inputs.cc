#include "core/isf/header_inputs.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "core/base/text.h"
#include "core/isf/header_values.h"
#include "core/isf/source_text.h"

namespace reprise::isf {
namespace {

constexpr std::size_t kMaxInputs = 256;
// What a GLSL int and a float without rounding have in common is more than any preset lists.
constexpr double kMaxLong = 2147483647.0;

constexpr std::array kTypes = {
    InputType::kEvent,    InputType::kBool,  InputType::kLong,  InputType::kFloat,
    InputType::kPoint2D,  InputType::kColor, InputType::kImage, InputType::kAudio,
    InputType::kAudioFft, InputType::kCube,
};

Result<InputType> type_of(const JsonField& input) {
  TRY_ASSIGN(const JsonField field, input.member("TYPE"));
  TRY_ASSIGN(const std::string name, field.as_string());
  std::vector<std::string_view> known;
  for (const InputType type : kTypes) {
    known.push_back(input_type_name(type));
    if (to_lower_ascii(name) == to_lower_ascii(known.back())) {
      return type;
    }
  }
  Error error = field.error("unknown type \"" + name + "\"");
  if (const std::string nearest = nearest_word(name, known); !nearest.empty()) {
    error.hint = "did you mean \"" + nearest + "\"?";
  }
  return fail(std::move(error));
}

// Up to four numbers of an array; a plain number is the first component.
std::optional<std::array<double, 4>> components_in(const Json& value, std::array<double, 4> rest) {
  if (const auto number = number_in(value)) {
    rest[0] = *number;
    return rest;
  }
  if (!value.is_array() || value.empty()) {
    return std::nullopt;
  }
  for (std::size_t i = 0; i < std::min<std::size_t>(4, value.size()); ++i) {
    rest[i] = number_in(value[i]).value_or(rest[i]);
  }
  return rest;
}

std::int64_t whole(double value) {
  return static_cast<std::int64_t>(std::trunc(std::clamp(value, -kMaxLong, kMaxLong)));
}

void resolve_float(const Json& json, PresetInput& input) {
  const auto min = number_in(member_or_null(json, "MIN"));
  const auto max = number_in(member_or_null(json, "MAX"));
  // A range with one end is none.
  const bool has_range = min.has_value() && max.has_value();
  input.min[0] = has_range ? std::min(*min, *max) : 0;
  input.max[0] = has_range ? std::max(*min, *max) : 1;
  const double middle = input.min[0] + (input.max[0] - input.min[0]) / 2;
  const double value = number_in(member_or_null(json, "DEFAULT")).value_or(middle);
  input.default_value[0] = std::clamp(value, input.min[0], input.max[0]);
}

void resolve_bool(const Json& json, PresetInput& input) {
  const bool value = bool_in(member_or_null(json, "DEFAULT")).value_or(true);
  input.default_value[0] = value ? 1 : 0;
}

void read_long_list(const Json& json, PresetInput& input) {
  const Json& values = member_or_null(json, "VALUES");
  const Json& labels = member_or_null(json, "LABELS");
  const std::size_t count = values.is_array()   ? values.size()
                            : labels.is_array() ? labels.size()
                                                : 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto index = static_cast<double>(i);
    const std::int64_t value =
        whole(values.is_array() ? number_in(values[i]).value_or(index) : index);
    const bool labelled = labels.is_array() && i < labels.size();
    input.values.push_back(value);
    input.labels.push_back(labelled ? string_in(labels[i], std::to_string(value))
                                    : std::to_string(value));
  }
}

void resolve_long(const Json& json, PresetInput& input) {
  read_long_list(json, input);
  const auto given = number_in(member_or_null(json, "DEFAULT"));
  if (!input.values.empty()) {
    const auto [low, high] = std::minmax_element(input.values.begin(), input.values.end());
    input.min[0] = static_cast<double>(*low);
    input.max[0] = static_cast<double>(*high);
    input.default_value[0] = std::clamp(
        given ? static_cast<double>(whole(*given)) : static_cast<double>(input.values.front()),
        input.min[0], input.max[0]);
    return;
  }
  const auto min = number_in(member_or_null(json, "MIN"));
  const auto max = number_in(member_or_null(json, "MAX"));
  const double value = std::trunc(given.value_or(min.value_or(0)));
  // Without a range the default makes one.
  const double low = std::trunc(min.value_or(std::min(0.0, value)));
  const double high = std::trunc(max.value_or(std::max(1.0, value)));
  input.min[0] = std::clamp(std::min(low, high), -kMaxLong, kMaxLong);
  input.max[0] = std::clamp(std::max(low, high), -kMaxLong, kMaxLong);
  input.default_value[0] = std::clamp(value, input.min[0], input.max[0]);
}

void resolve_point(const Json& json, PresetInput& input) {
  const auto min = components_in(member_or_null(json, "MIN"), {});
  const auto max = components_in(member_or_null(json, "MAX"), {1, 1, 0, 0});
  const bool has_range = min.has_value() && max.has_value();
  const auto given = components_in(member_or_null(json, "DEFAULT"), {});
  for (std::size_t i = 0; i < 2; ++i) {
    const double low = has_range ? std::min((*min)[i], (*max)[i]) : 0;
    const double high = has_range ? std::max((*min)[i], (*max)[i]) : 1;
    input.default_value[i] = given ? (*given)[i] : low + (high - low) / 2;
    // Points are passed raw, in whatever units the author has in mind.
    input.min[i] = std::min(low, input.default_value[i]);
    input.max[i] = std::max(high, input.default_value[i]);
  }
  input.max[2] = input.max[3] = 0;
}

void resolve_color(const Json& json, PresetInput& input) {
  constexpr std::array<double, 4> kBlack = {0, 0, 0, 1};
  input.default_value = components_in(member_or_null(json, "DEFAULT"), kBlack).value_or(kBlack);
  for (double& component : input.default_value) {
    component = std::clamp(component, 0.0, 1.0);
  }
}

void resolve_audio(const Json& json, PresetInput& input) {
  constexpr double kMostSamples = 65536;
  const double samples = number_in(member_or_null(json, "MAX")).value_or(0);
  input.max_samples = static_cast<std::int32_t>(std::clamp(samples, 0.0, kMostSamples));
}

void resolve_values(const Json& json, PresetInput& input) {
  switch (input.type) {
    case InputType::kFloat:
      return resolve_float(json, input);
    case InputType::kBool:
      return resolve_bool(json, input);
    case InputType::kLong:
      return resolve_long(json, input);
    case InputType::kPoint2D:
      return resolve_point(json, input);
    case InputType::kColor:
      return resolve_color(json, input);
    case InputType::kAudio:
    case InputType::kAudioFft:
      return resolve_audio(json, input);
    case InputType::kEvent:
    case InputType::kImage:
    case InputType::kCube:
      return;
  }
}

Result<PresetInput> parse_input(const JsonField& field) {
  PresetInput input;
  TRY_ASSIGN(const JsonField name, field.member("NAME"));
  TRY_ASSIGN(input.name, name.as_string());
  if (!is_identifier(input.name)) {
    return fail(name.error("\"" + input.name + "\" is no name that GLSL allows"));
  }
  TRY_ASSIGN(input.type, type_of(field));
  input.label = string_in(member_or_null(field.value(), "LABEL"), input.name);
  input.role = to_lower_ascii(trim(string_in(member_or_null(field.value(), "ROLE"))));
  resolve_values(field.value(), input);
  return input;
}

}  // namespace

Result<std::vector<PresetInput>> parse_inputs(const Json& header) {
  std::vector<PresetInput> inputs;
  TRY_ASSIGN(const auto list, JsonField(header).optional_member("INPUTS"));
  if (!list) {
    return inputs;
  }
  TRY_ASSIGN(const std::vector<JsonField> fields, list->elements());
  if (fields.size() > kMaxInputs) {
    return fail(list->error("more than " + std::to_string(kMaxInputs) + " inputs"));
  }
  for (const JsonField& field : fields) {
    TRY_ASSIGN(PresetInput input, parse_input(field));
    const auto twin = std::find_if(inputs.begin(), inputs.end(),
                                   [&](const PresetInput& i) { return i.name == input.name; });
    if (twin == inputs.end()) {
      inputs.push_back(std::move(input));
    } else if (twin->type != input.type) {
      return fail(field.error("\"" + input.name + "\" is declared twice, with two types"));
    }
  }
  return inputs;
}

}  // namespace reprise::isf
