// The OpenGL context of a window, through SDL. Main thread.
#pragma once

#include <memory>

struct SDL_Window;

namespace reprise::tools {

// Before a window is made that is to have a context.
void ask_for_context();

struct ContextDelete {
  void operator()(void* context) const;
};
using WindowContext = std::unique_ptr<void, ContextDelete>;

// OpenGL 4.5 core, else 3.3, and current on this thread; null when there is neither. Where the
// driver can, the context says when it is lost.
WindowContext make_context(SDL_Window* window);

// Of the current context: a swap waits for the screen, where the driver grants it; best so that a
// late frame is shown at once.
void set_vsync(bool wanted);

}  // namespace reprise::tools
