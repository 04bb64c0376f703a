// What the performer reads in the window, pixel by pixel.
#include "tools/window/text_panel.h"

#include <array>

#include <gtest/gtest.h>

namespace reprise::tools {
namespace {

using Pixel = std::array<int, 4>;
using Kind = TextSpan::Kind;

constexpr Pixel kGround{0, 0, 0, 176};

Pixel at(const ImageView& picture, int x, int y) {
  const ByteSpan row = picture.row(y);
  Pixel pixel{};
  for (std::size_t c = 0; c < 4; ++c) {
    pixel[c] = std::to_integer<int>(row[static_cast<std::size_t>(x) * 4 + c]);
  }
  return pixel;
}

template <typename Test>
int count(const ImageView& picture, Test test) {
  int found = 0;
  for (int y = 0; y < picture.size.height; ++y) {
    for (int x = 0; x < picture.size.width; ++x) {
      found += test(at(picture, x, y)) ? 1 : 0;
    }
  }
  return found;
}

class TextPanelTest : public testing::Test {
 protected:
  ImageView paint(const std::vector<TextLine>& lines, const PanelStyle& style) {
    auto painted = panel_.paint(lines, style);
    EXPECT_TRUE(painted.has_value()) << painted.error().message;
    return painted.value_or(ImageView{});
  }
  TextPanel panel_ = std::move(TextPanel::create()).value();
};

TEST_F(TextPanelTest, LettersHaveOneWidthAndTheColourThatIsAskedFor) {
  const PanelStyle style{.letter_height = 20};
  const int three = paint({{{.text = "iii"}}}, style).size.width;
  EXPECT_EQ(paint({{{.text = "MMM"}}}, style).size.width, three);
  EXPECT_EQ(paint({{{.text = "MMM"}, {.text = "MMM"}}}, style).size.width,
            paint({{{.text = "äöüß–é"}}}, style).size.width);
  EXPECT_EQ(paint({{{.text = "M"}}, {{.text = "MMM"}}}, style).size.width, three);

  const ImageView red = paint({{{.text = "MMM", .color = {250, 0, 0}}}}, style);
  EXPECT_EQ(at(red, 0, 0), kGround);
  EXPECT_GT(count(red, [](const Pixel& p) { return p == Pixel{250, 0, 0, 255}; }), 50);
  EXPECT_EQ(count(red, [](const Pixel& p) { return p[1] > 0 || p[2] > 0; }), 0);
}

TEST_F(TextPanelTest, CutsOffWhatDoesNotFit) {
  const ImageView line =
      paint({{{.text = std::string(500, 'M')}}}, {.letter_height = 16, .width = 300});
  EXPECT_EQ(line.size.width, 300);
  EXPECT_EQ(line.size.height, 30);
  EXPECT_EQ(paint({}, {.letter_height = 16, .width = 300}).size.width, 300);
  EXPECT_EQ(paint({{{.text = ""}}}, {.letter_height = 16, .width = 300}).size.width, 300);
}

TEST_F(TextPanelTest, AMeterIsAsLongAsItsLevelAndTurnsRedAtItsEnd) {
  const auto lit = [&](double level) {
    const ImageView meter = paint({{{.kind = Kind::kMeter, .level = level}}}, {});
    return std::pair(count(meter, [](const Pixel& p) { return p[1] > 190 && p[0] < 100; }),
                     count(meter, [](const Pixel& p) { return p[0] > 230 && p[1] < 100; }));
  };
  EXPECT_EQ(lit(0), std::pair(0, 0));
  const auto [quarter, no_red] = lit(0.25);
  const auto [half, none] = lit(0.5);
  EXPECT_GT(quarter, 100);
  EXPECT_NEAR(half, 2 * quarter, 0.05 * half);
  EXPECT_EQ(no_red + none, 0);
  EXPECT_GT(lit(1).second, 10);
  EXPECT_EQ(lit(1), lit(7)) << "never beyond its end";
}

TEST_F(TextPanelTest, ALampIsRoundAndInTheMiddle) {
  const ImageView lamp =
      paint({{{.color = {255, 0, 0}, .kind = Kind::kLamp}}}, {.letter_height = 32});
  const ImageSize size = lamp.size;
  EXPECT_EQ(at(lamp, size.width / 2, size.height / 2), (Pixel{255, 0, 0, 255}));
  const int area = count(lamp, [](const Pixel& p) { return p[0] > 127; });
  const double radius = 0.5 * size.width / 3;
  EXPECT_NEAR(area, 3.14159 * radius * radius, 0.15 * area);
}

}  // namespace
}  // namespace reprise::tools
