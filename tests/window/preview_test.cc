// The preview between an export and its window, on a clock of the test's own.
#include "tools/replay/preview.h"

#include <chrono>
#include <cstdlib>
#include <functional>
#include <memory>
#include <optional>
#include <thread>

#include <gtest/gtest.h>

#include "tests/support/screen.h"

namespace reprise::tools {
namespace {

constexpr ImageSize kSize{320, 180};
constexpr const char* kTitle = "Preview on a clock";

class PreviewOnClock : public testing::Test {
 protected:
  void open() {
    screen_ = test::Screen::start(640, 480);
    ASSERT_NE(screen_, nullptr);
    auto preview = Preview::open(kTitle, kSize, Console(), [this] { return now_; });
    ASSERT_TRUE(preview.has_value()) << preview.error().message;
    preview_.emplace(std::move(*preview));
    wait_until([&] { return screen_->place_of(kTitle).has_value(); });
  }
  void wait_until(const std::function<bool()>& done) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (!done() && std::chrono::steady_clock::now() < end) {
      preview_->poll();
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }
  bool comes_to_close() {
    wait_until([&] { return !preview_->is_open(); });
    return !preview_->is_open();
  }

  FramePacer::Time now_{};
  ImageBuffer frame_{kSize, PixelFormat::kRgba8};
  std::unique_ptr<test::Screen> screen_;
  std::optional<Preview> preview_;
};

TEST_F(PreviewOnClock, ShowsAtMostThirtyFramesASecond) {
  SKIP_WITHOUT_SCREEN();
  open();
  for (int i = 0; i < 2'000; ++i) {  // 2 s at 1000 fps
    preview_->show(frame_.view());
    now_ += std::chrono::milliseconds(1);
  }
  EXPECT_LE(preview_->shown(), 60);
  EXPECT_GE(preview_->shown(), 56);
}

TEST_F(PreviewOnClock, EndsWithQ) {
  SKIP_WITHOUT_SCREEN();
  open();
  screen_->press(kTitle, "x");
  screen_->press(kTitle, "q");
  EXPECT_TRUE(comes_to_close());
  preview_->show(frame_.view());
  preview_->poll();
  EXPECT_EQ(preview_->shown(), 0);
}

TEST_F(PreviewOnClock, EndsWithEscape) {
  SKIP_WITHOUT_SCREEN();
  open();
  screen_->press(kTitle, "Escape");
  EXPECT_TRUE(comes_to_close());
}

TEST_F(PreviewOnClock, EndsWithTheCloseButton) {
  SKIP_WITHOUT_SCREEN();
  open();
  screen_->close(kTitle);
  EXPECT_TRUE(comes_to_close());
}

TEST(Preview, WithoutADisplayItSaysHowToGoOn) {
  ::setenv("SDL_VIDEODRIVER", "x11", 1);
  ::unsetenv("DISPLAY");
  const auto preview = Preview::open(kTitle, kSize, Console());
  ASSERT_FALSE(preview.has_value());
  EXPECT_EQ(preview.error().code, ErrorCode::kResource);
  EXPECT_EQ(preview.error().hint, "without --preview");
}

}  // namespace
}  // namespace reprise::tools
