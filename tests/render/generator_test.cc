// Generators: orientation, sizes, uniforms, every plain input, events, errors.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/render/stage.h"

namespace reprise::render {
namespace {

using testing::HasSubstr;

constexpr std::string_view kGradient = R"(/*{"ISFVSN":"2","INPUTS":[]}*/
void main() {
  gl_FragColor = vec4(floor(gl_FragCoord.x) / 255.0, floor(gl_FragCoord.y) / 255.0, 0.0, 0.0);
})";

TEST(Generator, RowsComeTopFirstAndAlphaIs255) {
  Stage stage;
  stage.add("gradient", kGradient);
  stage.frame(show({layer("gradient")}));
  for (int y = 0; y < 36; ++y) {
    for (int x = 0; x < 64; ++x) {
      ASSERT_EQ(stage.at(x, y), (Rgba{x, 35 - y, 0, 255})) << x << "," << y;
    }
  }
}

TEST(Generator, NormCoordHasItsOriginAtTheBottomLeft) {
  Stage stage;
  stage.add("norm", R"(/*{}*/
void main() { gl_FragColor = vec4(isf_FragNormCoord, 0.0, 1.0); })");
  stage.frame(show({layer("norm")}));
  EXPECT_LT(stage.at(0, 35)[0], 4);
  EXPECT_LT(stage.at(0, 35)[1], 5);
  EXPECT_GT(stage.at(63, 0)[0], 251);
  EXPECT_GT(stage.at(63, 0)[1], 250);
}

TEST(Generator, OddSizesHaveNoPadding) {
  Stage stage({.size = {641, 361}});
  stage.add("size", R"(/*{}*/
void main() {
  vec2 last = RENDERSIZE - 1.0;
  gl_FragColor = vec4(floor(gl_FragCoord.xy) == last ? 1.0 : 0.0, RENDERSIZE == vec2(641.0, 361.0),
                      mod(floor(gl_FragCoord.x), 2.0), 1.0);
})");
  const ImageBuffer& image = stage.frame(show({layer("size")}));
  EXPECT_EQ(image.size_bytes(), 641U * 361U * 4U);
  EXPECT_EQ(stage.at(640, 0), (Rgba{255, 255, 0, 255}));
  EXPECT_EQ(stage.at(639, 0), (Rgba{0, 255, 255, 255}));
  EXPECT_EQ(stage.at(0, 360), (Rgba{0, 255, 0, 255}));
}

constexpr std::string_view kInputs = R"(/*{"INPUTS":[
  {"NAME":"f","TYPE":"float","DEFAULT":0.2},
  {"NAME":"b","TYPE":"bool","DEFAULT":false},
  {"NAME":"l","TYPE":"long","VALUES":[3,40],"DEFAULT":3},
  {"NAME":"p","TYPE":"point2D","DEFAULT":[0,0],"MIN":[0,0],"MAX":[1000,1000]},
  {"NAME":"c","TYPE":"color","DEFAULT":[0,0,0,1]},
  {"NAME":"e","TYPE":"event"}]}*/
void main() {
  int column = int(gl_FragCoord.x);
  float v = 0.0;
  if (column == 0) v = f;
  if (column == 1) v = b ? 1.0 : 0.0;
  if (column == 2) v = float(l) / 255.0;
  if (column == 3) v = p.x / 255.0;
  if (column == 4) v = p.y / 255.0;
  if (column >= 5 && column < 9) v = c[column - 5];
  if (column == 9) v = e ? 1.0 : 0.0;
  gl_FragColor = vec4(v, 0.0, 0.0, 1.0);
})";

std::vector<int> red_row(const Stage& stage, int columns) {
  std::vector<int> row;
  for (int x = 0; x < columns; ++x) {
    row.push_back(stage.at(x, 0)[0]);
  }
  return row;
}

TEST(Generator, EveryPlainInputArrives) {
  Stage stage;
  stage.add("inputs", kInputs);
  stage.frame(show({layer("inputs", {{"f", InputType::kFloat, {0.6F}, -1, {}},
                                     {"b", InputType::kBool, {1}, -1, {}},
                                     {"l", InputType::kLong, {40}, -1, {}},
                                     {"p", InputType::kPoint2D, {17, 200}, -1, {}},
                                     {"c", InputType::kColor, {0.2F, 0.4F, 0.6F, 0.8F}, -1, {}},
                                     {"e", InputType::kEvent, {}, 0, {}}})}));
  EXPECT_EQ(red_row(stage, 10), (std::vector<int>{153, 255, 40, 17, 200, 51, 102, 153, 204, 255}));
}

TEST(Generator, MissingInputsHaveTheirDefaults) {
  Stage stage;
  stage.add("inputs", kInputs);
  stage.frame(show({layer("inputs")}));
  EXPECT_EQ(red_row(stage, 10), (std::vector<int>{51, 0, 3, 0, 0, 0, 0, 0, 255, 0}));
}

TEST(Generator, AnEventIsTrueForOneFrame) {
  Stage stage;
  stage.add("inputs", kInputs);
  const std::int64_t between_frames_1_and_2 = 1000;  // frames lie 800 samples apart
  const VisualState state =
      show({layer("inputs", {{"e", InputType::kEvent, {}, between_frames_1_and_2, {}}})});
  std::vector<int> seen;
  for (int index = 0; index < 5; ++index) {
    stage.frame(state, index);
    seen.push_back(stage.at(9, 0)[0]);
  }
  EXPECT_EQ(seen, (std::vector<int>{0, 0, 255, 0, 0}));
}

TEST(Generator, TheClockArrives) {
  Stage stage;
  stage.add("clock", R"(/*{}*/
void main() {
  int column = int(gl_FragCoord.x);
  float v = 0.0;
  if (column == 0) v = float(FRAMEINDEX);
  if (column == 1) v = TIME;
  if (column == 2) v = TIMEDELTA * 60.0;
  if (column == 3) v = DATE.x - 1900.0;
  if (column == 4) v = DATE.y;
  if (column == 5) v = DATE.z;
  if (column == 6) v = DATE.w;
  if (column == 7) v = float(PASSINDEX);
  gl_FragColor = vec4(v / 255.0, 0.0, 0.0, 1.0);
})");
  stage.frame(show({layer("clock")}), 120);
  EXPECT_EQ(red_row(stage, 8), (std::vector<int>{120, 2, 1, 100, 1, 1, 2, 0}));
  stage.frame(show({layer("clock")}), 0);
  EXPECT_EQ(red_row(stage, 3), (std::vector<int>{0, 0, 0}));
}

TEST(Generator, DiscardedPixelsAreNotLeftovers) {
  Stage stage;
  stage.add("white", "/*{}*/\nvoid main() { gl_FragColor = vec4(1.0); }");
  stage.add("holes", R"(/*{}*/
void main() {
  if (gl_FragCoord.x < 32.0) discard;
  gl_FragColor = vec4(1.0);
})");
  for (int i = 0; i < 4; ++i) {
    stage.frame(show({layer("white")}), i);
  }
  stage.frame(show({layer("holes")}), 4);
  EXPECT_EQ(stage.at(0, 0), (Rgba{0, 0, 0, 255}));
  EXPECT_EQ(stage.at(63, 0), (Rgba{255, 255, 255, 255}));
}

TEST(Generator, WhatAVertexShaderLeavesOutIsNotLeftovers) {
  Stage stage;
  stage.add("white", "/*{}*/\nvoid main() { gl_FragColor = vec4(1.0); }");
  isf::Preset half = bundle("half", "/*{}*/\nvoid main() { gl_FragColor = vec4(1.0); }").preset;
  half.vertex_code = "void main() { isf_vertShaderInit(); gl_Position.x *= 0.5; }";
  ASSERT_TRUE(stage.renderer().add_preset({half, {}}));
  for (int i = 0; i < 4; ++i) {
    stage.frame(show({layer("white")}), i);
  }
  stage.frame(show({layer("half")}), 4);
  EXPECT_EQ(stage.at(0, 0), (Rgba{0, 0, 0, 255}));
  EXPECT_EQ(stage.at(32, 0), (Rgba{255, 255, 255, 255}));
}

TEST(Generator, WordsThatOnly450ReservesCompile) {
  Stage stage;
  stage.add("old", "/*{}*/\nvoid main() { float sample = 1.0; gl_FragColor = vec4(sample); }");
  stage.frame(show({layer("old")}));
  EXPECT_EQ(stage.at(0, 0), (Rgba{255, 255, 255, 255}));
}

TEST(Generator, ErrorsNameTheAuthorsLine) {
  Stage stage;
  const Status added = stage.renderer().add_preset(bundle("broken", R"(/*{
  "ISFVSN": "2"
}*/
void main() {
  gl_FragColor = vec4(no_such_name);
})"));
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code, ErrorCode::kInvalid);
  EXPECT_THAT(added.error().message, HasSubstr("broken.fs:5"));
  EXPECT_THAT(added.error().message, HasSubstr("no_such_name"));
}

TEST(Generator, AFailedReplacementLeavesThePresetAsItWas) {
  Stage stage;
  stage.add("white", "/*{}*/\nvoid main() { gl_FragColor = vec4(1.0); }");
  ASSERT_FALSE(stage.renderer().add_preset(bundle("white", "/*{}*/\nvoid main() { oops }")));
  stage.frame(show({layer("white")}));
  EXPECT_EQ(stage.at(0, 0), (Rgba{255, 255, 255, 255}));
}

TEST(Generator, AnUnknownPresetIsNamed) {
  Stage stage;
  const Status drawn = stage.renderer().draw(show({layer("nobody")}), clock_at(0), {});
  ASSERT_FALSE(drawn);
  EXPECT_EQ(drawn.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(drawn.error().message, HasSubstr("'nobody'"));
}

TEST(Generator, SizesOverTheLimitAreUnsupported) {
  const Result<Renderer> renderer = Renderer::create({.size = {100000, 16}});
  ASSERT_FALSE(renderer);
  EXPECT_EQ(renderer.error().code, ErrorCode::kUnsupported);
}

TEST(Generator, ReadingBeforeDrawingFails) {
  Stage stage;
  ImageBuffer image;
  EXPECT_FALSE(stage.renderer().read(image));
}

}  // namespace
}  // namespace reprise::render
