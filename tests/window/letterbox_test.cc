#include "core/model/letterbox.h"

#include <algorithm>
#include <cstdlib>

#include <gtest/gtest.h>

#include "tools/window/opening_size.h"

namespace reprise::tools {
namespace {

TEST(Letterbox, FillsAWindowOfItsOwnShape) {
  EXPECT_EQ(letterbox({1920, 1080}, {640, 360}), (PixelRect{0, 0, {640, 360}}));
  EXPECT_EQ(letterbox({640, 360}, {640, 360}), (PixelRect{0, 0, {640, 360}}));
}

TEST(Letterbox, LeavesBarsAboveAndBelowOrAtTheSides) {
  EXPECT_EQ(letterbox({1920, 1080}, {400, 400}), (PixelRect{0, 87, {400, 225}}));
  EXPECT_EQ(letterbox({1080, 1920}, {400, 400}), (PixelRect{87, 0, {225, 400}}));
  EXPECT_EQ(letterbox({100, 100}, {301, 100}), (PixelRect{100, 0, {100, 100}}));
}

TEST(Letterbox, StaysInsideAndKeepsTheShapeToAPixel) {
  for (const ImageSize picture : {ImageSize{1920, 1080}, {7, 1}, {1, 7}, {64, 36}, {4096, 2160}}) {
    for (std::int32_t width = 1; width < 700; width += 13) {
      for (std::int32_t height = 1; height < 500; height += 17) {
        const PixelRect place = letterbox(picture, {width, height});
        ASSERT_GE(place.x, 0);
        ASSERT_GE(place.y, 0);
        ASSERT_GE(place.size.width, 1);
        ASSERT_GE(place.size.height, 1);
        ASSERT_LE(place.x + place.size.width, width);
        ASSERT_LE(place.y + place.size.height, height);
        ASSERT_TRUE(place.size.width == width || place.size.height == height);
        const std::int64_t skew = std::int64_t{place.size.width} * picture.height -
                                  std::int64_t{place.size.height} * picture.width;
        ASSERT_LE(std::abs(skew), std::max(picture.width, picture.height));
      }
    }
  }
}

TEST(Letterbox, TheLargestSizesDoNotOverflow) {
  EXPECT_EQ(fit({32768, 16384}, {32767, 32767}), (ImageSize{32767, 16384}));
}

TEST(OpeningSize, IsThePictureWhereTheScreenHasRoom) {
  EXPECT_EQ(opening_size({640, 360}, {1280, 720}), (ImageSize{640, 360}));
  EXPECT_EQ(opening_size({1920, 1080}, {1280, 720}), (ImageSize{960, 540}));
  EXPECT_EQ(opening_size({1080, 1920}, {1280, 720}), (ImageSize{304, 540}));
  EXPECT_EQ(opening_size({64, 36}, {1280, 720}), (ImageSize{320, 180}));
  EXPECT_EQ(opening_size({64, 400}, {1280, 720}), (ImageSize{64, 400}));
}

}  // namespace
}  // namespace reprise::tools
