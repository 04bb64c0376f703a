// Blend modes, alpha policies, backgrounds, the master, transitions, filters, deep frames.
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "tests/render/blend_reference.h"
#include "tests/render/stage.h"

namespace reprise::render {
namespace {

// 256 x 256: every value of one component of the backdrop meets every one of the source.
constexpr ImageSize kSquare{256, 256};

constexpr std::string_view kBackdrop = R"(/*{"INPUTS":[{"NAME":"a","TYPE":"float","DEFAULT":1.0}]}*/
void main() {
  float x = floor(gl_FragCoord.x);
  gl_FragColor = vec4(vec3(x, mod(x * 3.0, 256.0), 255.0 - x) / 255.0, a);
})";
Colour backdrop_at(int x) {
  return {x / 255.0, (x * 3 % 256) / 255.0, (255 - x) / 255.0};
}

constexpr std::string_view kSource = R"(/*{"INPUTS":[{"NAME":"a","TYPE":"float","DEFAULT":1.0}]}*/
void main() {
  float y = floor(gl_FragCoord.y);
  gl_FragColor = vec4(vec3(y, mod(y * 5.0, 256.0), mod(y * 11.0 + 64.0, 256.0)) / 255.0, a);
})";
Colour source_at(int y) {
  return {y / 255.0, (y * 5 % 256) / 255.0, ((y * 11 + 64) % 256) / 255.0};
}

int to_byte(double value) {
  return static_cast<int>(std::lround(std::clamp(value, 0.0, 1.0) * 255));
}

VisualState two_layers(BlendMode mode, float opacity) {
  VisualState state = show({layer("backdrop"), layer("source")});
  state.scene.layers[1].blend = mode;
  state.scene.layers[1].opacity = opacity;
  return state;
}

// The largest difference of any component from the reference.
int worst_difference(const Stage& stage, BlendMode mode, double source_alpha) {
  int worst = 0;
  for (int y = 0; y < kSquare.height; ++y) {
    for (int x = 0; x < kSquare.width; ++x) {
      const Pixel wanted = composite(mode, {backdrop_at(x), 1}, {source_at(255 - y), source_alpha});
      const Rgba got = stage.at(x, y);
      for (std::size_t i = 0; i < 3; ++i) {
        worst = std::max(worst, std::abs(got[i] - to_byte(wanted.colour[i])));
      }
      worst = std::max(worst, 255 - got[3]);
    }
  }
  return worst;
}

class BlendModes : public testing::TestWithParam<int> {};

TEST_P(BlendModes, EqualTheReference) {
  const auto mode = static_cast<BlendMode>(GetParam());
  const bool exact = mode == BlendMode::kNormal || mode == BlendMode::kAdd;
  Stage stage({.size = kSquare});
  stage.add("backdrop", kBackdrop);
  stage.add("source", kSource);
  for (float opacity : {1.0F, 0.5F, 0.3F}) {
    stage.frame(two_layers(mode, opacity));
    // Half-way cases may be rounded either way, so only whole opacity is asked to be exact.
    EXPECT_LE(worst_difference(stage, mode, static_cast<double>(opacity)),
              exact && opacity == 1.0F ? 0 : 1)
        << opacity;
  }
}

INSTANTIATE_TEST_SUITE_P(All, BlendModes, testing::Range(0, 17), [](const auto& test) {
  std::string name(blend_mode_names()[static_cast<std::size_t>(test.param)]);
  std::erase(name, '-');
  return name;
});

Pixel pixel_of(const Rgba& rgba) {
  return {{rgba[0] / 255.0, rgba[1] / 255.0, rgba[2] / 255.0}, rgba[3] / 255.0};
}

TEST(Alpha, StraightLayersOnATransparentBackgroundKeepTheReferencesAlpha) {
  for (BlendMode mode : {BlendMode::kNormal, BlendMode::kMultiply, BlendMode::kAdd}) {
    Stage stage({.size = kSquare, .keep_alpha = true});
    stage.add("backdrop", kBackdrop);
    stage.add("source", kSource);
    VisualState state =
        show({layer("backdrop", {number("a", 0.4F)}), layer("source", {number("a", 0.8F)})});
    state.scene.background = {0, 0, 0, 0};
    state.scene.layers[0].alpha = AlphaPolicy::kStraight;
    state.scene.layers[1].alpha = AlphaPolicy::kStraight;
    state.scene.layers[1].blend = mode;
    state.scene.layers[1].opacity = 0.5F;
    stage.frame(state);
    for (int i = 0; i < 256; i += 5) {
      const Rgba got = stage.at(i, 255 - i);
      const Pixel wanted = composite(mode, {backdrop_at(i), 0.4}, {source_at(i), 0.4});
      EXPECT_NEAR(got[3], to_byte(wanted.alpha), 1);
      for (std::size_t c = 0; c < 3; ++c) {
        EXPECT_NEAR(pixel_of(got).colour[c], wanted.colour[c], 2.5 / 255) << i;
      }
    }
  }
}

TEST(Alpha, OpaqueLayersIgnoreIt) {
  Stage stage({.size = kSquare, .keep_alpha = true});
  stage.add("source", kSource);
  VisualState state = show({layer("source", {number("a", 0)})});
  state.scene.background = {1, 1, 1, 0};
  stage.frame(state);
  EXPECT_EQ(stage.at(0, 155), (Rgba{100, 244, 140, 255}));
  state.scene.layers[0].alpha = AlphaPolicy::kStraight;
  stage.frame(state);
  EXPECT_EQ(stage.at(0, 155)[3], 0);
}

TEST(Background, IsSeenThroughLayersAndAloneAndCountsItsAlpha) {
  Stage stage;
  stage.add("source", kSource);
  VisualState state = show({});
  state.scene.background = {1, 0.6F, 0.2F, 1};
  stage.frame(state);
  EXPECT_EQ(stage.at(0, 0), (Rgba{255, 153, 51, 255}));
  state.scene.layers = {layer("source", {number("a", 0)})};
  state.scene.layers[0].alpha = AlphaPolicy::kStraight;
  stage.frame(state);
  EXPECT_EQ(stage.at(0, 0), (Rgba{255, 153, 51, 255}));
  state.scene.background[3] = 0.2F;
  stage.frame(state);
  EXPECT_EQ(stage.at(0, 0), (Rgba{51, 31, 10, 255})) << "over black";
}

TEST(Background, KeepsItsAlphaWhenAsked) {
  Stage stage({.size = {8, 8}, .keep_alpha = true});
  VisualState state = show({});
  state.scene.background = {1, 0.6F, 0.2F, 0.4F};
  stage.frame(state);
  EXPECT_EQ(stage.at(0, 0), (Rgba{255, 153, 51, 102}));
}

TEST(Layers, ALayerIsCompositedOnTheStackNotOnBlack) {
  Stage stage;
  stage.add("white", "/*{}*/\nvoid main() { gl_FragColor = vec4(1.0); }");
  stage.add("clear", "/*{}*/\nvoid main() { gl_FragColor = vec4(0.0); }");
  VisualState state = show({layer("white"), layer("clear")});
  state.scene.layers[1].alpha = AlphaPolicy::kStraight;
  state.scene.layers[1].blend = BlendMode::kMultiply;
  stage.frame(state);
  EXPECT_EQ(stage.at(0, 0), (Rgba{255, 255, 255, 255}));
}

TEST(Layers, WhatIsCoveredOrInvisibleDoesNotShow) {
  Stage stage;
  stage.add("source", kSource);
  stage.add("white", "/*{}*/\nvoid main() { gl_FragColor = vec4(1.0); }");
  VisualState state = show({layer("source"), layer("white")});
  stage.frame(state);
  EXPECT_EQ(stage.at(0, 0), (Rgba{255, 255, 255, 255}));
  state.scene.layers[1].opacity = 0;
  stage.frame(state);
  EXPECT_EQ(stage.at(0, 35), (Rgba{0, 0, 64, 255}));
}

TEST(Layers, ModesMadeReadyDrawTheSame) {
  Stage stage;
  stage.add("backdrop", kBackdrop);
  stage.add("source", kSource);
  stage.frame(two_layers(BlendMode::kHue, 0.5F));
  const Hash128 before = stage.hash();
  Stage ready;
  ready.add("backdrop", kBackdrop);
  ready.add("source", kSource);
  const std::array<BlendMode, 2> modes{BlendMode::kHue, BlendMode::kColor};
  ASSERT_TRUE(ready.renderer().add_blend_modes(modes));
  ready.frame(two_layers(BlendMode::kHue, 0.5F));
  EXPECT_EQ(ready.hash(), before);
  const std::size_t textures = ready.renderer().texture_count();
  ASSERT_TRUE(ready.renderer().add_blend_modes(modes));
  EXPECT_EQ(ready.renderer().texture_count(), textures) << "what was drawn for nothing is reused";
}

TEST(Master, FadesToBlack) {
  Stage stage;
  stage.add("white", "/*{}*/\nvoid main() { gl_FragColor = vec4(1.0); }");
  VisualState state = show({layer("white")});
  state.master = 0.4F;
  stage.frame(state);
  EXPECT_EQ(stage.at(0, 0), (Rgba{102, 102, 102, 255}));
  state.master = 0;
  stage.frame(state);
  EXPECT_EQ(stage.at(0, 0), (Rgba{0, 0, 0, 255}));
}

VisualState changing(std::string_view transition, float progress) {
  VisualState state = show({layer("colour", {number("v", 0.8F)})});
  state.scene.entry = 1;
  state.outgoing = state.scene;
  state.outgoing->entry = 0;
  state.outgoing->layers[0].inputs = {number("v", 0.2F)};
  state.transition = {std::string(transition), progress};
  return state;
}

constexpr std::string_view kColour = R"(/*{"INPUTS":[{"NAME":"v","TYPE":"float"}]}*/
void main() { gl_FragColor = vec4(v, gl_FragCoord.y / 255.0 - 0.5 / 255.0, 0.0, 0.0); })";

constexpr std::string_view kWipe = R"(/*{"INPUTS":[
  {"NAME":"startImage","TYPE":"image"},{"NAME":"endImage","TYPE":"image"},
  {"NAME":"progress","TYPE":"float"}]}*/
void main() {
  gl_FragColor = isf_FragNormCoord.x < progress ? IMG_THIS_PIXEL(endImage)
                                                : IMG_THIS_PIXEL(startImage);
  gl_FragColor.b = gl_FragColor.a;
})";

TEST(Transitions, CrossfadeIsTheDefault) {
  Stage stage;
  stage.add("colour", kColour);
  const std::array<int, 3> reds{51, 102, 204};
  const std::array<float, 3> progresses{0, 1.0F / 3, 1};
  for (std::size_t i = 0; i < reds.size(); ++i) {
    stage.frame(changing("", progresses[i]));
    EXPECT_EQ(stage.at(7, 35), (Rgba{reds[i], 0, 0, 255}));
    EXPECT_EQ(stage.at(7, 0), (Rgba{reds[i], 35, 0, 255}));
  }
}

TEST(Transitions, PresetsSeeBothScenesOpaque) {
  Stage stage;
  stage.add("colour", kColour);
  stage.add("wipe", kWipe);
  stage.frame(changing("wipe", 0.5F));
  EXPECT_EQ(stage.at(31, 35), (Rgba{204, 0, 255, 255}));
  EXPECT_EQ(stage.at(32, 0), (Rgba{51, 35, 255, 255}));
}

TEST(Transitions, UnknownOnesAreNamed) {
  Stage stage;
  stage.add("colour", kColour);
  const Status drawn = stage.renderer().draw(changing("nowhere", 0.5F), clock_at(0), {});
  ASSERT_FALSE(drawn);
  EXPECT_EQ(drawn.error().code, ErrorCode::kNotFound);
}

constexpr std::string_view kInvert = R"(/*{"INPUTS":[{"NAME":"inputImage","TYPE":"image"}]}*/
void main() { gl_FragColor = vec4(1.0 - IMG_THIS_PIXEL(inputImage).rgb, 1.0); })";

TEST(Filters, WorkOnTheLayersBelow) {
  Stage stage;
  stage.add("colour", kColour);
  stage.add("invert", kInvert);
  stage.frame(show({layer("colour", {number("v", 0.2F)}), layer("invert")}));
  EXPECT_EQ(stage.at(9, 35), (Rgba{204, 255, 255, 255}));
  EXPECT_EQ(stage.at(9, 0), (Rgba{204, 220, 255, 255}));
}

TEST(Filters, WorkOnAPictureWhenTheyHaveOne) {
  Stage stage;
  stage.add("colour", kColour);
  stage.add("invert", kInvert);
  const ImageBuffer image = picture({1, 1}, {{10, 20, 30, 255}});
  const PictureView view{{"p", {}}, image.view()};
  stage.frame(show({layer("colour"),
                    layer("invert", {{"inputImage", InputType::kImage, {}, -1, {"p", {}}}})}),
              0, {&view, 1});
  EXPECT_EQ(stage.at(9, 35), (Rgba{245, 235, 225, 255}));
}

TEST(Quality, ScalesTheLayersNotTheFrame) {
  Stage stage;
  stage.add("size", "/*{}*/\nvoid main() { gl_FragColor = vec4(RENDERSIZE / 255.0, 0.0, 1.0); }");
  const std::array<Rgba, 4> wanted{
      {{32, 18, 0, 255}, {48, 27, 0, 255}, {64, 36, 0, 255}, {128, 72, 0, 255}}};
  VisualState state = show({layer("size")});
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    state.quality = static_cast<Quality>(i);
    stage.frame(state);
    EXPECT_EQ(stage.view().size, (ImageSize{64, 36}));
    EXPECT_EQ(stage.at(20, 20), wanted[i]);
  }
}

TEST(DeepFrames, HaveSixteenBits) {
  Stage stage({.size = {64, 36}, .format = PixelFormat::kRgba16});
  stage.add("fine", R"(/*{}*/
void main() { gl_FragColor = vec4(floor(gl_FragCoord.xy) * 257.0 / 65535.0, 1.0 / 65535.0, 0.0); })");
  VisualState state = show({layer("fine")});
  stage.frame(state);
  EXPECT_EQ(pixel16(stage.view(), 63, 0), (Rgba{63 * 257, 35 * 257, 1, 65535}));
  state.master = 0.5F;
  stage.frame(state);
  EXPECT_NEAR(pixel16(stage.view(), 63, 0)[0], 63 * 257 / 2, 1);
}

}  // namespace
}  // namespace reprise::render
