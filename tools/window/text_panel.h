// Lines of text, lamps and level meters on a dark translucent ground, drawn by the CPU: what a
// performer reads in a window. Knows neither windows nor GL. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/model/image.h"

namespace reprise::tools {

struct TextColor {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
};

struct TextSpan {
  enum class Kind {
    kText,
    kLamp,   // a dot in `color`, one letter wide
    kMeter,  // a bar, twelve letters wide: green, then yellow, then red
  };
  std::string text{};  // UTF-8, in letters of one width
  TextColor color{235, 235, 235};
  Kind kind = Kind::kText;
  double level = 0;  // of a meter, 0 .. 1
};
using TextLine = std::vector<TextSpan>;

struct PanelStyle {
  int letter_height = 16;  // pixels, from line to line a quarter more
  int width = 0;           // of the panel; what does not fit is cut off. 0: as wide as its lines
};

class TextPanel {
 public:
  // kResource when the font library refuses.
  static Result<TextPanel> create();
  TextPanel(TextPanel&&) noexcept;
  TextPanel& operator=(TextPanel&&) noexcept;
  ~TextPanel();

  // RGBA, top row first, colours multiplied by alpha. Valid until the next call.
  Result<ImageView> paint(std::span<const TextLine> lines, const PanelStyle& style);

 private:
  struct Impl;
  explicit TextPanel(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace reprise::tools
