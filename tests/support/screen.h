// A screen for tests of windows, on a machine that has none: an X server of its own (Xvfb) on a
// free display, which $DISPLAY names while it lives. Keys and sizes go through xdotool, pictures
// through ImageMagick. Changes the environment: one at a time, and no thread besides.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace reprise::test {

using Color = std::array<std::uint8_t, 3>;

struct Screenshot {
  int width = 0;
  int height = 0;
  std::string rgb;  // 3 bytes a pixel, top row first
  [[nodiscard]] Color at(int x, int y) const;
};

struct WindowPlace {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
  friend bool operator==(const WindowPlace&, const WindowPlace&) = default;
};

class Screen {
 public:
  // The first program that is not installed of those that this needs; empty when all are there.
  static std::string missing_program();

  // Null when the server does not come up within ten seconds.
  static std::unique_ptr<Screen> start(int width, int height, int depth = 24);
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;
  ~Screen();

  [[nodiscard]] const std::string& display() const { return display_; }  // ":7"

  [[nodiscard]] Screenshot picture() const;
  // Of the window with this title, if it is on the screen. Titles are searched as regular
  // expressions.
  [[nodiscard]] std::optional<WindowPlace> place_of(const std::string& title) const;
  // As a person at the window: xdotool's names ("q", "Escape", "Left").
  void press(const std::string& title, const std::string& key) const;
  // The same so many milliseconds from now; does not wait for it.
  void press_after(const std::string& title, const std::string& key, int delay_ms) const;
  void resize(const std::string& title, int width, int height) const;
  // As the desktop's close button: asks politely.
  void close(const std::string& title) const;
  // Somebody else destroys the window; the server cuts the program off, as xkill has it.
  void destroy(const std::string& title) const;
  void kill_client(const std::string& title) const;
  // The server hangs, goes on, dies.
  void freeze() const;
  void thaw() const;
  void die() const;

 private:
  Screen(int process, std::string display, int width, int height);
  // The X window's number in decimal; empty when there is none.
  [[nodiscard]] std::string find(const std::string& title) const;
  int process_;
  std::string display_;
  int width_;
  int height_;
};

}  // namespace reprise::test

#define SKIP_WITHOUT_SCREEN()                                                                \
  do {                                                                                       \
    if (const std::string missing = ::reprise::test::Screen::missing_program();              \
        !missing.empty()) {                                                                  \
      GTEST_SKIP() << missing << " is not installed (./dev packages): no screen to test on"; \
    }                                                                                        \
  } while (false)
