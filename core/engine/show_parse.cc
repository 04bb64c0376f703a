#include <algorithm>
#include <string>
#include <utility>

#include "core/base/text.h"
#include "core/engine/show.h"
#include "core/engine/show_fields.h"

namespace reprise::engine {
namespace {

// Limits that keep what is computed from them finite; far outside what a show needs.
constexpr double kMaxInterval = 86400;
constexpr double kMaxTimeConstant = 3600;
constexpr double kMaxValue = 1e9;

Error advised(Error error, std::string_view advice) {
  if (error.hint.empty()) {
    error.hint = advice;
  }
  return error;
}

template <typename T>
Result<T> advise(Result<T> result, std::string_view advice) {
  if (!result) {
    return fail(advised(std::move(result).error(), advice));
  }
  return result;
}

std::vector<std::string_view> feature_names() {
  std::vector<std::string_view> names;
  for (const FeatureInfo& info : feature_table()) {
    names.push_back(info.name);
  }
  return names;
}

std::string listed(std::span<const std::string_view> names) {
  const std::vector<std::string> words(names.begin(), names.end());
  return join(words, ", ");
}

// "unknown blend mode 'ad'", with the nearest name or all of them as the hint.
Error unknown_name(const JsonField& field, std::string_view what, const std::string& word,
                   std::span<const std::string_view> names) {
  Error error = field.error("unknown " + std::string(what) + " '" + word + "'");
  const std::string nearest = nearest_word(word, names);
  error.hint = nearest.empty() ? "one of " + listed(names) : "did you mean '" + nearest + "'?";
  return error;
}

struct NumberRule {
  std::string_view key;
  double min;
  double max;
  std::string_view advice;
};

Status read_number(const JsonField& object, const NumberRule& rule, double& out) {
  TRY_ASSIGN(const auto field, object.optional_member(rule.key));
  if (field) {
    TRY_ASSIGN(out, advise(field->as_number(rule.min, rule.max), rule.advice));
  }
  return {};
}

Status read_bool(const JsonField& object, std::string_view key, bool& out) {
  TRY_ASSIGN(const auto field, object.optional_member(key));
  if (field) {
    TRY_ASSIGN(out, advise(field->as_bool(), "without quotes"));
  }
  return {};
}

Status read_text(const JsonField& object, std::string_view key, std::string& out) {
  TRY_ASSIGN(const auto field, object.optional_member(key));
  if (field) {
    TRY_ASSIGN(out, advise(field->as_string(), "put it in double quotes"));
  }
  return {};
}

// A name of `names`; its index goes to `out`.
template <typename Enum>
Status read_name(const JsonField& object, std::string_view key, std::string_view what,
                 std::span<const std::string_view> names, Enum& out) {
  TRY_ASSIGN(const auto field, object.optional_member(key));
  if (!field) {
    return {};
  }
  TRY_ASSIGN(const std::string word, advise(field->as_string(), "one of " + listed(names)));
  const auto found = std::ranges::find(names, word);
  if (found == names.end()) {
    return fail(unknown_name(*field, what, word, names));
  }
  out = static_cast<Enum>(found - names.begin());
  return {};
}

Result<SwitchPolicy> parse_policy(const JsonField& object) {
  TRY(advise(object.only_members(kPolicyFields), "known are " + listed(kPolicyFields)));
  SwitchPolicy policy;
  TRY(read_name(object, "mode", "switch mode", switch_mode_names(), policy.mode));
  TRY(read_number(object, {"interval", 0.05, kMaxInterval, "seconds between switches, as 12"},
                  policy.interval));
  TRY(read_number(object, {"jitter", 0, policy.interval, "seconds, at most the interval"},
                  policy.jitter));
  TRY(read_bool(object, "shuffle", policy.shuffle));
  TRY(read_number(object, {"transition", 0, kMaxTimeConstant, "seconds, 0 for a cut"},
                  policy.transition));
  TRY(read_text(object, "transition_preset", policy.transition_preset));
  return policy;
}

// One number, true or false, or up to four numbers.
Status parse_value(const JsonField& field, std::array<double, 4>& out) {
  constexpr std::string_view kAdvice =
      "a number, true or false, an array of 2 or 4 numbers, or the name of an image";
  if (field.value().is_boolean()) {
    out[0] = field.value().get<bool>() ? 1 : 0;
    return {};
  }
  if (!field.value().is_array()) {
    TRY_ASSIGN(out[0], advise(field.as_number(-kMaxValue, kMaxValue), kAdvice));
    return {};
  }
  TRY_ASSIGN(const auto elements, field.elements());
  if (elements.empty() || elements.size() > out.size()) {
    return fail(advised(field.error("expected 1 to 4 numbers"), kAdvice));
  }
  for (std::size_t i = 0; i < elements.size(); ++i) {
    TRY_ASSIGN(out[i], advise(elements[i].as_number(-kMaxValue, kMaxValue), kAdvice));
  }
  return {};
}

Result<std::vector<LayerInput>> parse_inputs(const JsonField& object) {
  if (!object.value().is_object()) {
    return fail(advised(object.error("expected an object"), "write {\"speed\": 0.5}"));
  }
  std::vector<LayerInput> inputs;
  for (const auto& [name, value] : object.value().items()) {
    LayerInput input{name, {}, {}};
    const JsonField field(value, object.path() + "." + name);
    if (value.is_string()) {
      input.asset = value.get<std::string>();
      if (input.asset.empty()) {
        return fail(advised(field.error("the name of an image is empty"), "leave the input out"));
      }
    } else {
      TRY(parse_value(field, input.value));
    }
    inputs.push_back(std::move(input));
  }
  return inputs;
}

Status parse_feature(const JsonField& object, FeatureId& out) {
  const std::vector<std::string_view> names = feature_names();
  TRY(advise(object.member("feature"), "one of " + listed(names)));
  return read_name(object, "feature", "feature", names, out);
}

Status parse_mapping_target(const JsonField& object, Mapping& mapping) {
  TRY(read_text(object, "input", mapping.input));
  TRY(read_text(object, "role", mapping.role));
  if (mapping.input.empty() == mapping.role.empty()) {
    return fail(advised(object.error("expected either \"input\" or \"role\""),
                        "name the input of the preset, or the role that it declares"));
  }
  TRY_ASSIGN(const auto component, object.optional_member("component"));
  if (component) {
    TRY_ASSIGN(const std::int64_t index,
               advise(component->as_int(0, 3), "0 is x or red, 3 is alpha"));
    mapping.component = static_cast<int>(index);
  }
  return {};
}

Result<Mapping> parse_mapping(const JsonField& object) {
  TRY(advise(object.only_members(kMappingFields), "known are " + listed(kMappingFields)));
  Mapping mapping;
  TRY(parse_feature(object, mapping.feature));
  TRY(parse_mapping_target(object, mapping));
  TRY(read_number(object, {"low", 0, 1, "the feature value that gives \"min\""}, mapping.low));
  TRY(read_number(object, {"high", 0, 1, "the feature value that gives \"max\""}, mapping.high));
  if (mapping.low >= mapping.high) {
    return fail(advised(object.error("\"low\" must be less than \"high\""),
                        "exchange \"min\" and \"max\" to turn the mapping round"));
  }
  TRY(read_number(object, {"min", -kMaxValue, kMaxValue, "in the units of the input"},
                  mapping.min));
  TRY(read_number(object, {"max", -kMaxValue, kMaxValue, "in the units of the input"},
                  mapping.max));
  TRY(read_name(object, "curve", "curve", kCurveNames, mapping.curve));
  TRY(read_number(object, {"attack", 0, kMaxTimeConstant, "a time constant in seconds"},
                  mapping.attack));
  TRY(read_number(object, {"release", 0, kMaxTimeConstant, "a time constant in seconds"},
                  mapping.release));
  return mapping;
}

template <typename T, typename Parse>
Status read_list(const JsonField& field, std::size_t limit, Parse parse, std::vector<T>& out) {
  TRY_ASSIGN(const auto elements, advise(field.elements(), "write [ … ]"));
  if (elements.size() > limit) {
    return fail(advised(field.error("more than " + std::to_string(limit) + " entries"),
                        "split the show in two"));
  }
  for (const JsonField& element : elements) {
    TRY_ASSIGN(auto value, parse(element));
    out.push_back(std::move(value));
  }
  return {};
}

Result<Layer> parse_layer(const JsonField& object) {
  TRY(advise(object.only_members(kLayerFields), "known are " + listed(kLayerFields)));
  Layer layer;
  TRY(advise(object.member("preset"), "every layer shows one preset: \"preset\": \"aurora\""));
  TRY(read_text(object, "preset", layer.preset));
  if (layer.preset.empty()) {
    return fail(advised(object.error("\"preset\" is empty"), "name the preset that it shows"));
  }
  TRY(read_number(object, {"opacity", 0, 1, "0 is invisible, 1 opaque"}, layer.opacity));
  TRY(read_name(object, "blend", "blend mode", blend_mode_names(), layer.blend));
  TRY(read_name(object, "alpha", "alpha policy", kAlphaNames, layer.alpha));
  TRY_ASSIGN(const auto inputs, object.optional_member("inputs"));
  if (inputs) {
    TRY_ASSIGN(layer.inputs, parse_inputs(*inputs));
  }
  TRY_ASSIGN(const auto mappings, object.optional_member("mappings"));
  if (mappings) {
    TRY(read_list(*mappings, kMaxMappings, parse_mapping, layer.mappings));
  }
  return layer;
}

Status parse_background(const JsonField& field, std::array<double, 4>& out) {
  constexpr std::string_view kAdvice = "red, green, blue and perhaps alpha, each 0 to 1";
  TRY_ASSIGN(const auto elements, advise(field.elements(), kAdvice));
  if (elements.size() != 3 && elements.size() != 4) {
    return fail(advised(field.error("expected 3 or 4 numbers"), kAdvice));
  }
  for (std::size_t i = 0; i < elements.size(); ++i) {
    TRY_ASSIGN(out[i], advise(elements[i].as_number(0, 1), kAdvice));
  }
  return {};
}

Result<Scene> parse_scene(const JsonField& object) {
  TRY(advise(object.only_members(kSceneFields), "known are " + listed(kSceneFields)));
  Scene scene;
  TRY(advise(object.member("name"), "cues and switches call the scene by it"));
  TRY(read_text(object, "name", scene.name));
  if (scene.name.empty()) {
    return fail(advised(object.error("\"name\" is empty"), "cues call the scene by it"));
  }
  TRY_ASSIGN(const auto background, object.optional_member("background"));
  if (background) {
    TRY(parse_background(*background, scene.background));
  }
  TRY_ASSIGN(const auto layers, advise(object.member("layers"), "give it at least one layer"));
  TRY(read_list(layers, kMaxLayers, parse_layer, scene.layers));
  if (scene.layers.empty()) {
    return fail(advised(layers.error("the scene has no layers"), "give it at least one layer"));
  }
  return scene;
}

Status check_scene_names(const JsonField& scenes, const Show& show) {
  for (std::size_t i = 0; i < show.scenes.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (show.scenes[i].name == show.scenes[j].name) {
        return fail(Error{ErrorCode::kInvalid,
                          scenes.path() + "[" + std::to_string(i) + "].name: scene " +
                              std::to_string(j) + " is called '" + show.scenes[i].name + "' too",
                          "give each scene a name of its own"});
      }
    }
  }
  return {};
}

Result<Show> parse_root(const JsonField& root) {
  TRY(advise(root.only_members(kShowFields), "known are " + listed(kShowFields)));
  Show show;
  TRY(read_text(root, "name", show.name));
  TRY_ASSIGN(const auto seed, root.optional_member("seed"));
  if (seed) {
    TRY_ASSIGN(show.seed, advise(seed->as_uint64(), "as 1, or \"18446744073709551615\""));
  }
  TRY_ASSIGN(const auto policy, root.optional_member("policy"));
  if (policy) {
    TRY_ASSIGN(show.policy, parse_policy(*policy));
  }
  TRY_ASSIGN(const auto scenes, advise(root.member("scenes"), "a show is a list of scenes"));
  TRY(read_list(scenes, kMaxScenes, parse_scene, show.scenes));
  if (show.scenes.empty()) {
    return fail(advised(scenes.error("the show has no scenes"), "give it at least one scene"));
  }
  TRY(check_scene_names(scenes, show));
  return show;
}

}  // namespace

std::span<const std::string_view> switch_mode_names() {
  return kSwitchModeNames;
}

std::optional<SwitchMode> switch_mode_by_name(std::string_view name) {
  const auto found = std::ranges::find(kSwitchModeNames, name);
  if (found == kSwitchModeNames.end()) {
    return std::nullopt;
  }
  return static_cast<SwitchMode>(found - kSwitchModeNames.begin());
}

Result<Show> parse_show(std::string_view json_text) {
  TRY_ASSIGN(const Json json, advise(parse_json(json_text, JsonDialect::kLenient),
                                     "a show is JSON; comments and trailing commas are allowed"));
  return advise(parse_root(JsonField(json)), "a show is an object: {\"scenes\": [ … ]}");
}

}  // namespace reprise::engine
