// What a performer does at a window: SDL's events as values. Pure but for the clock; main thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

union SDL_Event;

namespace reprise::tools {

// A key that went down, modifiers too ("Left Shift"); repeats of a key that is held are left out.
struct KeyPress {
  // What the layout has on it: "R", "Escape", "Space", "Left", "F1". "1" .. "9" are the keys of the
  // row of digits, whatever a layout has there without Shift, and those of the number pad.
  std::string name;
  bool shift = false;  // is held; not that letters are capital
  bool ctrl = false;
  bool alt = false;
  std::int64_t monotonic_ns = 0;  // when it came, to a millisecond, on CLOCK_MONOTONIC
};

// What happened since the last poll.
struct StageEvents {
  bool closed = false;   // the close button was pressed, or the desktop wants the program to end
  bool resized = false;  // drawable_size() is another
  bool exposed = false;  // the picture must be shown again even if it stands still
  std::vector<KeyPress> keys;
};

// Adds an event that came just now.
void note_event(const SDL_Event& event, StageEvents& events);

}  // namespace reprise::tools
