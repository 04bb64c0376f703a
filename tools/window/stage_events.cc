#include "tools/window/stage_events.h"

#include <SDL.h>

#include "core/base/monotonic_clock.h"

namespace reprise::tools {
namespace {

constexpr std::int64_t kTickNs = 1'000'000;  // SDL counts milliseconds

std::string key_name(const SDL_Keysym& key) {
  if (key.scancode >= SDL_SCANCODE_1 && key.scancode <= SDL_SCANCODE_9) {
    return std::string(1, static_cast<char>('1' + (key.scancode - SDL_SCANCODE_1)));
  }
  if (key.scancode >= SDL_SCANCODE_KP_1 && key.scancode <= SDL_SCANCODE_KP_9) {
    return std::string(1, static_cast<char>('1' + (key.scancode - SDL_SCANCODE_KP_1)));
  }
  return SDL_GetKeyName(key.sym);
}

KeyPress key_press(const SDL_KeyboardEvent& event) {
  // From SDL's own start, modulo 2^32.
  const std::int64_t age = static_cast<std::uint32_t>(SDL_GetTicks() - event.timestamp);
  const int modifiers = event.keysym.mod;
  return {.name = key_name(event.keysym),
          .shift = (modifiers & KMOD_SHIFT) != 0,
          .ctrl = (modifiers & KMOD_CTRL) != 0,
          .alt = (modifiers & KMOD_ALT) != 0,
          .monotonic_ns = monotonic_ns() - age * kTickNs};
}

void note_window_event(std::uint8_t what, StageEvents& events) {
  switch (what) {
    case SDL_WINDOWEVENT_CLOSE:
      events.closed = true;
      break;
    case SDL_WINDOWEVENT_SIZE_CHANGED:
      events.resized = true;
      break;
    case SDL_WINDOWEVENT_EXPOSED:
      events.exposed = true;
      break;
    default:
      break;
  }
}

}  // namespace

void note_event(const SDL_Event& event, StageEvents& events) {
  if (event.type == SDL_QUIT) {
    events.closed = true;
  } else if (event.type == SDL_KEYDOWN && event.key.repeat == 0) {
    events.keys.push_back(key_press(event.key));
  } else if (event.type == SDL_WINDOWEVENT) {
    note_window_event(event.window.event, events);
  }
}

}  // namespace reprise::tools
