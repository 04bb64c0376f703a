// Passes, temporary and persistent targets, sizes, FLOAT, and steps.
#include <gtest/gtest.h>

#include "tests/render/stage.h"

namespace reprise::render {
namespace {

using Depth = Renderer::StepDepth;

// Counts its steps in a float target of one texel, and shows the count.
constexpr std::string_view kCounter = R"(/*{"PASSES":[
  {"TARGET":"count","PERSISTENT":true,"FLOAT":true,"WIDTH":1,"HEIGHT":1},{}]}*/
void main() {
  vec4 old = IMG_NORM_PIXEL(count, vec2(0.5));
  gl_FragColor = PASSINDEX == 0 ? old + 1.0 : vec4(old.rgb / 255.0, 1.0);
})";

TEST(Passes, LaterPassesSeeTheNewContentAndThePassItselfTheOld) {
  Stage stage;
  stage.add("order", R"(/*{"PASSES":[{"TARGET":"a"},{"TARGET":"b"},{"TARGET":"a"},{}]}*/
void main() {
  vec4 a_now = IMG_THIS_PIXEL(a);
  vec4 b_now = IMG_THIS_PIXEL(b);
  if (PASSINDEX == 0) gl_FragColor = a_now + 0.2;
  if (PASSINDEX == 1) gl_FragColor = a_now + 0.2;
  if (PASSINDEX == 2) gl_FragColor = a_now + b_now;
  if (PASSINDEX == 3) gl_FragColor = vec4(a_now.r, b_now.r, 0.0, 1.0);
})");
  for (int i = 0; i < 3; ++i) {  // temporary targets are dropped: every frame is the first
    stage.frame(show({layer("order")}), i);
    ASSERT_EQ(stage.at(5, 5), (Rgba{153, 102, 0, 255})) << i;
  }
}

TEST(Passes, UndrawnTargetsAreBlackAndHaveTheirSize) {
  Stage stage;
  stage.add("early",
            R"(/*{"PASSES":[{},{"TARGET":"late","WIDTH":20,"HEIGHT":10},{"TARGET":"show"}]}*/
void main() {
  vec2 size = IMG_SIZE(late);
  gl_FragColor = PASSINDEX == 2 ? vec4(size / 255.0, IMG_THIS_PIXEL(late).b, 1.0) : vec4(1.0);
})");
  stage.frame(show({layer("early")}));
  EXPECT_EQ(stage.at(5, 5), (Rgba{20, 10, 255, 255}));
}

TEST(Passes, TheLastPassIsThePictureEvenWithATarget) {
  Stage stage;
  stage.add("shown", R"(/*{"PASSES":[{"TARGET":"shown","WIDTH":"$WIDTH/2","HEIGHT":"$HEIGHT/2"}]}*/
void main() { gl_FragColor = vec4(RENDERSIZE / 255.0, 0.2, 1.0); })");
  stage.frame(show({layer("shown")}));
  EXPECT_EQ(stage.at(0, 0), (Rgba{32, 18, 51, 255}));
  EXPECT_EQ(stage.at(63, 35), (Rgba{32, 18, 51, 255}));
}

TEST(Passes, SizesFollowInputs) {
  Stage stage;
  stage.add("sized", R"isf(/*{"INPUTS":[{"NAME":"scale","TYPE":"float","DEFAULT":1.0}],
  "PASSES":[{"TARGET":"t","WIDTH":"floor($WIDTH * $scale)","HEIGHT":"max($HEIGHT*$scale, 30)"},{}]}*/
void main() {
  gl_FragColor = PASSINDEX == 0 ? vec4(RENDERSIZE / 255.0, 0.0, 1.0) : IMG_THIS_NORM_PIXEL(t);
})isf");
  stage.frame(show({layer("sized", {number("scale", 0.5F)})}));
  EXPECT_EQ(stage.at(1, 1), (Rgba{32, 30, 0, 255}));
  stage.frame(show({layer("sized", {number("scale", 0)})}));
  EXPECT_EQ(stage.at(1, 1), (Rgba{1, 30, 0, 255}));
}

TEST(Passes, FloatTargetsKeepWhatEightBitsCannot) {
  Stage stage;
  stage.add("float", R"(/*{"PASSES":[{"TARGET":"f","FLOAT":true},{"TARGET":"n"},{}]}*/
void main() {
  if (PASSINDEX == 0) gl_FragColor = vec4(1234.5678, -3.0, 1.0e-6, 1.0);
  if (PASSINDEX == 1) gl_FragColor = IMG_THIS_PIXEL(f);
  if (PASSINDEX == 2) {
    bool kept = IMG_THIS_PIXEL(f) == vec4(1234.5678, -3.0, 1.0e-6, 1.0);
    gl_FragColor = vec4(kept, IMG_THIS_PIXEL(n).r, IMG_THIS_PIXEL(n).g, 1.0);
  }
})");
  stage.frame(show({layer("float")}));
  EXPECT_EQ(stage.at(3, 3), (Rgba{255, 255, 0, 255}));
}

TEST(Steps, PersistentTargetsStartBlackAndCarryOn) {
  Stage stage;
  stage.add("counter", kCounter);
  const VisualState state = show({layer("counter")});
  for (int i = 0; i < 5; ++i) {
    stage.step(state, i);
    stage.frame(state, i);
    ASSERT_EQ(stage.at(0, 0)[0], i + 1);
  }
}

TEST(Steps, DrawingDoesNotStep) {
  Stage stage;
  stage.add("counter", kCounter);
  const VisualState state = show({layer("counter")});
  stage.step(state, 0);
  for (int i = 0; i < 4; ++i) {
    stage.frame(state, i);
  }
  EXPECT_EQ(stage.at(0, 0)[0], 1);
}

TEST(Steps, ThePictureIsThatOfTheLastCompleteStep) {
  Stage stage;
  stage.add("counter", kCounter);
  const VisualState state = show({layer("counter")});
  stage.frame(state, 0);
  EXPECT_EQ(stage.at(0, 0), (Rgba{0, 0, 0, 255})) << "before the first step";
  for (int i = 0; i < 3; ++i) {
    stage.step(state, i, Depth::kPersistentOnly);
  }
  stage.step(state, 3, Depth::kComplete);
  stage.step(state, 4, Depth::kPersistentOnly);
  stage.frame(state, 4);
  EXPECT_EQ(stage.at(0, 0)[0], 4);
  stage.step(state, 5, Depth::kComplete);
  stage.frame(state, 5);
  EXPECT_EQ(stage.at(0, 0)[0], 6);
}

TEST(Steps, AKeptPictureThatIsATargetDoesNotMoveOn) {
  Stage stage;
  stage.add("target", R"(/*{"PASSES":[{"TARGET":"t","PERSISTENT":true}]}*/
void main() { gl_FragColor = IMG_THIS_PIXEL(t) + 1.0 / 255.0; })");
  const VisualState state = show({layer("target")});
  stage.step(state, 0, Depth::kComplete);
  stage.step(state, 1, Depth::kPersistentOnly);
  stage.frame(state, 1);
  EXPECT_EQ(stage.at(9, 9)[0], 1);
}

TEST(Steps, StepsHaveTheirOwnClock) {
  Stage stage;
  stage.add("stepped", R"(/*{"PASSES":[{"TARGET":"t","PERSISTENT":true},{}]}*/
void main() { gl_FragColor = vec4(float(FRAMEINDEX) / 255.0, TIME, 0.0, 1.0); })");
  const VisualState state = show({layer("stepped")});
  stage.step(state, 12);
  stage.frame(state, 30);
  EXPECT_EQ(stage.at(0, 0), (Rgba{12, 51, 0, 255}));
}

TEST(Steps, AnEntryStartsBlackAndAnOldOneLivesWhileItLeaves) {
  Stage stage;
  stage.add("counter", kCounter);
  VisualState state = show({layer("counter")});
  stage.step(state, 0);
  stage.step(state, 1);
  VisualState change = state;
  change.outgoing = state.scene;
  change.scene.entry = 1;
  stage.step(change, 2);
  change.transition.progress = 0;
  stage.frame(change, 2);
  EXPECT_EQ(stage.at(0, 0)[0], 3);
  change.transition.progress = 1;
  stage.frame(change, 2);
  EXPECT_EQ(stage.at(0, 0)[0], 1);
  change.outgoing.reset();
  stage.frame(change, 3);
  stage.frame(state, 4);  // entry 0 was forgotten
  EXPECT_EQ(stage.at(0, 0)[0], 0);
}

TEST(Steps, AnotherPresetInTheSameLayerStartsBlack) {
  Stage stage;
  stage.add("counter", kCounter);
  stage.add("other", kCounter);
  stage.step(show({layer("counter")}), 0);
  stage.step(show({layer("other")}), 1);
  stage.frame(show({layer("other")}), 1);
  EXPECT_EQ(stage.at(0, 0)[0], 1);
}

TEST(Steps, PersistentTargetsAreScaledWhenTheirSizeChanges) {
  Stage stage;
  stage.add("resized", R"(/*{"INPUTS":[{"NAME":"w","TYPE":"float","MIN":1,"MAX":64,"DEFAULT":8}],
  "PASSES":[{"TARGET":"t","PERSISTENT":true,"WIDTH":"$w","HEIGHT":4},{}]}*/
void main() {
  if (PASSINDEX == 0) {
    vec4 old = IMG_NORM_PIXEL(t, isf_FragNormCoord);
    gl_FragColor = old.a == 0.0 ? vec4(step(0.5, isf_FragNormCoord.x), 0.0, 0.0, 1.0)
                                : vec4(old.r, RENDERSIZE.x / 255.0, 0.0, 1.0);
  } else {
    gl_FragColor = IMG_THIS_NORM_PIXEL(t);
  }
})");
  stage.step(show({layer("resized", {number("w", 8)})}), 0);
  stage.step(show({layer("resized", {number("w", 32)})}), 1);
  stage.frame(show({layer("resized", {number("w", 32)})}), 1);
  EXPECT_EQ(stage.at(0, 0), (Rgba{0, 32, 0, 255}));
  EXPECT_EQ(stage.at(63, 35), (Rgba{255, 32, 0, 255}));
}

TEST(Steps, EventsFireInTheStepThatReachesThem) {
  Stage stage;
  stage.add("hits", R"(/*{"INPUTS":[{"NAME":"hit","TYPE":"event"}],
  "PASSES":[{"TARGET":"n","PERSISTENT":true},{}]}*/
void main() { gl_FragColor = IMG_THIS_PIXEL(n) + ((PASSINDEX == 0 && hit) ? 1.0 / 255.0 : 0.0); })");
  const VisualState state = show({layer("hits", {{"hit", InputType::kEvent, {}, 1600, {}}})});
  for (int i = 0; i < 6; ++i) {
    stage.step(state, i, i == 5 ? Depth::kComplete : Depth::kPersistentOnly);
  }
  stage.frame(state, 5);
  EXPECT_EQ(stage.at(0, 0)[0], 1);
}

TEST(Steps, AFilterWithBuffersSeesTheLayersBelow) {
  Stage stage;
  stage.add("counter", kCounter);
  stage.add("trail", R"(/*{"INPUTS":[{"NAME":"inputImage","TYPE":"image"}],
  "PASSES":[{"TARGET":"sum","PERSISTENT":true,"FLOAT":true},{}]}*/
void main() {
  gl_FragColor = IMG_THIS_PIXEL(sum) + (PASSINDEX == 0 ? IMG_THIS_PIXEL(inputImage) : vec4(0.0));
})");
  const VisualState state = show({layer("counter"), layer("trail")});
  for (int i = 0; i < 4; ++i) {  // below: 1, 2, 3, 4
    stage.step(state, i, i == 3 ? Depth::kComplete : Depth::kPersistentOnly);
  }
  stage.frame(state, 3);
  EXPECT_EQ(stage.at(0, 0)[0], 10);
}

TEST(Resources, ATargetThatDoesNotFitIsAnError) {
  Stage stage;
  const Status added = stage.renderer().add_preset(bundle("huge", R"(/*{"PASSES":[
  {"TARGET":"t","FLOAT":true,"WIDTH":100000,"HEIGHT":100000},{}]}*/
void main() { gl_FragColor = IMG_THIS_PIXEL(t); })"));
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code, ErrorCode::kResource);
  stage.add("white", "/*{}*/\nvoid main() { gl_FragColor = vec4(1.0); }");
  stage.frame(show({layer("white")}));
  EXPECT_EQ(stage.at(0, 0), (Rgba{255, 255, 255, 255}));
}

TEST(Resources, AreFlatOverManySceneChanges) {
  Stage stage;
  stage.add("counter", kCounter);
  stage.add("blur", R"(/*{"INPUTS":[{"NAME":"inputImage","TYPE":"image"}],
  "PASSES":[{"TARGET":"small","WIDTH":"$WIDTH/4","HEIGHT":"$HEIGHT/4"},{}]}*/
void main() {
  gl_FragColor = PASSINDEX == 0 ? IMG_THIS_NORM_PIXEL(inputImage) : IMG_THIS_NORM_PIXEL(small);
})");
  std::size_t settled = 0;
  for (int i = 0; i < 500; ++i) {
    VisualState state = show({layer("counter"), layer("blur")});
    state.scene.entry = i / 10;
    if (i >= 10 && i % 10 < 4) {
      state.outgoing = state.scene;
      state.outgoing->entry = state.scene.entry - 1;
      state.transition.progress = static_cast<float>(i % 10) / 4;
    }
    stage.step(state, i);
    stage.frame(state, i);
    if (i == 60) {
      settled = stage.renderer().texture_count();
    }
  }
  EXPECT_LE(stage.renderer().texture_count(), settled);
}

}  // namespace
}  // namespace reprise::render
