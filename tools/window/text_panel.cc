#include "tools/window/text_panel.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

#include <SDL.h>
#include <SDL_ttf.h>

#include "tools/window/sdl_video.h"

extern "C" const char reprise_font[];  // of font.S
extern "C" const char reprise_font_end[];

namespace reprise::tools {
namespace {

constexpr std::uint8_t kGroundAlpha = 176;
constexpr int kMeterLetters = 12;
constexpr TextColor kMeterGround{70, 70, 70};
struct MeterPart {
  double end;
  TextColor color;
};
constexpr std::array<MeterPart, 3> kMeterParts{
    {{0.76, {80, 200, 100}}, {0.94, {235, 200, 60}}, {1, {240, 70, 60}}}};

struct FontClose {
  void operator()(TTF_Font* font) const { TTF_CloseFont(font); }
};
struct PanelSurfaceFree {
  void operator()(SDL_Surface* surface) const { SDL_FreeSurface(surface); }
};
using FontPtr = std::unique_ptr<TTF_Font, FontClose>;
using PanelSurface = std::unique_ptr<SDL_Surface, PanelSurfaceFree>;

// On while this lives.
struct FontLibrary {
  bool started = TTF_Init() == 0;
  FontLibrary() = default;
  FontLibrary(const FontLibrary&) = delete;
  FontLibrary& operator=(const FontLibrary&) = delete;
  ~FontLibrary() {
    if (started) {
      TTF_Quit();
    }
  }
};

void fill(SDL_Surface* surface, const SDL_Rect& where, TextColor color) {
  SDL_FillRect(surface, &where,
               SDL_MapRGBA(surface->format, color.red, color.green, color.blue, 255));
}

// A disc whose edge is as soft as that of letters.
void draw_lamp(SDL_Surface* surface, const SDL_Rect& place, TextColor color) {
  const double radius = 0.5 * std::min(place.w, place.h);
  const double middle_x = place.x + place.w / 2.0;
  const double middle_y = place.y + place.h / 2.0;
  for (int y = std::max(place.y, 0); y < std::min(place.y + place.h, surface->h); ++y) {
    for (int x = std::max(place.x, 0); x < std::min(place.x + place.w, surface->w); ++x) {
      const double away = std::hypot(x + 0.5 - middle_x, y + 0.5 - middle_y);
      const double share = std::clamp(radius + 0.5 - away, 0.0, 1.0);
      auto* pixel = static_cast<std::uint8_t*>(surface->pixels) +
                    std::ptrdiff_t{y} * surface->pitch + std::ptrdiff_t{x} * 4;
      const std::array<int, 4> wanted{color.red, color.green, color.blue, 255};
      for (std::size_t c = 0; c < 4; ++c) {
        pixel[c] =
            static_cast<std::uint8_t>(std::lround(pixel[c] + share * (wanted[c] - pixel[c])));
      }
    }
  }
}

void draw_meter(SDL_Surface* surface, const SDL_Rect& place, double level) {
  fill(surface, place, kMeterGround);
  int begin = 0;
  for (const MeterPart& part : kMeterParts) {
    const int end = static_cast<int>(std::lround(std::min(part.end, level) * place.w));
    if (end > begin) {
      fill(surface, {place.x + begin, place.y, end - begin, place.h}, part.color);
      begin = end;
    }
  }
}

}  // namespace

struct TextPanel::Impl {
  FontLibrary library;
  std::map<int, FontPtr> fonts;  // by height
  PanelSurface picture;

  Result<TTF_Font*> font(int height) {
    FontPtr& font = fonts[height];
    if (font == nullptr) {
      const auto size = static_cast<int>(reprise_font_end - reprise_font);
      font.reset(TTF_OpenFontRW(SDL_RWFromConstMem(reprise_font, size), 1, height));
      if (font == nullptr) {
        return window_error("cannot read the font");
      }
    }
    return font.get();
  }

  // Transparent black, of this size.
  Status begin(ImageSize size) {
    picture.reset(
        SDL_CreateRGBSurfaceWithFormat(0, size.width, size.height, 32, SDL_PIXELFORMAT_RGBA32));
    if (picture == nullptr) {
      return window_error("no memory for text");
    }
    SDL_FillRect(picture.get(), nullptr, SDL_MapRGBA(picture->format, 0, 0, 0, kGroundAlpha));
    return {};
  }

  void write(TTF_Font* font, const TextSpan& span, int x, int y) const {
    const SDL_Color color{span.color.red, span.color.green, span.color.blue, 255};
    const PanelSurface letters(TTF_RenderUTF8_Blended(font, span.text.c_str(), color));
    if (letters != nullptr) {  // else there is nothing to see in it
      SDL_Rect to{x, y, 0, 0};
      SDL_BlitSurface(letters.get(), nullptr, picture.get(), &to);
    }
  }
};

namespace {

// Of a letter.
ImageSize cell_of(TTF_Font* font, int height) {
  ImageSize cell{0, height + height / 4};
  TTF_GlyphMetrics32(font, 'M', nullptr, nullptr, nullptr, nullptr, &cell.width);
  return cell;
}

int width_of(TTF_Font* font, const TextSpan& span, int letter) {
  if (span.kind != TextSpan::Kind::kText) {
    return span.kind == TextSpan::Kind::kLamp ? letter : kMeterLetters * letter;
  }
  int width = 0;
  TTF_SizeUTF8(font, span.text.c_str(), &width, nullptr);
  return width;
}

int width_of(TTF_Font* font, const TextLine& line, int letter) {
  int width = 0;
  for (const TextSpan& span : line) {
    width += width_of(font, span, letter);
  }
  return width;
}

}  // namespace

TextPanel::TextPanel(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TextPanel::TextPanel(TextPanel&&) noexcept = default;
TextPanel& TextPanel::operator=(TextPanel&&) noexcept = default;
TextPanel::~TextPanel() = default;

Result<TextPanel> TextPanel::create() {
  auto impl = std::make_unique<Impl>();
  if (!impl->library.started) {
    return window_error("no text in the window");
  }
  return TextPanel(std::move(impl));
}

Result<ImageView> TextPanel::paint(std::span<const TextLine> lines, const PanelStyle& style) {
  TRY_ASSIGN(TTF_Font * font, impl_->font(style.letter_height));
  const ImageSize cell = cell_of(font, style.letter_height);
  const int edge = cell.width;
  int widest = 0;
  for (const TextLine& line : lines) {
    widest = std::max(widest, width_of(font, line, cell.width));
  }
  const int top = cell.height / 4;
  TRY(impl_->begin({style.width > 0 ? style.width : widest + 2 * edge,
                    static_cast<int>(lines.size()) * cell.height + 2 * top}));
  SDL_Surface* picture = impl_->picture.get();
  const int ascent_gap = (cell.height - TTF_FontHeight(font)) / 2;
  int y = top;
  for (const TextLine& line : lines) {
    int x = edge;
    for (const TextSpan& span : line) {
      const int width = width_of(font, span, cell.width);
      if (span.kind == TextSpan::Kind::kText) {
        impl_->write(font, span, x, y + ascent_gap);
      } else if (span.kind == TextSpan::Kind::kLamp) {
        draw_lamp(picture, {x, y, width, cell.height}, span.color);
      } else {
        draw_meter(picture, {x, y + cell.height / 4, width, cell.height / 2}, span.level);
      }
      x += width;
    }
    y += cell.height;
  }
  return ImageView{static_cast<const std::byte*>(picture->pixels),
                   {picture->w, picture->h},
                   static_cast<std::size_t>(picture->pitch),
                   PixelFormat::kRgba8};
}

}  // namespace reprise::tools
