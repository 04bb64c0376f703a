// Shows made from a preset alone, and presets that take another's place.
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/engine/roles.h"
#include "tests/engine/engine_fixture.h"

namespace reprise::engine::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<Mapping> mappings_of(const NamedPreset& preset) {
  return single_preset_show(preset, 1).scenes.at(0).layers.at(0).mappings;
}

TEST(Roles, NamesAreUniqueAndRangesMakeSense) {
  std::set<std::string_view> names;
  for (const RoleInfo& role : role_table()) {
    EXPECT_TRUE(names.insert(role.name).second) << role.name;
    EXPECT_LT(role.low, role.high) << role.name;
    EXPECT_FALSE(role.description.empty());
    EXPECT_EQ(find_role(role.name), &role);
  }
  EXPECT_EQ(find_role(kSeedRole), nullptr);
  EXPECT_EQ(find_role(""), nullptr);
}

TEST(SinglePresetShow, IsOneSceneThatNeverSwitches) {
  const Show show = single_preset_show(preset_of("p", {}), 77);
  EXPECT_EQ(show.seed, 77U);
  EXPECT_EQ(show.policy.mode, SwitchMode::kManual);
  ASSERT_THAT(show.scenes, SizeIs(1));
  EXPECT_EQ(show.scenes[0].layers.at(0).preset, "p");
}

TEST(SinglePresetShow, MapsRolesOverTheirWholeRange) {
  const auto mappings = mappings_of(preset_of(
      "p",
      {float_input("a", -3, 5, 0, "treble"), float_input("free"), float_input("r", 0, 1, 0, "seed"),
       input_of(InputType::kEvent, "hit", "onset"), input_of(InputType::kColor, "tint", "hue")}));
  ASSERT_THAT(mappings, SizeIs(2));
  EXPECT_EQ(mappings[0].feature, FeatureId::kTreble);
  EXPECT_EQ(mappings[0].input, "a");
  EXPECT_EQ(mappings[0].min, -3);
  EXPECT_EQ(mappings[0].max, 5);
  EXPECT_EQ(mappings[1].input, "hit");
}

TEST(SinglePresetShow, APresetWithoutRolesStillMoves) {
  PresetInput full = float_input("full", 0, 10, 10);
  const auto mappings = mappings_of(preset_of(
      "foreign", {float_input("speed"), float_input("wobble", 0, 4, 1), full,
                  float_input("glowAmount", 0, 1, 0.5), float_input("fixed", 2, 2, 2),
                  input_of(InputType::kEvent, "flash"), input_of(InputType::kBool, "invert")}));
  // Names that promise a visible change come first; time and empty ranges are left alone.
  ASSERT_THAT(mappings, SizeIs(4));
  EXPECT_EQ(mappings[0].input, "glowAmount");
  EXPECT_EQ(mappings[0].feature, FeatureId::kBass);
  EXPECT_EQ(mappings[0].min, 0.5);
  EXPECT_DOUBLE_EQ(mappings[0].max, 0.85);
  EXPECT_EQ(mappings[1].input, "wobble");
  EXPECT_EQ(mappings[1].feature, FeatureId::kEnergy);
  EXPECT_EQ(mappings[2].input, "full");
  EXPECT_EQ(mappings[2].min, 10);
  EXPECT_DOUBLE_EQ(mappings[2].max, 6.5);
  EXPECT_EQ(mappings[3].input, "flash");
  EXPECT_EQ(mappings[3].feature, FeatureId::kOnset);
}

TEST(SinglePresetShow, IsValidWhateverThePresetDeclares) {
  PresetInput mode = input_of(InputType::kLong, "mode", "energy");
  mode.values = {4, -2, 9};
  const NamedPreset preset =
      preset_of("p", {mode, input_of(InputType::kImage, "inputImage", "bass"),
                      float_input("b", 1, 3, 2, "hue"), input_of(InputType::kPoint2D, "at", "mid"),
                      input_of(InputType::kBool, "on", "peak")});
  const Show show = single_preset_show(preset, 1);
  const Status status = validate_show(show, std::span(&preset, 1));
  EXPECT_TRUE(status) << status.error().message;
  EXPECT_EQ(show.scenes[0].layers[0].mappings.at(0).min, -2);
  EXPECT_EQ(show.scenes[0].layers[0].mappings.at(0).max, 9);
}

TEST(SinglePresetShow, RecordedSwitchesHaveNothingToDo) {
  const NamedPreset preset = preset_of("a", {float_input("x", 0, 1, 0, "bass")});
  EngineOptions options;
  options.decisions = Decisions::kObey;
  const Engine engine = make_engine(single_preset_show(preset, 1), {preset}, options);
  Script script;
  script.analysis = lively;
  Script with_switches = script;
  for (const char* scene : {"a", "b"}) {  // even when a scene had the preset's name
    Cue cue = switch_at(5, scene, 4800);
    cue.origin = CueOrigin::kEngine;
    with_switches.cues.push_back(cue);
  }
  EXPECT_EQ(states_of(engine, with_switches, 30), states_of(engine, script, 30));
}

TEST(ReplacePreset, CarriesByNameAndTypeThenByRole) {
  const NamedPreset old = preset_of(
      "old", {float_input("size", 0, 1), float_input("kick", 0, 2, 0, "bass"), float_input("odd"),
              input_of(InputType::kColor, "tint"), float_input("mood")});
  const NamedPreset now =
      preset_of("new", {float_input("pump", 10, 20, 10, "bass"), float_input("size", 0, 10),
                        input_of(InputType::kBool, "odd"), input_of(InputType::kColor, "tint")});
  Mapping by_role;
  by_role.feature = FeatureId::kSub;
  by_role.role = "bass";
  by_role.max = 1;
  Show show = show_of({scene_of("s", "old",
                                {map_to_input(FeatureId::kMid, "size"), by_role,
                                 map_to_input(FeatureId::kPeak, "odd")}),
                       scene_of("t", "other")});
  show.scenes[0].layers[0].inputs = {
      {"tint", {1, 2, 3, 4}, ""}, {"kick", {0.5}, ""}, {"mood", {1}, ""}};

  const auto lost = replace_preset(show, "old", old, now);
  const Layer& layer = show.scenes[0].layers[0];
  EXPECT_EQ(layer.preset, "new");
  ASSERT_THAT(layer.mappings, SizeIs(2));
  EXPECT_EQ(layer.mappings[0].input, "size");
  EXPECT_EQ(layer.mappings[0].max, 10);
  EXPECT_EQ(layer.mappings[1].role, "bass");
  EXPECT_EQ(layer.mappings[1].min, 10);
  EXPECT_EQ(layer.mappings[1].max, 15);
  ASSERT_THAT(layer.inputs, SizeIs(2));
  EXPECT_EQ(layer.inputs[0].value, (std::array<double, 4>{1, 2, 3, 4}));
  EXPECT_EQ(layer.inputs[1].input, "pump");
  EXPECT_EQ(layer.inputs[1].value[0], 12.5);
  ASSERT_THAT(lost, SizeIs(2));
  EXPECT_THAT(lost[0], HasSubstr("value of 'mood'"));
  EXPECT_THAT(lost[1], HasSubstr("mapping of peak to 'odd'"));
  EXPECT_EQ(show.scenes[1].layers[0].preset, "other");
  EXPECT_TRUE(validate_show(show, std::array{now, preset_of("other", {})}));
}

TEST(ReplacePreset, ALayerThatLosesAllItsMappingsGetsTheSuggestedOnes) {
  const NamedPreset old = preset_of("old", {float_input("a")});
  const NamedPreset now = preset_of("new", {float_input("b", 0, 1, 0, "treble")});
  Show show = show_of({scene_of("s", "old", {map_to_input(FeatureId::kMid, "a")})});
  EXPECT_THAT(replace_preset(show, "old", old, now), SizeIs(1));
  ASSERT_THAT(show.scenes[0].layers[0].mappings, SizeIs(1));
  EXPECT_EQ(show.scenes[0].layers[0].mappings[0].feature, FeatureId::kTreble);
}

TEST(ReplacePreset, ReplacesTheTransitionByATransitionOnly) {
  Show show = show_of({scene_of("s", "p")});
  show.policy.transition_preset = "wipe";
  const NamedPreset wipe = preset_of("wipe", {}, PresetKind::kTransition);
  EXPECT_THAT(replace_preset(show, "wipe", wipe, preset_of("p", {})), IsEmpty());
  EXPECT_EQ(show.policy.transition_preset, "wipe");
  replace_preset(show, "wipe", wipe, preset_of("slide", {}, PresetKind::kTransition));
  EXPECT_EQ(show.policy.transition_preset, "slide");
}

}  // namespace
}  // namespace reprise::engine::test
