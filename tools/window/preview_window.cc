#include "tools/window/preview_window.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include <SDL.h>

#include "core/base/check.h"
#include "core/model/letterbox.h"
#include "tools/window/opening_size.h"
#include "tools/window/sdl_video.h"

namespace reprise::tools {
namespace {

struct SdlDelete {
  void operator()(SDL_Window* window) const { SDL_DestroyWindow(window); }
  void operator()(SDL_Surface* surface) const { SDL_FreeSurface(surface); }
};
using WindowPtr = std::unique_ptr<SDL_Window, SdlDelete>;
using SurfacePtr = std::unique_ptr<SDL_Surface, SdlDelete>;

ImageSize size_of(const SDL_Surface* surface) {
  return surface == nullptr ? ImageSize{} : ImageSize{surface->w, surface->h};
}

// Makes `surface` an RGBA8 one of this size; keeps it when it is one.
Status ensure_surface(SurfacePtr& surface, ImageSize size) {
  if (size_of(surface.get()) == size) {
    return {};
  }
  surface.reset(
      SDL_CreateRGBSurfaceWithFormat(0, size.width, size.height, 32, SDL_PIXELFORMAT_RGBA32));
  if (surface == nullptr) {
    return window_error("no memory for a picture of the preview");
  }
  SDL_SetSurfaceBlendMode(surface.get(), SDL_BLENDMODE_NONE);
  return {};
}

void copy_row(const ImageView& picture, std::int32_t y, std::byte* out) {
  const ByteSpan row = picture.row(y);
  if (picture.format == PixelFormat::kRgba8) {
    std::memcpy(out, row.data(), row.size());
    return;
  }
  for (std::size_t i = 1; i < row.size(); i += 2) {  // little-endian: the high bytes
    *out++ = row[i];
  }
}

void copy_pixels(const ImageView& picture, SDL_Surface* out) {
  auto* row = static_cast<std::byte*>(out->pixels);
  for (std::int32_t y = 0; y < picture.size.height; ++y) {
    copy_row(picture, y, row);
    row += out->pitch;
  }
}

}  // namespace

struct PreviewWindow::Impl {
  SdlVideo video;  // ends last
  WindowPtr window;
  SurfacePtr picture;  // the last one shown, at its own size
  SurfacePtr scaled;   // at the size in the window

  // The picture at `size`; valid until the next call.
  Result<SDL_Surface*> picture_at(ImageSize size) {
    if (size_of(picture.get()) == size) {
      return picture.get();
    }
    TRY(ensure_surface(scaled, size));
    if (SDL_SoftStretchLinear(picture.get(), nullptr, scaled.get(), nullptr) != 0) {
      return window_error("cannot scale the preview");
    }
    return scaled.get();
  }

  Status draw() {
    // SDL gives another surface after every change of size.
    SDL_Surface* target = SDL_GetWindowSurface(window.get());
    if (target == nullptr || SDL_FillRect(target, nullptr, 0) != 0) {
      return window_error("cannot draw the preview");
    }
    if (picture != nullptr) {
      const PixelRect place = letterbox(size_of(picture.get()), size_of(target));
      TRY_ASSIGN(SDL_Surface * source, picture_at(place.size));
      SDL_Rect to{place.x, place.y, place.size.width, place.size.height};
      if (SDL_BlitSurface(source, nullptr, target, &to) != 0) {
        return window_error("cannot draw the preview");
      }
    }
    if (SDL_UpdateWindowSurface(window.get()) != 0) {
      return window_error("cannot draw the preview");
    }
    return {};
  }

  // True when the picture must be drawn again.
  static bool handle(const SDL_Event& event, WindowEvents& events) {
    if (event.type == SDL_QUIT) {
      events.closed = true;
    } else if (event.type == SDL_KEYDOWN && event.key.repeat == 0) {
      events.keys.emplace_back(SDL_GetKeyName(event.key.keysym.sym));
    } else if (event.type == SDL_WINDOWEVENT) {
      const auto what = event.window.event;
      events.closed = events.closed || what == SDL_WINDOWEVENT_CLOSE;
      events.resized = events.resized || what == SDL_WINDOWEVENT_SIZE_CHANGED;
      return what == SDL_WINDOWEVENT_SIZE_CHANGED || what == SDL_WINDOWEVENT_EXPOSED;
    }
    return false;
  }
};

PreviewWindow::PreviewWindow(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
PreviewWindow::PreviewWindow(PreviewWindow&&) noexcept = default;
PreviewWindow& PreviewWindow::operator=(PreviewWindow&&) noexcept = default;
PreviewWindow::~PreviewWindow() = default;

Result<PreviewWindow> PreviewWindow::create(const std::string& title, ImageSize picture) {
  CHECK(picture.width > 0 && picture.height > 0);
  auto impl = std::make_unique<Impl>();
  TRY(impl->video.start());
  const ImageSize size = opening_size(picture, screen_size(0));
  impl->window.reset(SDL_CreateWindow(title.c_str(), SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED,
                                      size.width, size.height, SDL_WINDOW_RESIZABLE));
  // Not every window system has a surface to draw on without GL: ask for it now.
  if (impl->window == nullptr || SDL_GetWindowSurface(impl->window.get()) == nullptr) {
    return window_error("cannot open a window");
  }
  TRY(impl->draw());
  return PreviewWindow(std::move(impl));
}

Status PreviewWindow::show(const ImageView& picture) {
  TRY(ensure_surface(impl_->picture, picture.size));
  copy_pixels(picture, impl_->picture.get());
  return impl_->draw();
}

WindowEvents PreviewWindow::poll() {
  WindowEvents events;
  bool stale = false;
  SDL_Event event;
  while (SDL_PollEvent(&event) != 0) {
    stale = Impl::handle(event, events) || stale;
  }
  if (stale) {
    // A window that cannot be drawn to says so at the next show().
    [[maybe_unused]] const Status drawn = impl_->draw();
  }
  return events;
}

ImageSize PreviewWindow::size() const {
  ImageSize size;
  SDL_GetWindowSize(impl_->window.get(), &size.width, &size.height);
  return size;
}

}  // namespace reprise::tools
