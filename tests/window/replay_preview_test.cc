// reprise-replay --preview as a user runs it.
#include <chrono>
#include <functional>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/session/studio.h"
#include "tests/support/screen.h"
#include "tests/support/shell.h"

namespace reprise {
namespace {

constexpr std::string_view kShow =
    R"({"scenes": [{"name": "a", "layers": [{"preset": "sweep"}]}]})";

// Within ten seconds.
bool comes_true(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) {
      return false;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return true;
}

class ReplayPreview : public testing::Test {
 protected:
  ReplayPreview() {
    session::RecordSpec spec;
    spec.size = {320, 180};
    take_ = studio_.record("t.mcap", studio_.show(kShow), session::music(3.0), spec);
  }
  // `before` goes in front of the command.
  test::ShellResult replay(const std::string& name, const std::string& options,
                           const std::string& before = "") {
    return test::run_shell(before + " '" REPRISE_REPLAY "' '" + take_.string() + "' -o '" +
                           studio_.path(name).string() + "' " + options + " 2>&1");
  }

  session::Studio studio_;
  std::filesystem::path take_;
};

TEST_F(ReplayPreview, LeavesTheSameBytesAsWithout) {
  SKIP_WITHOUT_SCREEN();
  const auto screen = test::Screen::start(640, 480);
  ASSERT_NE(screen, nullptr);
  ASSERT_EQ(replay("plain.mp4", "").status, 0);
  const test::ShellResult previewed = replay("previewed.mp4", "--preview");
  ASSERT_EQ(previewed.status, 0) << previewed.output;
  EXPECT_EQ(session::content(studio_.path("previewed.mp4")),
            session::content(studio_.path("plain.mp4")));
}

TEST_F(ReplayPreview, GoesOnWhenTheWindowIsClosed) {
  SKIP_WITHOUT_SCREEN();
  const auto screen = test::Screen::start(640, 480);
  ASSERT_NE(screen, nullptr);
  const std::string work = "-s 640x360 --fps 60 ";  // for some seconds
  ASSERT_EQ(replay("plain.mp4", work).status, 0);
  const auto appears = [&] { return screen->place_of("t.mcap").has_value(); };
  const auto vanishes = [&] { return !screen->place_of("t.mcap").has_value(); };
  bool closed_in_time = false;
  std::thread viewer([&] {
    if (comes_true(appears)) {
      screen->press("t.mcap", "q");
      closed_in_time =
          comes_true(vanishes) && !std::filesystem::exists(studio_.path("previewed.mp4"));
    }
  });
  const test::ShellResult previewed = replay("previewed.mp4", work + "--preview");
  viewer.join();
  EXPECT_TRUE(closed_in_time);
  ASSERT_EQ(previewed.status, 0) << previewed.output;
  EXPECT_EQ(session::content(studio_.path("previewed.mp4")),
            session::content(studio_.path("plain.mp4")));
}

TEST_F(ReplayPreview, WithoutADisplayItFailsBeforeItStarts) {
  const test::ShellResult refused =
      replay("refused.mp4", "--preview",
             "env -u DISPLAY -u WAYLAND_DISPLAY -u SDL_VIDEODRIVER -u XDG_RUNTIME_DIR");
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.output, testing::StartsWith("error: no preview: cannot open a window: "));
  EXPECT_THAT(refused.output, testing::HasSubstr("(try: without --preview)"));
  EXPECT_FALSE(std::filesystem::exists(studio_.path("refused.mp4.parts")));
  EXPECT_FALSE(std::filesystem::exists(studio_.path("refused.mp4")));
}

}  // namespace
}  // namespace reprise
