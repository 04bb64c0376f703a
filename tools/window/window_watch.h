// Notices when the X server goes away, or takes a window away: Xlib's answer to either is exit(),
// in the middle of a show. Instead the window counts as lost. Then neither it nor its GL context
// may be used again, not even to destroy them. Without X11 nothing is ever lost here. The main
// thread.
#pragma once

struct SDL_Window;
union SDL_Event;

namespace reprise::tools {

// One window a process. Behind SDL's start: SDL has handlers of its own.
void watch_window(SDL_Window* window);
// Events are looked at as they come.
void watch_event(const SDL_Event& event);
[[nodiscard]] bool window_is_lost();

}  // namespace reprise::tools
