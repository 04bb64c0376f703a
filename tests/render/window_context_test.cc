// A renderer in the context of a window: the frames are those of one without, and showing them
// changes nothing.
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/render/stage.h"
#include "tests/support/screen.h"
#include "tools/window/stage_window.h"

// The loader's pointer to the function that tells whether a context was lost.
extern "C" unsigned (*glad_glGetGraphicsResetStatus)();

namespace reprise::render {
namespace {

using tools::StageWindow;

constexpr ImageSize kSize{160, 90};

constexpr std::string_view kWaves = R"(/*{"INPUTS":[{"NAME":"speed","TYPE":"float","DEFAULT":3}]}*/
void main() {
  float x = sin(TIME * speed + isf_FragNormCoord.x * 9.0) * exp(-isf_FragNormCoord.y);
  gl_FragColor = vec4(x, x * x, fract(TIMEDELTA + x * 7.0), 0.3);
})";
constexpr std::string_view kFeedback = R"(/*{"PASSES":[{"TARGET":"trail","PERSISTENT":true}]}*/
void main() {
  vec4 before = IMG_NORM_PIXEL(trail, isf_FragNormCoord * 0.98 + 0.01);
  gl_FragColor = before * 0.9 + vec4(fract(isf_FragNormCoord * float(FRAMEINDEX)), 0.1, 1.0) * 0.1;
})";
constexpr std::string_view kWarp = R"(/*{"INPUTS":[{"NAME":"inputImage","TYPE":"image"}]}*/
void main() {
  vec2 uv = isf_FragNormCoord + 0.05 * sin(isf_FragNormCoord.yx * 20.0 + TIME);
  gl_FragColor = IMG_NORM_PIXEL(inputImage, uv);
})";

VisualState three_layers(std::int64_t index) {
  VisualState state =
      show({layer("waves", {number("speed", 2.5F)}), layer("feedback"), layer("warp")});
  state.scene.layers[1].blend = BlendMode::kSoftLight;
  state.scene.layers[1].opacity = 0.7F;
  state.master = 0.9F;
  if (index % 3 == 2) {
    state.outgoing = show({layer("waves")}).scene;
    state.outgoing->entry = 1;
    state.transition.progress = 0.4F;
  }
  return state;
}

// Hashes of a short show; `after_each` comes between the frames.
template <typename AfterEach>
std::vector<Hash128> play(Stage& stage, const AfterEach& after_each) {
  stage.add("waves", kWaves);
  stage.add("feedback", kFeedback);
  stage.add("warp", kWarp);
  std::vector<Hash128> hashes;
  for (std::int64_t index = 0; index < 12; ++index) {
    const VisualState state = three_layers(index);
    stage.step(state, index);
    stage.frame(state, index);
    hashes.push_back(stage.hash());
    after_each();
  }
  return hashes;
}

RendererOptions in_window(PixelFormat format) {
  return {.size = kSize,
          .format = format,
          .context = GlContextChoice::kCurrent,
          .loader = StageWindow::loader()};
}

class WindowContext : public testing::TestWithParam<PixelFormat> {};

TEST_P(WindowContext, DrawsTheFramesOfAContextWithoutAWindow) {
  SKIP_WITHOUT_SCREEN();
  std::vector<Hash128> expected;
  GlInfo expected_info;
  {
    Stage stage({.size = kSize, .format = GetParam()});
    expected = play(stage, [] {});
    expected_info = stage.renderer().gl_info();
  }
  const auto screen = test::Screen::start(400, 300);
  ASSERT_NE(screen, nullptr);
  auto window = StageWindow::create({.title = "Stage", .picture = {320, 240}});
  ASSERT_TRUE(window.has_value()) << window.error().message;
  Stage stage(in_window(GetParam()));
  EXPECT_EQ(stage.renderer().gl_info().renderer, expected_info.renderer);
  EXPECT_EQ(stage.renderer().gl_info().version, expected_info.version);
  ImageBuffer again;
  const std::vector<Hash128> seen = play(stage, [&] {
    const Status shown = stage.renderer().show(window->drawable_size());
    EXPECT_TRUE(shown) << shown.error().message;
    window->swap();
    ASSERT_TRUE(stage.renderer().read(again));
    EXPECT_EQ(frame_hash(again.view()), stage.hash()) << "showing leaves the frame as it is";
  });
  EXPECT_THAT(seen, testing::ElementsAreArray(expected));
}

INSTANTIATE_TEST_SUITE_P(Depths, WindowContext,
                         testing::Values(PixelFormat::kRgba8, PixelFormat::kRgba16));

TEST(WindowContextFailures, NothingIsCurrent) {
  const auto renderer = Renderer::create({.context = GlContextChoice::kCurrent});
  ASSERT_FALSE(renderer.has_value());
  EXPECT_EQ(renderer.error().code, ErrorCode::kResource);
  EXPECT_EQ(renderer.error().message, "no OpenGL context is current");
}

TEST(WindowContextFailures, ThereIsNoWindow) {
  Stage stage;
  EXPECT_EQ(stage.renderer().show({64, 36}).error().message, "no frame was drawn");
  stage.frame(show({}));
  const Status shown = stage.renderer().show({64, 36});
  ASSERT_FALSE(shown);
  EXPECT_EQ(shown.error().code, ErrorCode::kUsage);
  EXPECT_EQ(shown.error().message, "a renderer without a window cannot show frames");
}

// As after a reset of the GPU: GL_INNOCENT_CONTEXT_RESET.
TEST(WindowContextFailures, ALostContextIsToldOf) {
  Stage stage;
  stage.frame(show({}));
  const auto driver = std::exchange(glad_glGetGraphicsResetStatus, [] { return 0x8254U; });
  const Status drawn = stage.renderer().draw(show({}), {}, {});
  ImageBuffer image;
  const Status read = stage.renderer().read(image);
  const auto another = Renderer::create({.mode = GlMode::kPortable, .size = kSize});
  glad_glGetGraphicsResetStatus = driver;
  ASSERT_FALSE(drawn);
  EXPECT_EQ(drawn.error().code, ErrorCode::kResource);
  EXPECT_EQ(drawn.error().message, "the OpenGL context was lost in a frame");
  EXPECT_FALSE(read);
  EXPECT_FALSE(another);
}

TEST(WindowContextFailures, AMinimisedWindowShowsNothing) {
  SKIP_WITHOUT_SCREEN();
  const auto screen = test::Screen::start(400, 300);
  ASSERT_NE(screen, nullptr);
  auto window = StageWindow::create({.title = "Stage", .picture = {320, 240}});
  ASSERT_TRUE(window.has_value()) << window.error().message;
  Stage stage(in_window(PixelFormat::kRgba8));
  stage.frame(show({}));
  EXPECT_TRUE(stage.renderer().show({0, 0}));
}

}  // namespace
}  // namespace reprise::render
