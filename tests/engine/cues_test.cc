#include "core/engine/cues.h"

#include <limits>

#include <gtest/gtest.h>

#include "tests/engine/engine_fixture.h"

namespace reprise::engine::test {
namespace {

// Scenes "a" and "b/c" (a name with a slash) of preset p; q is another preset of the take.
class Cues : public ::testing::Test {
 protected:
  Cues() {
    Show show =
        show_of({scene_of("a", "p", {map_to_input(FeatureId::kBass, "x")}), scene_of("b/c", "p")});
    show.policy.transition = 1;
    show.policy.transition_preset = "wipe";
    engine_.emplace(
        make_engine(std::move(show),
                    {preset_of("p", {float_input("x", 0, 2, 1), input_of(InputType::kPoint2D, "at"),
                                     input_of(InputType::kEvent, "hit")}),
                     preset_of("q", {float_input("x", 0, 20, 3), float_input("y")}),
                     preset_of("wipe", {}, PresetKind::kTransition),
                     preset_of("slide", {}, PresetKind::kTransition)}));
  }

  VisualState at(std::int64_t hop, std::vector<Cue> cues, double bass = 0.5) {
    Script script;
    script.cues = std::move(cues);
    script.analysis = [=](std::int64_t) {
      HopAnalysis analysis;
      analysis.features = features_of(FeatureId::kBass, bass);
      return analysis;
    };
    return Playthrough(*engine_, script).to(hop).now();
  }

  std::optional<Engine> engine_;
};

TEST_F(Cues, AParameterHoldsUntilItIsReleased) {
  const Cue set = cue_at(2, CueType::kParameter, "a/0/x", {1.5});
  const Cue release = cue_at(5, CueType::kParameter, "a/0/x");
  EXPECT_EQ(at(1, {set}, 0.25).scene.layers[0].inputs[0].value[0],
            at(1, {}, 0.25).scene.layers[0].inputs[0].value[0]);
  EXPECT_EQ(at(4, {set, release}).scene.layers[0].inputs[0].value[0], 1.5F);
  EXPECT_EQ(at(5, {set, release}, 0).scene.layers[0].inputs[0].value[0], 0);
}

TEST_F(Cues, ACueBetweenHopsActsAtTheNextOne) {
  Cue set = cue_at(2, CueType::kParameter, "a/0/x", {1.5});
  set.sample.value += 1;
  EXPECT_NE(at(2, {set}).scene.layers[0].inputs[0].value[0], 1.5F);
  EXPECT_EQ(at(3, {set}).scene.layers[0].inputs[0].value[0], 1.5F);
}

TEST_F(Cues, CuesAtOneSampleActInFileOrder) {
  const Cue low = cue_at(2, CueType::kParameter, "a/0/x", {0.25});
  const Cue high = cue_at(2, CueType::kParameter, "a/0/x", {1.75});
  EXPECT_EQ(at(2, {low, high}).scene.layers[0].inputs[0].value[0], 1.75F);
  EXPECT_EQ(at(2, {high, low}).scene.layers[0].inputs[0].value[0], 0.25F);
}

TEST_F(Cues, AParameterIsClampedToTheDeclaredRange) {
  EXPECT_EQ(
      at(0, {cue_at(0, CueType::kParameter, "a/0/x", {99})}).scene.layers[0].inputs[0].value[0], 2);
}

TEST_F(Cues, AParameterMaySetSomeComponents) {
  const auto value =
      at(0, {cue_at(0, CueType::kParameter, "a/0/at", {0.5})}).scene.layers[0].inputs[1].value;
  EXPECT_EQ(value[0], 0.5F);
  EXPECT_EQ(value[1], 0);
}

TEST_F(Cues, AnEventParameterFiresAtItsHop) {
  Cue hit = cue_at(3, CueType::kParameter, "a/0/hit", {1});
  hit.sample.value -= 10;
  EXPECT_EQ(at(5, {hit}).scene.layers[0].inputs[2].last_event, 3 * kHop);
  hit.values = {0};
  EXPECT_EQ(at(5, {hit}).scene.layers[0].inputs[2].last_event, -1);
}

TEST_F(Cues, WhatDoesNotExistOrMakesNoSenseDoesNothing) {
  const VisualState plain = at(4, {});
  Cue preset = cue_at(2, CueType::kPreset, "a/0");
  preset.text = "nowhere";
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const Cue& cue :
       {cue_at(2, CueType::kParameter, "a/0/nothing", {1}),
        cue_at(2, CueType::kParameter, "a/9/x", {1}), cue_at(2, CueType::kParameter, "z/0/x", {1}),
        cue_at(2, CueType::kParameter, "", {1}), cue_at(2, CueType::kParameter, "a/0x/x", {1}),
        cue_at(2, CueType::kParameter, "a/0/x", {nan}), cue_at(2, CueType::kOpacity, "a/1", {0}),
        cue_at(2, CueType::kOpacity, "a/0", {nan}), switch_at(2, "nowhere"), switch_at(2, "a"),
        preset, number_at(2, CueType::kQuality, 99), number_at(2, CueType::kQuality, -1),
        cue_at(2, CueType::kMarker), cue_at(2, CueType::kKey), number_at(2, CueType::kGap, 1000)}) {
    EXPECT_EQ(at(4, {cue}), plain) << cue.target << cue.text;
  }
}

TEST_F(Cues, OpacityIsClampedAndReleased) {
  const Cue set = cue_at(1, CueType::kOpacity, "b/c/0", {7});
  const Cue half = cue_at(1, CueType::kOpacity, "a/0", {0.5});
  EXPECT_EQ(at(1, {half}).scene.layers[0].opacity, 0.5F);
  EXPECT_EQ(at(2, {half, cue_at(2, CueType::kOpacity, "a/0")}).scene.layers[0].opacity, 1);
  EXPECT_EQ(at(2, {set, switch_at(2, "b/c")}).scene.layers[0].opacity, 1);
}

TEST_F(Cues, BlackoutAndQualityActAtOnce) {
  EXPECT_EQ(at(2, {number_at(2, CueType::kBlackout, 1)}).master, 0);
  EXPECT_EQ(
      at(3, {number_at(2, CueType::kBlackout, 1), number_at(3, CueType::kBlackout, 0)}).master, 1);
  EXPECT_EQ(at(2, {number_at(2, CueType::kQuality, 0)}).quality, Quality::kFast);
}

TEST_F(Cues, AFreezeHoldsEverythingButBlackoutAndQuality) {
  std::vector<Cue> cues = {number_at(3, CueType::kFreeze, 1), switch_at(5, "b/c"),
                           cue_at(5, CueType::kParameter, "a/0/x", {0.1}),
                           number_at(6, CueType::kFreeze, 1)};
  VisualState expected = at(3, {});
  expected.frozen = true;
  EXPECT_EQ(at(9, cues), expected);

  cues.push_back(number_at(10, CueType::kBlackout, 1));
  EXPECT_EQ(at(10, cues).master, 0);
  cues.push_back(number_at(12, CueType::kFreeze, 0));
  EXPECT_EQ(at(12, cues).scene.name, "b/c");
  EXPECT_EQ(at(12, cues).sample.value, 12 * kHop);
}

TEST_F(Cues, AFreezeAfterAThawHoldsANewPicture) {
  const std::vector<Cue> cues = {number_at(3, CueType::kFreeze, 1),
                                 number_at(7, CueType::kFreeze, 0),
                                 number_at(7, CueType::kFreeze, 1)};
  EXPECT_EQ(at(9, cues).sample.value, 7 * kHop);
}

TEST_F(Cues, ASwitchCutsOrRunsATransition) {
  const VisualState cut = at(4, {switch_at(4, "b/c")});
  EXPECT_EQ(cut.scene.name, "b/c");
  EXPECT_EQ(cut.scene.entry, 1);
  EXPECT_EQ(cut.scene.entered.value, 4 * kHop);
  EXPECT_FALSE(cut.outgoing);

  const std::vector<Cue> slow = {switch_at(4, "b/c", 4 * kHop)};
  EXPECT_EQ(at(4, slow).transition.progress, 0);
  EXPECT_EQ(at(5, slow).transition.progress, 0.25F);
  EXPECT_EQ(at(7, slow).outgoing->name, "a");
  EXPECT_EQ(at(7, slow).outgoing->entry, 0);
  EXPECT_FALSE(at(8, slow).outgoing);
}

TEST_F(Cues, ASwitchDuringATransitionLetsTheIncomingSceneGo) {
  const VisualState state = at(6, {switch_at(4, "b/c", 10 * kHop), switch_at(6, "a", 10 * kHop)});
  EXPECT_EQ(state.scene.name, "a");
  EXPECT_EQ(state.scene.entry, 2);
  ASSERT_TRUE(state.outgoing);
  EXPECT_EQ(state.outgoing->name, "b/c");
  EXPECT_EQ(state.transition.progress, 0);
}

TEST_F(Cues, TheOutgoingSceneKeepsMoving) {
  Script script;
  script.cues = {switch_at(4, "b/c", 10 * kHop)};
  script.analysis = [](std::int64_t hop) {
    HopAnalysis analysis;
    analysis.features = features_of(FeatureId::kBass, hop == 6 ? 1.0 : 0.0);
    return analysis;
  };
  EXPECT_EQ(Playthrough(*engine_, script).to(6).now().outgoing->layers[0].inputs[0].value[0], 1);
}

TEST_F(Cues, TheTransitionIsTheCuesOwnThenTheOneSetByHandThenTheShows) {
  Cue slide = cue_at(2, CueType::kTransition);
  slide.text = "slide";
  EXPECT_EQ(at(4, {switch_at(4, "b/c", 999)}).transition.preset, "wipe");
  EXPECT_EQ(at(4, {slide, switch_at(4, "b/c", 999)}).transition.preset, "slide");
  EXPECT_EQ(at(4, {slide, switch_at(4, "b/c", 999, "wipe")}).transition.preset, "wipe");
  EXPECT_EQ(at(4, {cue_at(2, CueType::kTransition), switch_at(4, "b/c", 999)}).transition.preset,
            "");
  // It counts for one switch.
  EXPECT_EQ(at(6, {slide, switch_at(4, "b/c"), switch_at(6, "a", 999)}).transition.preset, "wipe");
}

TEST_F(Cues, ATransitionThatIsNoneIsACrossfade) {
  for (const char* name : {"unknown", "q"}) {
    Cue by_hand = cue_at(2, CueType::kTransition);
    by_hand.text = name;
    EXPECT_EQ(at(4, {by_hand, switch_at(4, "b/c", 999)}).transition.preset, "") << name;
    EXPECT_EQ(at(4, {switch_at(4, "b/c", 999, name)}).transition.preset, "") << name;
  }
}

TEST_F(Cues, ANegativeDurationIsTheShows) {
  EXPECT_EQ(at(4 + 94, {switch_at(4, "b/c", -1)}).transition.progress, 94 * 256 / 48000.0F);
}

TEST_F(Cues, APresetTakesTheLayerOverWithItsMappingsMoved) {
  Cue preset = cue_at(3, CueType::kPreset, "a/0");
  preset.text = "q";
  const VisualState state = at(4,
                               {cue_at(1, CueType::kParameter, "a/0/x", {0.5}),
                                cue_at(1, CueType::kOpacity, "a/0", {0.5}), preset},
                               1.0);
  const LayerState& layer = state.scene.layers[0];
  EXPECT_EQ(layer.preset, "q");
  ASSERT_EQ(layer.inputs.size(), 2U);
  // Half of p's range 0 .. 2 is half of q's 0 .. 20; what was set by hand in p is gone.
  EXPECT_EQ(layer.inputs[0].value[0], 10);
  EXPECT_EQ(layer.opacity, 0.5F);
  EXPECT_EQ(state.scene.entry, 0);

  Cue back = cue_at(5, CueType::kPreset, "a/0");
  back.text = "p";
  EXPECT_EQ(at(6, {preset, back}), at(6, {}));
}

TEST_F(Cues, WhatWasSetByHandStaysWhenItsSceneComesBack) {
  EXPECT_EQ(at(6, {cue_at(1, CueType::kParameter, "a/0/x", {0.5}), switch_at(2, "b/c"),
                   switch_at(6, "a")})
                .scene.layers[0]
                .inputs[0]
                .value[0],
            0.5F);
}

TEST(UnknownNames, AreToldWithThoseThatThereAre) {
  Show show = show_of({scene_of("a", "p"), scene_of("b/c", "q")});
  show.policy.transition_preset = "wipe";
  const auto unknown = [&show](CueType type, std::string target, std::string text) {
    Cue cue = cue_at(1, type, std::move(target));
    cue.text = std::move(text);
    return unknown_name(show, cue);
  };
  EXPECT_EQ(unknown(CueType::kSwitch, "", "b/c"), std::nullopt);
  EXPECT_EQ(unknown(CueType::kSwitch, "", "b"), "scene 'b' (there is: a, b/c)");
  EXPECT_EQ(unknown(CueType::kSwitch, "wipe", "a"), std::nullopt);
  EXPECT_EQ(unknown(CueType::kSwitch, "wip", "a"), "preset 'wip' (there is: p, q, wipe)");
  EXPECT_EQ(unknown(CueType::kTransition, "", ""), std::nullopt);
  EXPECT_EQ(unknown(CueType::kTransition, "", "x"), "preset 'x' (there is: p, q, wipe)");
  EXPECT_EQ(unknown(CueType::kPreset, "a/0", "q"), std::nullopt);
  EXPECT_EQ(unknown(CueType::kPreset, "a/0", "x"), "preset 'x' (there is: p, q, wipe)");
  EXPECT_EQ(unknown(CueType::kPreset, "a/1", "q"), "layer 'a/1' (there is: a/0, b/c/0)");
  EXPECT_EQ(unknown(CueType::kParameter, "b/c/0/x", ""), std::nullopt);
  EXPECT_EQ(unknown(CueType::kParameter, "c/0/x", ""), "layer 'c/0' (there is: a/0, b/c/0)");
  EXPECT_EQ(unknown(CueType::kOpacity, "a", ""), "layer 'a' (there is: a/0, b/c/0)");
  EXPECT_EQ(unknown(CueType::kMarker, "a", "anything"), std::nullopt);
}

}  // namespace
}  // namespace reprise::engine::test
