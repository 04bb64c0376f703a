#include "core/engine/show.h"
#include "core/engine/show_fields.h"

namespace reprise::engine {
namespace {

// The shortest spelling that reads back the same: trailing zeros left out, one number without
// brackets.
Json value_json(const std::array<double, 4>& value) {
  std::size_t count = value.size();
  while (count > 1 && value[count - 1] == 0) {
    --count;
  }
  if (count == 1) {
    return value[0];
  }
  Json array = Json::array();
  for (std::size_t i = 0; i < count; ++i) {
    array.push_back(value[i]);
  }
  return array;
}

Json mapping_json(const Mapping& mapping) {
  Json json = Json::object();
  json["feature"] = feature_table()[static_cast<std::size_t>(mapping.feature)].name;
  if (mapping.role.empty()) {
    json["input"] = mapping.input;
  } else {
    json["role"] = mapping.role;
  }
  json["component"] = mapping.component;
  json["low"] = mapping.low;
  json["high"] = mapping.high;
  json["min"] = mapping.min;
  json["max"] = mapping.max;
  json["curve"] = kCurveNames[static_cast<std::size_t>(mapping.curve)];
  json["attack"] = mapping.attack;
  json["release"] = mapping.release;
  return json;
}

Json layer_json(const Layer& layer) {
  Json json = Json::object();
  json["preset"] = layer.preset;
  json["opacity"] = layer.opacity;
  json["blend"] = blend_mode_names()[static_cast<std::size_t>(layer.blend)];
  json["alpha"] = kAlphaNames[static_cast<std::size_t>(layer.alpha)];
  json["inputs"] = Json::object();
  for (const LayerInput& input : layer.inputs) {
    json["inputs"][input.input] = input.asset.empty() ? value_json(input.value) : Json(input.asset);
  }
  json["mappings"] = Json::array();
  for (const Mapping& mapping : layer.mappings) {
    json["mappings"].push_back(mapping_json(mapping));
  }
  return json;
}

Json scene_json(const Scene& scene) {
  Json json = Json::object();
  json["name"] = scene.name;
  json["background"] = scene.background;
  json["layers"] = Json::array();
  for (const Layer& layer : scene.layers) {
    json["layers"].push_back(layer_json(layer));
  }
  return json;
}

Json policy_json(const SwitchPolicy& policy) {
  Json json = Json::object();
  json["mode"] = kSwitchModeNames[static_cast<std::size_t>(policy.mode)];
  json["interval"] = policy.interval;
  json["jitter"] = policy.jitter;
  json["shuffle"] = policy.shuffle;
  json["transition"] = policy.transition;
  json["transition_preset"] = policy.transition_preset;
  return json;
}

// As a number while every JSON reader keeps it exact (up to 2^53), else as a decimal string.
Json seed_json(std::uint64_t seed) {
  constexpr std::uint64_t kExact = std::uint64_t{1} << 53;
  return seed <= kExact ? Json(seed) : Json(std::to_string(seed));
}

}  // namespace

Json show_to_json(const Show& show) {
  Json json = Json::object();
  json["name"] = show.name;
  json["seed"] = seed_json(show.seed);
  json["policy"] = policy_json(show.policy);
  json["scenes"] = Json::array();
  for (const Scene& scene : show.scenes) {
    json["scenes"].push_back(scene_json(scene));
  }
  return json;
}

}  // namespace reprise::engine
