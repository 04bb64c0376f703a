#include "tools/window/sdl_video.h"

#include <array>
#include <string>

#include <SDL.h>

namespace reprise::tools {
namespace {

struct Hint {
  const char* name;
  const char* value;
};
constexpr auto kHints = std::to_array<Hint>({
    {SDL_HINT_NO_SIGNAL_HANDLERS, "1"},
    {SDL_HINT_FRAMEBUFFER_ACCELERATION, "0"},  // else SDL draws through a GL context of its own
    {SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "1"},
    {SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0"},
    {SDL_HINT_VIDEO_MINIMIZE_ON_FOCUS_LOSS, "0"},  // a show goes on beside other work
});

}  // namespace

tl::unexpected<Error> window_error(std::string_view what) {
  return fail(ErrorCode::kResource, std::string(what) + ": " + SDL_GetError());
}

Status SdlVideo::start() {
  SDL_SetMainReady();
  for (const Hint& hint : kHints) {
    SDL_SetHintWithPriority(hint.name, hint.value, SDL_HINT_OVERRIDE);
  }
  // Left to itself, SDL ends with drivers whose windows nobody sees. SDL_VIDEODRIVER still wins.
  SDL_SetHintWithPriority(SDL_HINT_VIDEODRIVER, "x11", SDL_HINT_DEFAULT);
  if (SDL_InitSubSystem(SDL_INIT_VIDEO) != 0) {
    return window_error("cannot open a window");
  }
  started_ = true;
  SDL_StopTextInput();  // keys are meant as keys; an input method would keep some for itself
  return {};
}

SdlVideo::~SdlVideo() {
  if (started_) {
    SDL_QuitSubSystem(SDL_INIT_VIDEO);
  }
}

ImageSize screen_size(int display) {
  SDL_Rect usable{0, 0, 0, 0};
  return SDL_GetDisplayUsableBounds(display, &usable) == 0 ? ImageSize{usable.w, usable.h}
                                                           : ImageSize{1280, 720};
}

}  // namespace reprise::tools
