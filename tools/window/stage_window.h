// The window of a live show: an OpenGL context on the screen for a renderer to draw in, and what
// the performer does there. It draws nothing itself, decides nothing about time, plays no sound and
// takes no part in signals. The screen saver stays off while it lives. One window a process; all
// calls on the main thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/base/error.h"
#include "core/model/image.h"
#include "tools/window/stage_events.h"
#include "tools/window/window_context.h"

namespace reprise::tools {

class StageWindow {
 public:
  struct Options {
    std::string title;
    ImageSize picture;  // the window opens in its shape
    bool fullscreen = false;
    int display = 0;    // the screen that it opens on
    bool vsync = true;  // where the driver grants it
  };

  // Opens with an OpenGL 4.5 core context (else 3.3), current on this thread when this returns and
  // while the window lives. kResource with the window system's reason where there is no display or
  // no such context; kNotFound when there is no such display.
  static Result<StageWindow> create(const Options& options);
  StageWindow(StageWindow&&) noexcept;
  StageWindow& operator=(StageWindow&&) noexcept;
  ~StageWindow();

  // What the user did; never waits.
  StageEvents poll();

  // Waits until a moment of CLOCK_MONOTONIC; never spins. Takes note of keys as they come, for the
  // next poll(), so that their times are right however seldom a frame is drawn.
  void wait_until(std::int64_t until_ns);

  // Shows what was drawn into the back buffer. With vsync this waits for the screen; gives the time
  // on CLOCK_MONOTONIC at which it was done.
  std::int64_t swap();

  // The window system has gone, or has taken the window away. Nothing but is_lost() and the
  // destructor may be called from then on, nor may the GL context be used; they are left as they
  // are until the process ends.
  [[nodiscard]] bool is_lost() const;

  // In pixels, as a renderer sees it; 0x0 while the window is minimised.
  [[nodiscard]] ImageSize drawable_size() const;
  // Fills the display that the window is on, without the pointer; and back.
  Status toggle_fullscreen();
  [[nodiscard]] bool is_fullscreen() const;
  void set_title(const std::string& title);

  // Finds the functions of the window's context; for render::RendererOptions.
  using Loader = void (*(*)(const char* name))();
  [[nodiscard]] static Loader loader();

 private:
  struct Impl;
  explicit StageWindow(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace reprise::tools
