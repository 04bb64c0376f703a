// Keys become cues that fit what is on show.
#include "tools/record/live_desk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reprise::tools {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;

PresetInput input(const std::string& name, InputType type) {
  PresetInput out;
  out.name = name;
  out.type = type;
  return out;
}

engine::NamedPreset preset(const std::string& name, PresetKind kind = PresetKind::kGenerator) {
  PresetInput speed = input("speed", InputType::kFloat);
  speed.max = {4};
  PresetInput shape = input("shape", InputType::kLong);
  shape.values = {2, 5, 9};
  engine::NamedPreset out;
  out.name = name;
  out.info.kind = kind;
  out.info.inputs = {speed, input("where", InputType::kPoint2D), input("invert", InputType::kBool),
                     shape, input("flash", InputType::kEvent)};
  return out;
}

LayerState layer_of(const std::string& name, float speed) {
  LayerState layer;
  layer.preset = name;
  for (const PresetInput& input : preset(name).info.inputs) {
    InputValue value;
    value.name = input.name;
    value.type = input.type;
    layer.inputs.push_back(value);
  }
  layer.inputs[0].value[0] = speed;
  layer.inputs[3].value[0] = 9;
  return layer;
}

class Desk : public testing::Test {
 protected:
  static engine::Show show() {
    engine::Show show;
    for (const char* name : {"verse", "chorus", "coda"}) {
      engine::Scene scene;
      scene.name = name;
      show.scenes.push_back(scene);
    }
    return show;
  }
  std::optional<Cue> press(LiveAction action, int number = 0) {
    return desk.act(action, number, shown);
  }

  LiveDesk desk{show(),
                {preset("aurora"), preset("embers"), preset("wipe", PresetKind::kTransition)}};
  VisualState shown = [] {
    VisualState state;
    state.scene.name = "verse";
    state.scene.layers = {layer_of("aurora", 1), layer_of("embers", 4)};
    return state;
  }();
};

TEST_F(Desk, ScenesByNumberAndInTurn) {
  const auto cue = press(LiveAction::kScene, 2);
  ASSERT_TRUE(cue.has_value());
  EXPECT_EQ(cue->type, CueType::kSwitch);
  EXPECT_EQ(cue->text, "chorus");
  EXPECT_LT(cue->duration.value, 0);  // the show's
  EXPECT_EQ(press(LiveAction::kSceneCut, 3)->duration.value, 0);
  EXPECT_EQ(press(LiveAction::kNextScene)->text, "chorus");
  EXPECT_EQ(press(LiveAction::kPreviousScene)->text, "coda");
  EXPECT_FALSE(press(LiveAction::kScene, 1).has_value()) << "it is on show";
  EXPECT_FALSE(press(LiveAction::kScene, 4).has_value()) << "there are three";
}

TEST_F(Desk, TransitionsGoRoundWithTheCrossfade) {
  EXPECT_EQ(press(LiveAction::kTransition)->text, "wipe");
  EXPECT_EQ(press(LiveAction::kTransition)->text, "");
  EXPECT_EQ(press(LiveAction::kTransition)->type, CueType::kTransition);
}

TEST_F(Desk, OpacityOfTheSelectedLayerInTenths) {
  shown.scene.layers[1].opacity = 0.31F;
  EXPECT_FALSE(press(LiveAction::kSelectLayer).has_value());
  auto cue = press(LiveAction::kOpacityUp);
  ASSERT_TRUE(cue.has_value());
  EXPECT_EQ(cue->target, "verse/1");
  EXPECT_THAT(cue->values, ElementsAre(DoubleEq(0.4)));
  shown.scene.layers[1].opacity = 0;
  EXPECT_THAT(press(LiveAction::kOpacityDown)->values, ElementsAre(DoubleEq(0)));
  press(LiveAction::kSelectLayer);
  EXPECT_EQ(press(LiveAction::kOpacityDown)->target, "verse/0");
}

TEST_F(Desk, InputsMoveWithinTheirRange) {
  auto cue = press(LiveAction::kInputUp);
  ASSERT_TRUE(cue.has_value());
  EXPECT_EQ(cue->target, "verse/0/speed");
  EXPECT_THAT(cue->values, ElementsAre(DoubleEq(1.2)));
  shown.scene.layers[0].inputs[0].value[0] = 4;
  EXPECT_THAT(press(LiveAction::kInputUp)->values, ElementsAre(DoubleEq(4)));
  EXPECT_TRUE(press(LiveAction::kInputReset)->values.empty());

  press(LiveAction::kSelectInput);  // a point is not for keys
  EXPECT_EQ(press(LiveAction::kInputUp)->target, "verse/0/invert");
  EXPECT_THAT(press(LiveAction::kInputDown)->values, ElementsAre(DoubleEq(0)));
  press(LiveAction::kSelectInput);
  EXPECT_THAT(press(LiveAction::kInputUp)->values, ElementsAre(DoubleEq(2))) << "the list is over";
  EXPECT_THAT(press(LiveAction::kInputDown)->values, ElementsAre(DoubleEq(5)));
  press(LiveAction::kSelectInput);
  EXPECT_EQ(press(LiveAction::kInputUp)->target, "verse/0/flash");
  EXPECT_FALSE(press(LiveAction::kInputDown).has_value()) << "an event cannot be taken back";
  press(LiveAction::kSelectInputBack);
  EXPECT_EQ(press(LiveAction::kInputUp)->target, "verse/0/shape");
}

TEST_F(Desk, PresetsGoRoundWithoutTransitions) {
  auto cue = press(LiveAction::kNextPreset);
  ASSERT_TRUE(cue.has_value());
  EXPECT_EQ(cue->target, "verse/0");
  EXPECT_EQ(cue->text, "embers");
  shown.scene.layers[0].preset = "embers";
  EXPECT_EQ(press(LiveAction::kNextPreset)->text, "aurora");
  EXPECT_EQ(press(LiveAction::kPreviousPreset)->text, "aurora");
}

TEST_F(Desk, SwitchesTurnWhatIsOnShow) {
  EXPECT_EQ(press(LiveAction::kBlackout)->number, 1);
  shown.master = 0;
  EXPECT_EQ(press(LiveAction::kBlackout)->number, 0);
  EXPECT_EQ(press(LiveAction::kFreeze)->number, 1);
  shown.frozen = true;
  EXPECT_EQ(press(LiveAction::kFreeze)->number, 0);
  shown.quality = Quality::kUltra;
  EXPECT_FALSE(press(LiveAction::kQualityUp).has_value());
  EXPECT_EQ(press(LiveAction::kQualityDown)->number, static_cast<int>(Quality::kHigh));
}

TEST_F(Desk, MarkersCountAndTheRecordersKeysAreNotTheShows) {
  EXPECT_EQ(press(LiveAction::kMarker)->text, "marker 1");
  EXPECT_EQ(press(LiveAction::kMarker)->text, "marker 2");
  for (const LiveAction action : {LiveAction::kRecord, LiveAction::kPause, LiveAction::kQuit,
                                  LiveAction::kHelp, LiveAction::kFullscreen}) {
    EXPECT_FALSE(press(action).has_value());
  }
}

TEST_F(Desk, NothingOnShowIsNoFailure) {
  shown = {};
  for (const KeyBinding& key : live_keys()) {
    desk.act(key.action, key.number, shown);
  }
  EXPECT_EQ(desk.selection(shown), "");
}

TEST_F(Desk, SaysWhatKeysMove) {
  EXPECT_EQ(desk.selection(shown), "layer 1: aurora, speed = 1.00");
  press(LiveAction::kSelectLayer);
  EXPECT_EQ(desk.selection(shown), "layer 2: embers, speed = 4.00");
}

}  // namespace
}  // namespace reprise::tools
