#include <cmath>

#include <gtest/gtest.h>

#include "tests/engine/engine_fixture.h"

namespace reprise::engine::test {
namespace {

// One scene, one layer of a preset with one input.
Engine engine_of(PresetInput input, std::vector<Mapping> mappings) {
  return make_engine(show_of({scene_of("s", "p", std::move(mappings))}),
                     {preset_of("p", {std::move(input)})});
}

Script bass_script(std::function<double(std::int64_t)> bass) {
  Script script;
  script.analysis = [bass = std::move(bass)](std::int64_t hop) {
    HopAnalysis analysis;
    analysis.features = features_of(FeatureId::kBass, bass(hop));
    return analysis;
  };
  return script;
}

TEST(Mapping, GoesFromLowAndHighToMinAndMax) {
  Mapping mapping = map_to_input(FeatureId::kBass, "x");
  mapping.low = 0.2;
  mapping.high = 0.6;
  mapping.min = -1;
  mapping.max = 3;
  const Engine engine = engine_of(float_input("x", -5, 5, 4), {mapping});
  const auto value_at = [&](double bass) {
    return Playthrough(engine, bass_script([=](std::int64_t) { return bass; })).to(0).input(0);
  };
  EXPECT_EQ(value_at(0), -1);
  EXPECT_EQ(value_at(0.2), -1);
  EXPECT_NEAR(value_at(0.4), 1, 1e-3);
  EXPECT_EQ(value_at(0.7), 3);
}

TEST(Mapping, MaxBelowMinTurnsItRoundAndAttackStaysWithTheRise) {
  Mapping mapping = map_to_input(FeatureId::kBass, "x");
  mapping.min = 1;
  mapping.max = 0;
  mapping.attack = 0;
  mapping.release = 1;
  const Engine engine = engine_of(float_input("x"), {mapping});
  Playthrough run(engine, bass_script([](std::int64_t hop) { return hop == 1 ? 1.0 : 0.0; }));
  EXPECT_EQ(run.to(0).input(0), 1);
  EXPECT_EQ(run.to(1).input(0), 0);
  EXPECT_LT(run.to(2).input(0), 0.02F);
}

TEST(Mapping, EnvelopeFollowsTheTimeConstant) {
  Mapping mapping = map_to_input(FeatureId::kBass, "x");
  mapping.attack = 0.1;
  const Engine engine = engine_of(float_input("x"), {mapping});
  Playthrough run(engine, bass_script([](std::int64_t hop) { return hop == 0 ? 0.0 : 1.0; }));
  constexpr std::int64_t kHops = 19;  // 0.1013 s
  const double elapsed = kHops * 256.0 / 48000;
  EXPECT_NEAR(run.to(kHops).input(0), 1 - std::exp(-elapsed / 0.1), 1e-6);
}

TEST(Mapping, StartsAtItsTargetInsteadOfAtZero) {
  Mapping mapping = map_to_input(FeatureId::kBass, "x");
  mapping.attack = 10;
  const Engine engine = engine_of(float_input("x"), {mapping});
  EXPECT_EQ(Playthrough(engine, bass_script([](std::int64_t) { return 1.0; })).to(0).input(0), 1);
}

TEST(Mapping, TheLastMappingOfAnInputCounts) {
  Mapping first = map_to_input(FeatureId::kBass, "x");
  Mapping second = map_to_input(FeatureId::kTreble, "x");
  const Engine engine = engine_of(float_input("x"), {first, second});
  EXPECT_EQ(Playthrough(engine, bass_script([](std::int64_t) { return 1.0; })).to(0).input(0), 0);
}

TEST(Mapping, DrivesOneComponentAndLeavesTheOthers) {
  PresetInput tint = input_of(InputType::kColor, "tint");
  tint.default_value = {0.25, 0.5, 0.75, 1};
  Mapping mapping = map_to_input(FeatureId::kBass, "tint");
  mapping.component = 2;
  const Engine engine = engine_of(tint, {mapping});
  Playthrough run(engine, bass_script([](std::int64_t) { return 1.0; }));
  run.to(0);
  EXPECT_EQ(run.now().scene.layers[0].inputs[0].value,
            (std::array<float, 4>{0.25F, 0.5F, 1.0F, 1.0F}));
}

TEST(Mapping, LongsTakeTheNearestListedValueAndBoolsSwitchInTheMiddle) {
  PresetInput mode = input_of(InputType::kLong, "mode");
  mode.values = {0, 3, 10};
  Mapping mapping = map_to_input(FeatureId::kBass, "mode");
  mapping.max = 10;
  const Engine longs = engine_of(mode, {mapping});
  const auto mode_at = [&](double bass) {
    return Playthrough(longs, bass_script([=](std::int64_t) { return bass; })).to(0).input(0);
  };
  EXPECT_EQ(mode_at(0.1), 0);
  EXPECT_EQ(mode_at(0.4), 3);
  EXPECT_EQ(mode_at(0.9), 10);

  const Engine bools =
      engine_of(input_of(InputType::kBool, "on"), {map_to_input(FeatureId::kBass, "on")});
  EXPECT_EQ(Playthrough(bools, bass_script([](std::int64_t) { return 0.4; })).to(0).input(0), 0);
  EXPECT_EQ(Playthrough(bools, bass_script([](std::int64_t) { return 0.6; })).to(0).input(0), 1);
}

TEST(Mapping, ARoleDrivesEveryInputThatHasIt) {
  Mapping mapping = map_to_input(FeatureId::kBass, "");
  mapping.role = "kick";
  const Engine engine =
      make_engine(show_of({scene_of("s", "p", {mapping})}),
                  {preset_of("p", {float_input("a", 0, 1, 0, "kick"), float_input("b"),
                                   float_input("c", 0, 1, 0, "kick")})});
  Playthrough run(engine, bass_script([](std::int64_t) { return 1.0; }));
  run.to(0);
  EXPECT_EQ(run.input(0), 1);
  EXPECT_EQ(run.input(1), 0);
  EXPECT_EQ(run.input(2), 1);
}

TEST(Mapping, OnsetsFireEventsAtTheirHop) {
  const Engine engine =
      engine_of(input_of(InputType::kEvent, "hit"), {map_to_input(FeatureId::kOnset, "hit")});
  Script script;
  script.analysis = [](std::int64_t hop) {
    HopAnalysis analysis;
    analysis.features = features_of(FeatureId::kOnset, 0.9);  // the strength alone fires nothing
    analysis.onset = hop == 4;
    return analysis;
  };
  Playthrough run(engine, script);
  EXPECT_EQ(run.to(3).now().scene.layers[0].inputs[0].last_event, -1);
  EXPECT_EQ(run.to(4).now().scene.layers[0].inputs[0].last_event, 4 * kHop);
  EXPECT_EQ(run.to(9).now().scene.layers[0].inputs[0].last_event, 4 * kHop);
}

TEST(Mapping, OtherFeaturesFireEventsWhenTheyRiseAboveLow) {
  Mapping mapping = map_to_input(FeatureId::kBass, "hit");
  mapping.low = 0.5;
  const Engine engine = engine_of(input_of(InputType::kEvent, "hit"), {mapping});
  // Above from the start (has not risen), falls at 2, rises at 4, stays.
  Playthrough run(engine,
                  bass_script([](std::int64_t hop) { return hop == 2 || hop == 3 ? 0.1 : 0.9; }));
  EXPECT_EQ(run.to(3).now().scene.layers[0].inputs[0].last_event, -1);
  EXPECT_EQ(run.to(4).now().scene.layers[0].inputs[0].last_event, 4 * kHop);
  EXPECT_EQ(run.to(8).now().scene.layers[0].inputs[0].last_event, 4 * kHop);
}

TEST(Mapping, DefaultsThenFixedValuesThenMappingsThenHand) {
  Show show = show_of({scene_of("s", "p", {map_to_input(FeatureId::kBass, "mapped")})});
  show.scenes[0].layers[0].inputs = {{"fixed", {0.5}, ""}, {"mapped", {0.5}, ""}};
  const Engine engine =
      make_engine(std::move(show), {preset_of("p", {float_input("plain", 0, 1, 0.25),
                                                    float_input("fixed"), float_input("mapped")})});
  Script script = bass_script([](std::int64_t) { return 1.0; });
  script.cues = {cue_at(1, CueType::kParameter, "s/0/mapped", {0.125})};
  Playthrough run(engine, script);
  run.to(0);
  EXPECT_EQ(run.input(0), 0.25F);
  EXPECT_EQ(run.input(1), 0.5F);
  EXPECT_EQ(run.input(2), 1.0F);
  EXPECT_EQ(run.to(1).input(2), 0.125F);
}

TEST(Mapping, AudioInputsAreNotInTheStateAndImagesNameTheirAsset) {
  Show show = show_of({scene_of("s", "p")});
  show.scenes[0].layers[0].inputs = {{"logo", {}, "logo.png"}};
  const Engine engine = make_engine(
      std::move(show),
      {preset_of("p", {input_of(InputType::kAudio, "wave"), input_of(InputType::kImage, "logo"),
                       input_of(InputType::kAudioFft, "fft"), float_input("x")})});
  const VisualState state = Playthrough(engine, {}).to(0).now();
  ASSERT_EQ(state.scene.layers[0].inputs.size(), 2U);
  EXPECT_EQ(state.scene.layers[0].inputs[0].picture.asset, "logo.png");
  EXPECT_EQ(state.scene.layers[0].inputs[1].name, "x");
}

}  // namespace
}  // namespace reprise::engine::test
