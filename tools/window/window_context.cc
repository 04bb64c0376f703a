#include "tools/window/window_context.h"

#include <array>

#include <SDL.h>

namespace reprise::tools {
namespace {

struct Attribute {
  SDL_GLattr name;
  int value;
};
// No alpha: some compositors would show the desktop through it.
constexpr auto kAttributes = std::to_array<Attribute>({
    {SDL_GL_RED_SIZE, 8},
    {SDL_GL_GREEN_SIZE, 8},
    {SDL_GL_BLUE_SIZE, 8},
    {SDL_GL_ALPHA_SIZE, 0},
    {SDL_GL_DEPTH_SIZE, 0},
    {SDL_GL_STENCIL_SIZE, 0},
    {SDL_GL_DOUBLEBUFFER, 1},
    {SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_CORE},
});

// In order of preference.
struct ContextKind {
  int major;
  int minor;
  int on_reset;
};
constexpr std::array<ContextKind, 3> kContextKinds{{
    {4, 5, SDL_GL_CONTEXT_RESET_LOSE_CONTEXT},
    {4, 5, SDL_GL_CONTEXT_RESET_NO_NOTIFICATION},
    {3, 3, SDL_GL_CONTEXT_RESET_NO_NOTIFICATION},
}};

}  // namespace

void ask_for_context() {
  for (const Attribute& attribute : kAttributes) {
    SDL_GL_SetAttribute(attribute.name, attribute.value);
  }
}

void ContextDelete::operator()(void* context) const {
  SDL_GL_DeleteContext(context);
}

WindowContext make_context(SDL_Window* window) {
  for (const ContextKind& kind : kContextKinds) {
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, kind.major);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, kind.minor);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_RESET_NOTIFICATION, kind.on_reset);
    if (WindowContext context{SDL_GL_CreateContext(window)}) {
      return context;
    }
  }
  return nullptr;
}

void set_vsync(bool wanted) {
  constexpr int kAdaptive = -1;
  const bool granted =
      wanted && (SDL_GL_SetSwapInterval(kAdaptive) == 0 || SDL_GL_SetSwapInterval(1) == 0);
  if (!granted) {
    SDL_GL_SetSwapInterval(0);
  }
}

}  // namespace reprise::tools
