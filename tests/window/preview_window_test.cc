// The window on a real screen: what is seen there, and what comes back from there.
#include "tools/window/preview_window.h"

#include <chrono>
#include <cstdlib>
#include <functional>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/screen.h"

namespace reprise::tools {
namespace {

using test::Color;
using test::Screenshot;
using test::WindowPlace;

constexpr const char* kTitle = "Preview under test";
constexpr Color kRed{255, 0, 0};
constexpr Color kGreen{0, 255, 0};
constexpr Color kBlue{0, 0, 255};
constexpr Color kSand{200, 150, 100};
constexpr Color kBlack{0, 0, 0};

// Four quadrants, in the order of reading.
Color quadrant(bool right, bool below) {
  if (below) {
    return right ? kSand : kBlue;
  }
  return right ? kGreen : kRed;
}

// Alpha is a value that must not matter; rows are 12 bytes longer than they must be.
struct TestPicture {
  explicit TestPicture(ImageSize size, PixelFormat format = PixelFormat::kRgba8) {
    const std::size_t bytes = bytes_per_pixel(format) / 4;
    const std::size_t stride = static_cast<std::size_t>(size.width) * bytes_per_pixel(format) + 12;
    pixels.assign(stride * static_cast<std::size_t>(size.height), std::byte{0x55});
    for (std::int32_t y = 0; y < size.height; ++y) {
      std::byte* out = pixels.data() + static_cast<std::size_t>(y) * stride;
      for (std::int32_t x = 0; x < size.width; ++x) {
        const Color color = quadrant(x >= size.width / 2, y >= size.height / 2);
        for (std::size_t i = 0; i < 3; ++i) {
          out[i * bytes + bytes - 1] = std::byte{color[i]};
        }
        out += 4 * bytes;
      }
    }
    view = {pixels.data(), size, stride, format};
  }
  Bytes pixels;
  ImageView view;
};

bool near(Color a, Color b, int tolerance) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (std::abs(a[i] - b[i]) > tolerance) {
      return false;
    }
  }
  return true;
}

// Whether the quadrants are seen in this part of the screen.
bool shows_quadrants(const Screenshot& screen, const WindowPlace& place, int tolerance = 0) {
  for (const bool below : {false, true}) {
    for (const bool right : {false, true}) {
      const Color seen = screen.at(place.x + place.width * (right ? 3 : 1) / 4,
                                   place.y + place.height * (below ? 3 : 1) / 4);
      if (!near(seen, quadrant(right, below), tolerance)) {
        return false;
      }
    }
  }
  return true;
}

class OnScreen : public testing::Test {
 protected:
  void open_screen(int depth = 24) {
    screen_ = test::Screen::start(800, 600, depth);
    ASSERT_NE(screen_, nullptr);
  }
  PreviewWindow open(ImageSize picture) {
    auto window = PreviewWindow::create(kTitle, picture);
    EXPECT_TRUE(window.has_value()) << window.error().message;
    return std::move(window).value();
  }
  // Polls until `done` or for five seconds; gathers what happened.
  static WindowEvents poll_until(PreviewWindow& window,
                                 const std::function<bool(const WindowEvents&)>& done) {
    WindowEvents all;
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (!done(all) && std::chrono::steady_clock::now() < end) {
      const WindowEvents now = window.poll();
      all.closed = all.closed || now.closed;
      all.resized = all.resized || now.resized;
      all.keys.insert(all.keys.end(), now.keys.begin(), now.keys.end());
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return all;
  }
  // The part of the screen where the window is, once it is there.
  WindowPlace place(PreviewWindow& window) {
    std::optional<WindowPlace> found;
    poll_until(window, [&](const WindowEvents&) {
      found = screen_->place_of(kTitle);
      return found.has_value();
    });
    EXPECT_TRUE(found.has_value());
    return found.value_or(WindowPlace{});
  }
  // Whether the quadrants come to be seen in this part of the screen.
  bool comes_to_show(PreviewWindow& window, const WindowPlace& part, int tolerance = 0) {
    bool seen = false;
    poll_until(window, [&](const WindowEvents&) {
      seen = shows_quadrants(screen_->picture(), part, tolerance);
      return seen;
    });
    return seen;
  }

  std::unique_ptr<test::Screen> screen_;
};

TEST_F(OnScreen, ShowsThePictureAtItsSize) {
  SKIP_WITHOUT_SCREEN();
  open_screen();
  PreviewWindow window = open({400, 240});
  const WindowPlace at = place(window);
  EXPECT_EQ(at.width, 400);
  EXPECT_EQ(at.height, 240);
  EXPECT_EQ(screen_->picture().at(at.x + 100, at.y + 60), kBlack) << "before the first picture";
  const TestPicture picture({400, 240});
  ASSERT_TRUE(window.show(picture.view));
  EXPECT_TRUE(comes_to_show(window, at));
  const Screenshot seen = screen_->picture();
  EXPECT_EQ(seen.at(at.x, at.y), kRed);
  EXPECT_EQ(seen.at(at.x + 199, at.y + 119), kRed);
  EXPECT_EQ(seen.at(at.x + 200, at.y + 120), kSand);
  EXPECT_EQ(seen.at(at.x + 399, at.y + 239), kSand);
}

TEST_F(OnScreen, ScalesPicturesOfAnySizeAndDepth) {
  SKIP_WITHOUT_SCREEN();
  open_screen();
  PreviewWindow window = open({320, 180});
  const WindowPlace at = place(window);
  for (const ImageSize size : {ImageSize{1920, 1080}, {64, 36}, {320, 180}}) {
    for (const PixelFormat format : {PixelFormat::kRgba8, PixelFormat::kRgba16}) {
      const Bytes black(static_cast<std::size_t>(320 * 180 * 4));
      ASSERT_TRUE(window.show({black.data(), {320, 180}, 320 * 4, PixelFormat::kRgba8}));
      ASSERT_TRUE(window.show(TestPicture(size, format).view));
      EXPECT_TRUE(comes_to_show(window, at, 1)) << size.width;
    }
  }
}

TEST_F(OnScreen, KeepsThePicturesShapeWhenResized) {
  SKIP_WITHOUT_SCREEN();
  open_screen();
  PreviewWindow window = open({400, 200});
  const TestPicture picture({400, 200});
  ASSERT_TRUE(window.show(picture.view));
  ASSERT_TRUE(comes_to_show(window, place(window)));
  screen_->resize(kTitle, 300, 300);
  EXPECT_TRUE(poll_until(window, [](const WindowEvents& e) { return e.resized; }).resized);
  EXPECT_EQ(window.size(), (ImageSize{300, 300}));
  const WindowPlace at = place(window);
  // Nothing was shown since: the window itself drew the picture again.
  EXPECT_TRUE(comes_to_show(window, {at.x, at.y + 75, 300, 150}, 1));
  const Screenshot seen = screen_->picture();
  EXPECT_EQ(seen.at(at.x + 150, at.y + 70), kBlack);
  EXPECT_TRUE(near(seen.at(at.x + 10, at.y + 78), kRed, 1));
  EXPECT_TRUE(near(seen.at(at.x + 290, at.y + 221), kSand, 1));
  EXPECT_EQ(seen.at(at.x + 150, at.y + 229), kBlack);
}

TEST_F(OnScreen, DrawsOnAScreenOf16Bits) {
  SKIP_WITHOUT_SCREEN();
  open_screen(16);
  PreviewWindow window = open({320, 180});
  const WindowPlace at = place(window);
  ASSERT_TRUE(window.show(TestPicture({320, 180}).view));
  EXPECT_TRUE(comes_to_show(window, at, 8));
}

TEST_F(OnScreen, TellsOfKeys) {
  SKIP_WITHOUT_SCREEN();
  open_screen();
  PreviewWindow window = open({320, 180});
  place(window);
  for (const char* key : {"q", "Escape", "Left"}) {
    screen_->press(kTitle, key);
  }
  const WindowEvents events =
      poll_until(window, [](const WindowEvents& e) { return e.keys.size() >= 3; });
  EXPECT_THAT(events.keys, testing::ElementsAre("Q", "Escape", "Left"));
  EXPECT_FALSE(events.closed);
  EXPECT_TRUE(window.poll().keys.empty()) << "events are told once";
}

TEST_F(OnScreen, TellsOfTheCloseButton) {
  SKIP_WITHOUT_SCREEN();
  open_screen();
  PreviewWindow window = open({320, 180});
  place(window);
  EXPECT_FALSE(window.poll().closed);
  screen_->close(kTitle);
  EXPECT_TRUE(poll_until(window, [](const WindowEvents& e) { return e.closed; }).closed);
}

TEST_F(OnScreen, OpensAgainAfterItWasClosed) {
  SKIP_WITHOUT_SCREEN();
  open_screen();
  { const PreviewWindow window = open({320, 180}); }
  EXPECT_FALSE(screen_->place_of(kTitle).has_value());
  PreviewWindow window = open({320, 180});
  EXPECT_EQ(place(window).width, 320);
}

TEST(PreviewWindow, SaysWhyItCannotOpen) {
  ::setenv("SDL_VIDEODRIVER", "x11", 1);  // else a console with a GPU would do
  ::unsetenv("DISPLAY");
  const auto window = PreviewWindow::create(kTitle, {320, 180});
  ASSERT_FALSE(window.has_value());
  EXPECT_EQ(window.error().code, ErrorCode::kResource);
  EXPECT_THAT(window.error().message, testing::StartsWith("cannot open a window: "));
}

}  // namespace
}  // namespace reprise::tools
