// A key that follows another before its effect is seen goes on from there.
#include "tools/record/expected_state.h"

#include <gtest/gtest.h>

namespace reprise::tools {
namespace {

Cue cue_of(CueType type, std::int64_t number = 0) {
  Cue cue;
  cue.type = type;
  cue.number = number;
  return cue;
}

class Expected : public testing::Test {
 protected:
  Expected() {
    shown.scene.name = "verse";
    shown.scene.layers.resize(1);
    shown.scene.layers[0].preset = "aurora";
    shown.scene.layers[0].inputs.resize(1);
    shown.scene.layers[0].inputs[0].name = "speed";
  }
  static engine::Show show() {
    engine::Show show;
    for (const char* name : {"verse", "chorus"}) {
      engine::Scene scene;
      scene.name = name;
      scene.layers.resize(1);
      scene.layers[0].preset = name == std::string("verse") ? "aurora" : "embers";
      scene.layers[0].opacity = 0.5;
      show.scenes.push_back(scene);
    }
    return show;
  }
  void say(Cue cue) { expected.said(std::move(cue), {1000}); }

  ExpectedState expected{show()};
  VisualState shown;
};

TEST_F(Expected, WhatWasSaidCountsUntilItIsSeen) {
  say(cue_of(CueType::kBlackout, 1));
  EXPECT_EQ(expected.of(shown, {999}).master, 0);
  EXPECT_EQ(expected.of(shown, {1000}).master, 1);  // somebody else has decided otherwise
  EXPECT_EQ(expected.of(shown, {999}), shown);      // for good
}

TEST_F(Expected, TheLastWordCounts) {
  say(cue_of(CueType::kFreeze, 1));
  say(cue_of(CueType::kFreeze, 0));
  say(cue_of(CueType::kQuality, 0));
  EXPECT_FALSE(expected.of(shown, {0}).frozen);
  EXPECT_EQ(expected.of(shown, {0}).quality, Quality::kFast);
}

TEST_F(Expected, LayersFollow) {
  Cue opacity = cue_of(CueType::kOpacity);
  opacity.target = "verse/0";
  opacity.values = {0.25};
  say(opacity);
  Cue speed = cue_of(CueType::kParameter);
  speed.target = "verse/0/speed";
  speed.values = {3};
  say(speed);
  const LayerState layer = expected.of(shown, {0}).scene.layers[0];
  EXPECT_EQ(layer.opacity, 0.25F);
  EXPECT_EQ(layer.inputs[0].value[0], 3);
  Cue preset = cue_of(CueType::kPreset);
  preset.target = "verse/0";
  preset.text = "embers";
  say(preset);
  EXPECT_EQ(expected.of(shown, {0}).scene.layers[0].preset, "embers");
  EXPECT_TRUE(expected.of(shown, {0}).scene.layers[0].inputs.empty());
}

TEST_F(Expected, AnotherSceneBringsItsLayers) {
  Cue next = cue_of(CueType::kSwitch);
  next.text = "chorus";
  say(next);
  const VisualState state = expected.of(shown, {0});
  EXPECT_EQ(state.scene.name, "chorus");
  ASSERT_EQ(state.scene.layers.size(), 1U);
  EXPECT_EQ(state.scene.layers[0].preset, "embers");
  EXPECT_EQ(state.scene.layers[0].opacity, 0.5F);
}

TEST_F(Expected, AFrozenPictureShowsNothingOfIt) {
  Cue next = cue_of(CueType::kSwitch);
  next.text = "chorus";
  say(next);
  shown.frozen = true;
  EXPECT_EQ(expected.of(shown, {5000}).scene.name, "chorus");
  shown.frozen = false;
  EXPECT_EQ(expected.of(shown, {5000}).scene.name, "verse");
}

}  // namespace
}  // namespace reprise::tools
