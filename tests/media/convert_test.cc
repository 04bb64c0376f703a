#include "core/media/convert.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/hash.h"

namespace reprise::media {
namespace {

struct Yuv {
  ImageSize size;
  std::vector<std::uint8_t> y, cb, cr;

  explicit Yuv(ImageSize s) : size(s) {
    const auto pixels = static_cast<std::size_t>(s.width) * static_cast<std::size_t>(s.height);
    y.resize(pixels);
    cb.resize(pixels / 4);
    cr.resize(pixels / 4);
  }
  PlanarYuv planes() {
    const auto width = static_cast<std::size_t>(size.width);
    return {{y.data(), cb.data(), cr.data()}, {width, width / 2, width / 2}};
  }
};

struct Rgb {
  double r, g, b;
};

Rgb pixel(const ImageView& image, std::int32_t x, std::int32_t y) {
  const ByteSpan row = image.row(y);
  const auto at = static_cast<std::size_t>(std::clamp(x, 0, image.size.width - 1)) * 4;
  return {static_cast<double>(row[at]), static_cast<double>(row[at + 1]),
          static_cast<double>(row[at + 2])};
}

// Straight from ITU-R BT.709-6, items 3.2 to 3.5, in doubles.
double reference_luma(Rgb p) {
  return 16 + 219 * (0.2126 * p.r + 0.7152 * p.g + 0.0722 * p.b) / 255;
}
double reference_cb(Rgb p) {
  return 128 + 224 * (p.b - (0.2126 * p.r + 0.7152 * p.g + 0.0722 * p.b)) / 1.8556 / 255;
}
double reference_cr(Rgb p) {
  return 128 + 224 * (p.r - (0.2126 * p.r + 0.7152 * p.g + 0.0722 * p.b)) / 1.5748 / 255;
}
// Chroma sited left: 1 2 1 across around the even column, the mean of two rows.
Rgb reference_neighbourhood(const ImageView& image, std::int32_t i, std::int32_t j) {
  Rgb sum{0, 0, 0};
  for (std::int32_t dy = 0; dy < 2; ++dy) {
    for (std::int32_t dx = -1; dx <= 1; ++dx) {
      const Rgb p = pixel(image, 2 * i + dx, 2 * j + dy);
      const double weight = (dx == 0 ? 2.0 : 1.0) / 8;
      sum = {sum.r + weight * p.r, sum.g + weight * p.g, sum.b + weight * p.b};
    }
  }
  return sum;
}

// The largest distance to the rounded reference over all planes.
int largest_error(const ImageView& image) {
  Yuv out(image.size);
  rgba_to_yuv420_bt709(image, out.planes());
  int worst = 0;
  const auto compare = [&worst](std::uint8_t actual, double expected) {
    worst = std::max(worst, std::abs(actual - static_cast<int>(std::lround(expected))));
  };
  const auto width = static_cast<std::size_t>(image.size.width);
  for (std::int32_t y = 0; y < image.size.height; ++y) {
    for (std::int32_t x = 0; x < image.size.width; ++x) {
      compare(out.y[static_cast<std::size_t>(y) * width + static_cast<std::size_t>(x)],
              reference_luma(pixel(image, x, y)));
    }
  }
  for (std::int32_t j = 0; j < image.size.height / 2; ++j) {
    for (std::int32_t i = 0; i < image.size.width / 2; ++i) {
      const auto at = static_cast<std::size_t>(j) * (width / 2) + static_cast<std::size_t>(i);
      const Rgb p = reference_neighbourhood(image, i, j);
      compare(out.cb[at], reference_cb(p));
      compare(out.cr[at], reference_cr(p));
    }
  }
  return worst;
}

ImageBuffer flat(ImageSize size, std::uint8_t r, std::uint8_t g, std::uint8_t b) {
  ImageBuffer image(size, PixelFormat::kRgba8);
  auto* out = reinterpret_cast<std::uint8_t*>(image.data());
  for (std::size_t i = 0; i < image.size_bytes(); i += 4) {
    out[i] = r;
    out[i + 1] = g;
    out[i + 2] = b;
    out[i + 3] = 255;
  }
  return image;
}

// Bytes that look random and never change.
ImageBuffer noise(ImageSize size, std::uint32_t seed) {
  ImageBuffer image(size, PixelFormat::kRgba8);
  std::uint32_t state = seed;
  for (std::size_t i = 0; i < image.size_bytes(); ++i) {
    state = state * 1664525U + 1013904223U;
    image.data()[i] = static_cast<std::byte>(static_cast<std::uint8_t>(state >> 24U));
  }
  return image;
}

TEST(Convert, GivesTheStandardsValuesForCornersOfTheCube) {
  struct Case {
    std::uint8_t r, g, b, y, cb, cr;
  };
  for (const Case& c : {Case{0, 0, 0, 16, 128, 128}, Case{255, 255, 255, 235, 128, 128},
                        Case{255, 0, 0, 63, 102, 240}, Case{0, 255, 0, 173, 42, 26},
                        Case{0, 0, 255, 32, 240, 118}, Case{128, 128, 128, 126, 128, 128}}) {
    const ImageBuffer image = flat({4, 2}, c.r, c.g, c.b);
    Yuv out(image.view().size);
    rgba_to_yuv420_bt709(image.view(), out.planes());
    EXPECT_EQ(out.y, std::vector<std::uint8_t>(8, c.y)) << int{c.r} << int{c.g} << int{c.b};
    EXPECT_EQ(out.cb, std::vector<std::uint8_t>(2, c.cb)) << int{c.r} << int{c.g} << int{c.b};
    EXPECT_EQ(out.cr, std::vector<std::uint8_t>(2, c.cr)) << int{c.r} << int{c.g} << int{c.b};
  }
}

TEST(Convert, KeepsEveryGreyNeutral) {
  for (int grey = 0; grey < 256; ++grey) {
    const auto value = static_cast<std::uint8_t>(grey);
    const ImageBuffer image = flat({2, 2}, value, value, value);
    Yuv out(image.view().size);
    rgba_to_yuv420_bt709(image.view(), out.planes());
    EXPECT_EQ(out.cb[0], 128) << grey;
    EXPECT_EQ(out.cr[0], 128) << grey;
  }
}

TEST(Convert, StaysWithinOneOfDoublePrecisionForEveryColour) {
  // All colours with components of a 17-step grid, as flat pairs side by side.
  ImageBuffer image({4096 + 2, 2}, PixelFormat::kRgba8);
  for (int high = 0; high < 2; ++high) {
    auto* out = reinterpret_cast<std::uint8_t*>(image.data());
    for (int i = 0; i < 2 * (4096 + 2); ++i) {
      const int colour = i % (4096 + 2);
      *out++ = static_cast<std::uint8_t>((colour & 15) * 17 - high * ((colour & 15) > 0 ? 1 : 0));
      *out++ = static_cast<std::uint8_t>(((colour >> 4) & 15) * 17);
      *out++ = static_cast<std::uint8_t>(((colour >> 8) & 15) * 17);
      *out++ = 0;
    }
    EXPECT_LE(largest_error(image.view()), 1);
  }
}

TEST(Convert, StaysWithinOneOfDoublePrecisionForNoiseAtEveryWidth) {
  for (const std::int32_t width : {2, 4, 6, 30, 62, 64, 66, 510, 512, 514, 1026, 1280}) {
    EXPECT_LE(largest_error(noise({width, 4}, static_cast<std::uint32_t>(width)).view()), 1)
        << width;
  }
}

TEST(Convert, RoundsAsDoublesDoNearlyAlways) {
  const ImageBuffer image = noise({1024, 256}, 9);
  Yuv out(image.view().size);
  rgba_to_yuv420_bt709(image.view(), out.planes());
  std::size_t off = 0;
  for (std::int32_t y = 0; y < 256; ++y) {
    for (std::int32_t x = 0; x < 1024; ++x) {
      const long expected = std::lround(reference_luma(pixel(image.view(), x, y)));
      off += out.y[std::size_t{1024} * static_cast<std::size_t>(y) + static_cast<std::size_t>(x)] ==
                     expected
                 ? 0U
                 : 1U;
    }
  }
  EXPECT_LT(off, out.y.size() / 50);
}

TEST(Convert, SitesChromaOnTheLeft) {
  // One red column: at an even x it weighs 1/2 in its own chroma sample, at an odd one 1/4 in both
  // neighbours.
  const auto red_column = [](std::int32_t x) {
    ImageBuffer image = flat({16, 2}, 0, 0, 0);
    for (std::int32_t y = 0; y < 2; ++y) {
      image.data()[(std::size_t{16} * static_cast<std::size_t>(y) + static_cast<std::size_t>(x)) *
                   4] = std::byte{255};
    }
    Yuv out(image.view().size);
    rgba_to_yuv420_bt709(image.view(), out.planes());
    return out.cr;
  };
  EXPECT_EQ(red_column(6), (std::vector<std::uint8_t>{128, 128, 128, 184, 128, 128, 128, 128}));
  EXPECT_EQ(red_column(7), (std::vector<std::uint8_t>{128, 128, 128, 156, 156, 128, 128, 128}));
}

TEST(Convert, RespectsStridesAndIgnoresAlpha) {
  ImageBuffer wide = noise({20, 4}, 3);
  const ImageView inner{wide.data(), {12, 4}, std::size_t{20} * 4, PixelFormat::kRgba8};
  ImageBuffer packed({12, 4}, PixelFormat::kRgba8);
  for (std::int32_t y = 0; y < 4; ++y) {
    std::ranges::copy(inner.row(y), packed.data() + std::ptrdiff_t{y} * 12 * 4);
  }
  for (std::size_t i = 3; i < packed.size_bytes(); i += 4) {
    packed.data()[i] = std::byte{0};
  }
  Yuv expected({12, 4});
  rgba_to_yuv420_bt709(packed.view(), expected.planes());
  std::vector<std::uint8_t> y(256, 7), cb(128, 7), cr(128, 7);
  rgba_to_yuv420_bt709(inner, {{y.data(), cb.data(), cr.data()}, {64, 64, 64}});
  for (std::size_t row = 0; row < 4; ++row) {
    EXPECT_TRUE(std::equal(y.begin() + static_cast<std::ptrdiff_t>(row * 64),
                           y.begin() + static_cast<std::ptrdiff_t>(row * 64 + 12),
                           expected.y.begin() + static_cast<std::ptrdiff_t>(row * 12)));
    EXPECT_EQ(y[row * 64 + 12], 7) << "wrote past the row";
  }
  EXPECT_TRUE(std::equal(cb.begin() + 64, cb.begin() + 70, expected.cb.begin() + 6));
}

TEST(Convert, HasTheSameBytesOnEveryCpu) {
  const ImageBuffer image = noise({1030, 64}, 42);
  Yuv out(image.view().size);
  rgba_to_yuv420_bt709(image.view(), out.planes());
  std::vector<std::uint8_t> all(out.y);
  all.insert(all.end(), out.cb.begin(), out.cb.end());
  all.insert(all.end(), out.cr.begin(), out.cr.end());
  EXPECT_EQ(to_hex(xxh3_128(std::as_bytes(std::span(all)))), "58643ccf23153a1a52461d6e595242a3");
}

TEST(Swizzle, SwapsRedAndBlueAndDropsAlpha) {
  const ImageBuffer image = noise({35, 3}, 5);
  std::vector<std::uint8_t> out(std::size_t{160} * 3, 9);
  for (const bool keep_alpha : {false, true}) {
    rgba_to_bgra(image.view(), out.data(), 160, keep_alpha);
    for (std::int32_t y = 0; y < 3; ++y) {
      const ByteSpan row = image.view().row(y);
      const std::uint8_t* actual = out.data() + std::ptrdiff_t{y} * 160;
      for (std::size_t x = 0; x < 35; ++x) {
        EXPECT_EQ(std::byte{actual[4 * x]}, row[4 * x + 2]);
        EXPECT_EQ(std::byte{actual[4 * x + 1]}, row[4 * x + 1]);
        EXPECT_EQ(std::byte{actual[4 * x + 2]}, row[4 * x]);
        EXPECT_EQ(std::byte{actual[4 * x + 3]}, keep_alpha ? row[4 * x + 3] : std::byte{0});
      }
      EXPECT_EQ(actual[140], 9) << "wrote past the row";
    }
  }
}

}  // namespace
}  // namespace reprise::media
