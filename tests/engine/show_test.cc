#include "core/engine/show.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reprise::engine {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::string_view kFull = R"({
  "$schema": "show.schema.json",
  "name": "night",  // comments are welcome
  "seed": "18446744073709551615",
  "policy": {"mode": "time", "interval": 8.5, "jitter": 2, "shuffle": true,
             "transition": 0.5, "transition_preset": "wipe"},
  "scenes": [
    {"name": "intro", "background": [0.1, 0.2, 0.3],
     "layers": [
       {"preset": "aurora", "opacity": 0.5, "blend": "color-dodge", "alpha": "straight",
        "inputs": {"speed": 0.25, "on": true, "tint": [1, 0.5, 0, 0], "logo": "logo.png"},
        "mappings": [
          {"feature": "bass", "role": "bass", "low": 0.2, "high": 0.8, "min": 3, "max": -1,
           "curve": "smoothstep", "attack": 0.01, "release": 0.2},
          {"feature": "low_mid", "input": "tint", "component": 3},
        ]},
     ]},
    {"name": "end", "layers": [{"preset": "plain"}]}
  ]
})";

TEST(ParseShow, ReadsEveryField) {
  const auto show = parse_show(kFull);
  ASSERT_TRUE(show) << show.error().message;
  EXPECT_EQ(show->name, "night");
  EXPECT_EQ(show->seed, 18446744073709551615ULL);
  EXPECT_EQ(show->policy.mode, SwitchMode::kTime);
  EXPECT_EQ(show->policy.interval, 8.5);
  EXPECT_EQ(show->policy.jitter, 2);
  EXPECT_TRUE(show->policy.shuffle);
  EXPECT_EQ(show->policy.transition, 0.5);
  EXPECT_EQ(show->policy.transition_preset, "wipe");
  ASSERT_EQ(show->scenes.size(), 2U);
  EXPECT_EQ(show->scenes[0].background, (std::array<double, 4>{0.1, 0.2, 0.3, 1}));
  const Layer& layer = show->scenes[0].layers.at(0);
  EXPECT_EQ(layer.preset, "aurora");
  EXPECT_EQ(layer.opacity, 0.5);
  EXPECT_EQ(layer.blend, BlendMode::kColorDodge);
  EXPECT_EQ(layer.alpha, AlphaPolicy::kStraight);
  ASSERT_EQ(layer.inputs.size(), 4U);
  EXPECT_EQ(layer.inputs[0].value[0], 0.25);
  EXPECT_EQ(layer.inputs[1].value[0], 1);
  EXPECT_EQ(layer.inputs[2].value, (std::array<double, 4>{1, 0.5, 0, 0}));
  EXPECT_EQ(layer.inputs[3].asset, "logo.png");
  ASSERT_EQ(layer.mappings.size(), 2U);
  EXPECT_EQ(layer.mappings[0].feature, FeatureId::kBass);
  EXPECT_EQ(layer.mappings[0].role, "bass");
  EXPECT_EQ(layer.mappings[0].low, 0.2);
  EXPECT_EQ(layer.mappings[0].high, 0.8);
  EXPECT_EQ(layer.mappings[0].min, 3);
  EXPECT_EQ(layer.mappings[0].max, -1);
  EXPECT_EQ(layer.mappings[0].curve, Curve::kSmoothstep);
  EXPECT_EQ(layer.mappings[0].attack, 0.01);
  EXPECT_EQ(layer.mappings[0].release, 0.2);
  EXPECT_EQ(layer.mappings[1].input, "tint");
  EXPECT_EQ(layer.mappings[1].component, 3);
}

TEST(ParseShow, WhatIsLeftOutHasItsDefault) {
  const auto show = parse_show(R"({"scenes": [{"name": "s", "layers": [{"preset": "p"}]}]})");
  ASSERT_TRUE(show) << show.error().message;
  EXPECT_EQ(show->seed, 1U);
  EXPECT_EQ(show->policy.mode, SwitchMode::kTime);
  EXPECT_EQ(show->policy.interval, 12);
  EXPECT_EQ(show->scenes[0].layers[0].opacity, 1);
  EXPECT_EQ(show->scenes[0].layers[0].blend, BlendMode::kNormal);
}

TEST(ShowToJson, ReadsBackToTheSame) {
  const auto show = parse_show(kFull);
  ASSERT_TRUE(show);
  const std::string text = dump_json(show_to_json(*show));
  const auto again = parse_show(text);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(dump_json(show_to_json(*again)), text);
  EXPECT_EQ(again->seed, show->seed);
  EXPECT_EQ(again->scenes[0].layers[0].inputs[2].value, show->scenes[0].layers[0].inputs[2].value);
  EXPECT_EQ(again->scenes[0].layers[0].mappings[1].component, 3);
}

// Wrapped into the smallest show that has such a place.
std::string with_policy(std::string_view policy) {
  return R"({"policy": )" + std::string(policy) +
         R"(, "scenes": [{"name": "s", "layers": [{"preset": "p"}]}]})";
}
std::string with_scene(std::string_view scene) {
  return R"({"scenes": [)" + std::string(scene) + "]}";
}
std::string with_layer(std::string_view layer) {
  return with_scene(R"({"name": "s", "layers": [)" + std::string(layer) + "]}");
}
std::string with_mapping(std::string_view mapping) {
  return with_layer(R"({"preset": "p", "mappings": [)" + std::string(mapping) + "]}");
}

void expect_error(const std::string& text, std::string_view message, std::string_view hint) {
  const auto show = parse_show(text);
  ASSERT_FALSE(show) << text;
  EXPECT_EQ(show.error().code, ErrorCode::kInvalid);
  EXPECT_THAT(show.error().message, StartsWith(std::string(message))) << text;
  EXPECT_THAT(show.error().hint, HasSubstr(std::string(hint))) << text;
  EXPECT_FALSE(show.error().hint.empty()) << text;
}

TEST(ParseShow, ErrorsAtTheTop) {
  expect_error("{", "line 1, column 2", "JSON");
  expect_error("[]", "$: expected an object", "");
  expect_error("{}", "$: \"scenes\" is missing", "list of scenes");
  expect_error(R"({"scene": []})", "$: unknown field \"scene\"", "scenes");
  expect_error(R"({"scenes": 3})", "scenes: expected an array", "");
  expect_error(R"({"scenes": []})", "scenes: the show has no scenes", "at least one");
  expect_error(R"({"name": 3, "scenes": []})", "name: expected a string", "quotes");
  expect_error(R"({"seed": -1, "scenes": []})", "seed: expected an integer", "");
  expect_error(R"({"seed": "x", "scenes": []})", "seed: expected an integer", "");
}

TEST(ParseShow, ErrorsInThePolicy) {
  expect_error(with_policy("3"), "policy: expected an object", "");
  expect_error(with_policy(R"({"intervall": 3})"), "policy: unknown field", "interval");
  expect_error(with_policy(R"({"mode": "tim"})"), "policy.mode: unknown switch mode 'tim'",
               "did you mean 'time'?");
  expect_error(with_policy(R"({"mode": 1})"), "policy.mode: expected a string", "manual");
  expect_error(with_policy(R"({"interval": 0})"), "policy.interval: 0 is outside", "seconds");
  expect_error(with_policy(R"({"interval": "3"})"), "policy.interval: expected a number", "");
  expect_error(with_policy(R"({"interval": 3, "jitter": 4})"), "policy.jitter: 4 is outside",
               "at most the interval");
  expect_error(with_policy(R"({"shuffle": "yes"})"), "policy.shuffle: expected true or false",
               "quotes");
  expect_error(with_policy(R"({"transition": -1})"), "policy.transition: -1 is outside", "cut");
  expect_error(with_policy(R"({"transition_preset": 1})"), "policy.transition_preset: expected",
               "");
}

TEST(ParseShow, ErrorsInAScene) {
  expect_error(with_scene("1"), "scenes[0]: expected an object", "");
  expect_error(with_scene(R"({"layers": []})"), "scenes[0]: \"name\" is missing", "");
  expect_error(with_scene(R"({"name": "", "layers": []})"), "scenes[0]: \"name\" is empty", "");
  expect_error(with_scene(R"({"name": "s"})"), "scenes[0]: \"layers\" is missing", "");
  expect_error(with_scene(R"({"name": "s", "layers": []})"), "scenes[0].layers: the scene has no",
               "at least one");
  expect_error(with_scene(R"({"name": "s", "colour": 1, "layers": []})"),
               "scenes[0]: unknown field", "");
  expect_error(with_scene(R"({"name": "s", "background": [1, 2], "layers": []})"),
               "scenes[0].background: expected 3 or 4 numbers", "red");
  expect_error(with_scene(R"({"name": "s", "background": [1, 2, 0], "layers": []})"),
               "scenes[0].background[1]: 2 is outside", "red");
  const std::string scene = R"({"name": "s", "layers": [{"preset": "p"}]})";
  expect_error(with_scene(scene + "," + scene), "scenes[1].name: scene 0 is called 's' too", "");
}

TEST(ParseShow, ErrorsInALayer) {
  expect_error(with_layer("{}"), "scenes[0].layers[0]: \"preset\" is missing", "preset");
  expect_error(with_layer(R"({"preset": ""})"), "scenes[0].layers[0]: \"preset\" is empty", "");
  expect_error(with_layer(R"({"preset": "p", "opacty": 1})"),
               "scenes[0].layers[0]: unknown field \"opacty\"", "opacity");
  expect_error(with_layer(R"({"preset": "p", "opacity": 1.5})"),
               "scenes[0].layers[0].opacity: 1.5 is outside 0 to 1", "");
  expect_error(with_layer(R"({"preset": "p", "blend": "ad"})"),
               "scenes[0].layers[0].blend: unknown blend mode 'ad'", "did you mean 'add'?");
  expect_error(with_layer(R"({"preset": "p", "alpha": "premultiplied-or-so"})"),
               "scenes[0].layers[0].alpha: unknown alpha policy", "opaque, straight");
  expect_error(with_layer(R"({"preset": "p", "inputs": []})"),
               "scenes[0].layers[0].inputs: expected an object", "speed");
  expect_error(with_layer(R"({"preset": "p", "inputs": {"a": [1, 2, 3, 4, 5]}})"),
               "scenes[0].layers[0].inputs.a: expected 1 to 4 numbers", "array");
  expect_error(with_layer(R"({"preset": "p", "inputs": {"a": [1, "b"]}})"),
               "scenes[0].layers[0].inputs.a[1]: expected a number", "");
  expect_error(with_layer(R"({"preset": "p", "inputs": {"a": {}}})"),
               "scenes[0].layers[0].inputs.a: expected a number", "image");
  expect_error(with_layer(R"({"preset": "p", "inputs": {"a": ""}})"),
               "scenes[0].layers[0].inputs.a: the name of an image is empty", "");
}

TEST(ParseShow, ErrorsInAMapping) {
  const std::string at = "scenes[0].layers[0].mappings[0]";
  expect_error(with_mapping("{}"), at + ": \"feature\" is missing", "bass");
  expect_error(with_mapping(R"({"feature": "bas", "input": "x"})"),
               at + ".feature: unknown feature 'bas'", "did you mean 'bass'?");
  expect_error(with_mapping(R"({"feature": "bass"})"), at + ": expected either \"input\" or", "");
  expect_error(with_mapping(R"({"feature": "bass", "input": "x", "role": "y"})"),
               at + ": expected either", "");
  expect_error(with_mapping(R"({"feature": "bass", "input": "x", "component": 4})"),
               at + ".component: 4 is outside", "alpha");
  expect_error(with_mapping(R"({"feature": "bass", "input": "x", "low": 2})"),
               at + ".low: 2 is outside", "");
  expect_error(with_mapping(R"({"feature": "bass", "input": "x", "low": 0.5, "high": 0.5})"),
               at + ": \"low\" must be less than \"high\"", "min");
  expect_error(with_mapping(R"({"feature": "bass", "input": "x", "max": "big"})"),
               at + ".max: expected a number", "units");
  expect_error(with_mapping(R"({"feature": "bass", "input": "x", "curve": "cubic"})"),
               at + ".curve: unknown curve 'cubic'", "linear");
  expect_error(with_mapping(R"({"feature": "bass", "input": "x", "attack": -1})"),
               at + ".attack: -1 is outside", "seconds");
  expect_error(with_mapping(R"({"feature": "bass", "input": "x", "relase": 1})"),
               at + ": unknown field", "release");
}

TEST(SwitchMode, NamesGoBothWays) {
  for (std::string_view name : switch_mode_names()) {
    const auto mode = switch_mode_by_name(name);
    ASSERT_TRUE(mode);
    EXPECT_EQ(switch_mode_names()[static_cast<std::size_t>(*mode)], name);
  }
  EXPECT_FALSE(switch_mode_by_name("sometimes"));
}

TEST(PresetsOf, EachOnceInOrderAndTheTransition) {
  EXPECT_THAT(presets_of(*parse_show(kFull)), ::testing::ElementsAre("aurora", "plain", "wipe"));
}

}  // namespace
}  // namespace reprise::engine
