#include "tools/window/window_watch.h"

#include <SDL.h>
#include <SDL_syswm.h>

namespace reprise::tools {
namespace {

Window watched = 0;
bool lost = false;

int on_connection_error(Display*) {
  lost = true;
  return 0;
}

// Returning from here leaves a connection that refuses everything, and a program that goes on.
void on_connection_end(Display*, void*) {}

int on_error(Display*, XErrorEvent* error) {
  lost = lost || (watched != 0 && error->resourceid == watched);
  return 0;
}

}  // namespace

void watch_window(SDL_Window* window) {
  SDL_SysWMinfo info;
  SDL_VERSION(&info.version);
  if (SDL_GetWindowWMInfo(window, &info) != SDL_TRUE || info.subsystem != SDL_SYSWM_X11) {
    return;
  }
  watched = info.info.x11.window;
  lost = false;
  ::XSetErrorHandler(on_error);
  ::XSetIOErrorHandler(on_connection_error);
  ::XSetIOErrorExitHandler(info.info.x11.display, on_connection_end, nullptr);
  SDL_EventState(SDL_SYSWMEVENT, SDL_ENABLE);
}

void watch_event(const SDL_Event& event) {
  if (event.type != SDL_SYSWMEVENT || event.syswm.msg->subsystem != SDL_SYSWM_X11) {
    return;
  }
  const XEvent& x_event = event.syswm.msg->msg.x11.event;
  lost = lost || (x_event.type == DestroyNotify && x_event.xdestroywindow.window == watched);
}

bool window_is_lost() {
  return lost;
}

}  // namespace reprise::tools
