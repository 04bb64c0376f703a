#include "tools/window/stage_window.h"

#include <algorithm>
#include <utility>

#include <SDL.h>

#include "core/base/check.h"
#include "core/base/monotonic_clock.h"
#include "tools/window/opening_size.h"
#include "tools/window/sdl_video.h"
#include "tools/window/window_watch.h"

namespace reprise::tools {
namespace {

constexpr std::int64_t kMillisecond = 1'000'000;

struct StageDelete {
  void operator()(SDL_Window* window) const { SDL_DestroyWindow(window); }
};
using StagePtr = std::unique_ptr<SDL_Window, StageDelete>;

// Off while this lives.
struct ScreenSaver {
  ScreenSaver() = default;
  ScreenSaver(const ScreenSaver&) = delete;
  ScreenSaver& operator=(const ScreenSaver&) = delete;
  ~ScreenSaver() { SDL_EnableScreenSaver(); }
};

// What the window manager puts around a window; nothing around one that fills the screen.
struct Frame {
  int left = 0;
  int top = 0;
};

Frame frame_of(SDL_Window* window) {
  Frame frame;
  SDL_GetWindowBordersSize(window, &frame.top, &frame.left, nullptr, nullptr);
  return frame;
}

Status check_display(int display) {
  const int count = SDL_GetNumVideoDisplays();
  if (display < 0 || display >= count) {
    return fail(ErrorCode::kNotFound, "there is no display " + std::to_string(display) +
                                          ": they are counted from 0 to " +
                                          std::to_string(count - 1));
  }
  return {};
}

StagePtr make_window(const StageWindow::Options& options) {
  ask_for_context();
  const ImageSize size = opening_size(options.picture, screen_size(options.display));
  const auto display = static_cast<unsigned>(options.display);
  const auto at = static_cast<int>(SDL_WINDOWPOS_CENTERED_DISPLAY(display));
  return StagePtr(
      SDL_CreateWindow(options.title.c_str(), at, at, size.width, size.height,
                       SDL_WINDOW_OPENGL | SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI));
}

}  // namespace

struct StageWindow::Impl {
  SdlVideo video;  // ends last
  StagePtr window;
  WindowContext context;
  ScreenSaver screen_saver;
  StageEvents pending;            // since the last poll
  SDL_Rect windowed{0, 0, 0, 0};  // the place to come back to from the full screen
  Frame windowed_frame;

  // Asks the window manager, as SDL does; where there is none, a window of the display's size at
  // its place is the same.
  Status enter_fullscreen(int display) {
    SDL_Window* const handle = window.get();
    SDL_Rect screen{0, 0, 0, 0};
    if (SDL_GetDisplayBounds(display, &screen) != 0) {
      return window_error("cannot fill the screen");
    }
    SDL_GetWindowPosition(handle, &windowed.x, &windowed.y);
    SDL_GetWindowSize(handle, &windowed.w, &windowed.h);
    windowed_frame = frame_of(handle);
    place(screen);
    if (SDL_SetWindowFullscreen(handle, SDL_WINDOW_FULLSCREEN_DESKTOP) != 0) {
      return window_error("cannot fill the screen");
    }
    SDL_ShowCursor(SDL_DISABLE);
    return {};
  }

  Status leave_fullscreen() {
    if (SDL_SetWindowFullscreen(window.get(), 0) != 0) {
      return window_error("cannot leave the full screen");
    }
    // SDL makes room for the frame that it knows of, and the window manager brings it later.
    const Frame known = frame_of(window.get());
    place({windowed.x - windowed_frame.left + known.left,
           windowed.y - windowed_frame.top + known.top, windowed.w, windowed.h});
    SDL_ShowCursor(SDL_ENABLE);
    return {};
  }

  void place(const SDL_Rect& where) {
    SDL_SetWindowPosition(window.get(), where.x, where.y);
    SDL_SetWindowSize(window.get(), where.w, where.h);
  }

  void note(const SDL_Event& event) {
    watch_event(event);
    note_event(event, pending);
  }

  [[nodiscard]] bool has_flag(std::uint32_t flag) const {
    return (SDL_GetWindowFlags(window.get()) & flag) != 0;
  }
};

StageWindow::StageWindow(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
StageWindow::StageWindow(StageWindow&&) noexcept = default;
StageWindow& StageWindow::operator=(StageWindow&&) noexcept = default;
StageWindow::~StageWindow() {
  if (impl_ != nullptr && window_is_lost()) {
    static_cast<void>(impl_.release());
  }
}

Result<StageWindow> StageWindow::create(const Options& options) {
  CHECK(options.picture.width > 0 && options.picture.height > 0);
  auto impl = std::make_unique<Impl>();
  TRY(impl->video.start());
  TRY(check_display(options.display));
  impl->window = make_window(options);
  if (impl->window == nullptr) {
    return window_error("cannot open a window with OpenGL");
  }
  impl->context = make_context(impl->window.get());
  if (impl->context == nullptr) {
    return window_error("no OpenGL 4.5 or 3.3 core context in the window");
  }
  watch_window(impl->window.get());
  SDL_DisableScreenSaver();
  set_vsync(options.vsync);
  StageWindow window(std::move(impl));
  if (options.fullscreen) {
    // Not where the window is: a window manager may have put it elsewhere, or not yet there.
    TRY(window.impl_->enter_fullscreen(options.display));
  }
  return window;
}

StageEvents StageWindow::poll() {
  SDL_Event event;
  while (SDL_PollEvent(&event) != 0) {
    impl_->note(event);
  }
  return std::exchange(impl_->pending, {});
}

void StageWindow::wait_until(std::int64_t until_ns) {
  // SDL counts in milliseconds and may be one late.
  for (;;) {
    const std::int64_t left_ms = (until_ns - monotonic_ns()) / kMillisecond;
    if (left_ms < 2) {
      break;
    }
    SDL_Event event;
    const auto timeout_ms = static_cast<int>(std::min<std::int64_t>(left_ms - 1, 1000));
    if (SDL_WaitEventTimeout(&event, timeout_ms) != 0) {
      impl_->note(event);
    }
  }
  sleep_until(until_ns);
}

std::int64_t StageWindow::swap() {
  SDL_GL_SwapWindow(impl_->window.get());
  return monotonic_ns();
}

bool StageWindow::is_lost() const {
  return window_is_lost();
}

ImageSize StageWindow::drawable_size() const {
  ImageSize size;
  if (!impl_->has_flag(SDL_WINDOW_MINIMIZED)) {
    SDL_GL_GetDrawableSize(impl_->window.get(), &size.width, &size.height);
  }
  return size;
}

Status StageWindow::toggle_fullscreen() {
  return is_fullscreen()
             ? impl_->leave_fullscreen()
             : impl_->enter_fullscreen(std::max(0, SDL_GetWindowDisplayIndex(impl_->window.get())));
}

bool StageWindow::is_fullscreen() const {
  return impl_->has_flag(SDL_WINDOW_FULLSCREEN_DESKTOP);
}

void StageWindow::set_title(const std::string& title) {
  SDL_SetWindowTitle(impl_->window.get(), title.c_str());
}

StageWindow::Loader StageWindow::loader() {
  return [](const char* name) { return reinterpret_cast<void (*)()>(SDL_GL_GetProcAddress(name)); };
}

}  // namespace reprise::tools
