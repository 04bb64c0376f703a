#include "core/media/convert.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "core/base/check.h"

// The kernels are integer code, so every clone gives the same bytes; the loader picks the fastest
// that the CPU has. Sanitizers instrument the resolver, which runs before they are ready.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define REPRISE_CPU_CLONES __attribute__((target_clones("default", "avx2", "arch=x86-64-v4")))
#else
#define REPRISE_CPU_CLONES
#endif

namespace reprise::media {
namespace {

static_assert(std::endian::native == std::endian::little, "pixels are read as words");

// round(numerator / denominator · 2^16), halves away from zero.
constexpr std::int64_t fixed16(std::int64_t numerator, std::int64_t denominator) {
  const std::int64_t twice = (numerator < 0 ? -numerator : numerator) * 65536 * 2 / denominator;
  const std::int64_t rounded = (twice + 1) / 2;
  return numerator < 0 ? -rounded : rounded;
}

struct LumaWeights {
  std::uint16_t red, green, blue;
};
struct ChromaWeights {
  std::int16_t red, green, blue;
};
// Green takes what rounding left over, so that white is exactly 235 and every grey exactly 128.
constexpr LumaWeights luma_weights(std::int64_t all, std::int64_t red, std::int64_t blue) {
  return {static_cast<std::uint16_t>(red), static_cast<std::uint16_t>(all - red - blue),
          static_cast<std::uint16_t>(blue)};
}
constexpr ChromaWeights chroma_weights(std::int64_t red, std::int64_t blue) {
  return {static_cast<std::int16_t>(red), static_cast<std::int16_t>(-red - blue),
          static_cast<std::int16_t>(blue)};
}

// BT.709: Y' = 0.2126 R + 0.7152 G + 0.0722 B; Cb = (B − Y') / 1.8556; Cr = (R − Y') / 1.5748.
// Limited range: Y' · 219 + 16 and C · 224 + 128, from R, G, B in 0..255.
constexpr std::int64_t kRed = 2126;  // all in units of 1/10000
constexpr std::int64_t kBlue = 722;
constexpr std::int64_t kCbRange = 18556;
constexpr std::int64_t kCrRange = 15748;
constexpr std::int64_t kOne = 10000;
constexpr std::int64_t kFull = 255;
constexpr LumaWeights kLuma = luma_weights(fixed16(219, kFull), fixed16(219 * kRed, kFull* kOne),
                                           fixed16(219 * kBlue, kFull* kOne));
constexpr ChromaWeights kCb =
    chroma_weights(fixed16(-224 * kRed, kFull* kCbRange), fixed16(112, kFull));
constexpr ChromaWeights kCr =
    chroma_weights(fixed16(112, kFull), fixed16(-224 * kBlue, kFull* kCrRange));

// Products keep 8 (luma) or 7 (chroma) fractional bits in 16-bit lanes, which every SIMD unit has a
// multiply for. Half a unit rounds; one more makes up for three products that were cut off.
constexpr std::int32_t kLumaBias = (16 << 8) + 128 + 1;
constexpr std::int32_t kChromaBias = (128 << 7) + 64 + 1;

// Pixels of one step; small enough that the sums stay in the first-level cache.
constexpr std::size_t kBlock = 512;

// Sums of two pixels, one above the other, of one component. They start at element 2: element 1 is
// the column to the left of the block, so that pairs of elements are aligned words.
using ColumnSums = std::array<std::uint16_t, kBlock + 2>;

// value · weight / 2^16, cut off. The narrow types are what the vectoriser recognises.
inline std::uint16_t high_product(std::uint16_t value, std::uint16_t weight) {
  return static_cast<std::uint16_t>((std::uint32_t{value} * std::uint32_t{weight}) >> 16U);
}
inline std::int16_t high_product(std::int16_t value, std::int16_t weight) {
  return static_cast<std::int16_t>((std::int32_t{value} * std::int32_t{weight}) >> 16);
}

struct Rgb {
  std::uint16_t red, green, blue;
};
inline Rgb split(std::uint32_t pixel) {
  return {static_cast<std::uint16_t>(pixel & 0xFFU),
          static_cast<std::uint16_t>((pixel >> 8U) & 0xFFU),
          static_cast<std::uint16_t>((pixel >> 16U) & 0xFFU)};
}

inline std::uint8_t luma(Rgb pixel) {
  const auto sum = static_cast<std::uint16_t>(
      high_product(static_cast<std::uint16_t>(pixel.red << 8), kLuma.red) +
      high_product(static_cast<std::uint16_t>(pixel.green << 8), kLuma.green) +
      high_product(static_cast<std::uint16_t>(pixel.blue << 8), kLuma.blue) + kLumaBias);
  return static_cast<std::uint8_t>(sum >> 8U);
}

// Weights 1 2 1 around column 2 · i of a block and two rows, 8 in all, times 16. Words instead of
// single elements, because loads with a stride cost more than the arithmetic.
inline std::int16_t chroma_sum(const std::uint16_t* sums, std::size_t i) {
  std::uint32_t before = 0;
  std::uint32_t pair = 0;
  std::memcpy(&before, sums + 2 * i, sizeof before);
  std::memcpy(&pair, sums + 2 * i + 2, sizeof pair);
  return static_cast<std::int16_t>(((before >> 16U) + 2 * (pair & 0xFFFFU) + (pair >> 16U)) << 4U);
}

inline std::uint8_t chroma(std::int16_t red, std::int16_t green, std::int16_t blue,
                           const ChromaWeights& weights) {
  const auto sum = static_cast<std::uint16_t>(high_product(red, weights.red) +
                                              high_product(green, weights.green) +
                                              high_product(blue, weights.blue) + kChromaBias);
  return static_cast<std::uint8_t>(sum >> 7U);
}

// One row pair of a block: luma, and the column sums that chroma is made of.
REPRISE_CPU_CLONES
void convert_rows(const std::uint32_t* __restrict top, const std::uint32_t* __restrict bottom,
                  std::size_t count, std::uint8_t* __restrict luma_top,
                  std::uint8_t* __restrict luma_bottom, std::uint16_t* __restrict red,
                  std::uint16_t* __restrict green, std::uint16_t* __restrict blue) {
  for (std::size_t x = 0; x < count; ++x) {
    const Rgb above = split(top[x]);
    const Rgb below = split(bottom[x]);
    luma_top[x] = luma(above);
    luma_bottom[x] = luma(below);
    red[x] = static_cast<std::uint16_t>(above.red + below.red);
    green[x] = static_cast<std::uint16_t>(above.green + below.green);
    blue[x] = static_cast<std::uint16_t>(above.blue + below.blue);
  }
}

REPRISE_CPU_CLONES
void convert_chroma(const std::uint16_t* __restrict reds, const std::uint16_t* __restrict greens,
                    const std::uint16_t* __restrict blues, std::size_t count,
                    std::uint8_t* __restrict cb, std::uint8_t* __restrict cr) {
  for (std::size_t i = 0; i < count; ++i) {
    const std::int16_t red = chroma_sum(reds, i);
    const std::int16_t green = chroma_sum(greens, i);
    const std::int16_t blue = chroma_sum(blues, i);
    cb[i] = chroma(red, green, blue, kCb);
    cr[i] = chroma(red, green, blue, kCr);
  }
}

REPRISE_CPU_CLONES
void swizzle_row(const std::uint32_t* __restrict in, std::size_t count, std::uint32_t keep,
                 std::uint32_t* __restrict out) {
  for (std::size_t x = 0; x < count; ++x) {
    const std::uint32_t pixel = in[x];
    out[x] = (pixel & keep) | ((pixel & 0xFFU) << 16U) | ((pixel >> 16U) & 0xFFU);
  }
}

const std::uint32_t* pixels_of(const ImageView& frame, std::size_t y) {
  return reinterpret_cast<const std::uint32_t*>(frame.data + y * frame.stride);
}

// Two rows of luma and one of each chroma.
void convert_row_pair(const ImageView& frame, std::size_t y, const PlanarYuv& out) {
  const std::uint32_t* top = pixels_of(frame, y);
  const std::uint32_t* bottom = pixels_of(frame, y + 1);
  std::uint8_t* luma_top = out.planes[0] + y * out.strides[0];
  std::uint8_t* luma_bottom = luma_top + out.strides[0];
  std::uint8_t* cb = out.planes[1] + y / 2 * out.strides[1];
  std::uint8_t* cr = out.planes[2] + y / 2 * out.strides[2];
  const auto width = static_cast<std::size_t>(frame.size.width);
  std::array<ColumnSums, 3> sums{};
  for (std::size_t x = 0; x < width; x += kBlock) {
    const std::size_t count = std::min(kBlock, width - x);
    for (ColumnSums& component : sums) {
      component[1] = component.back();
    }
    convert_rows(top + x, bottom + x, count, luma_top + x, luma_bottom + x, &sums[0][2],
                 &sums[1][2], &sums[2][2]);
    if (x == 0) {
      for (ColumnSums& component : sums) {
        component[1] = component[2];  // the picture's edge is repeated
      }
    }
    convert_chroma(sums[0].data(), sums[1].data(), sums[2].data(), count / 2, cb + x / 2,
                   cr + x / 2);
  }
}

}  // namespace

void rgba_to_yuv420_bt709(const ImageView& frame, const PlanarYuv& out) {
  CHECK(frame.format == PixelFormat::kRgba8);
  CHECK(frame.size.width % 2 == 0 && frame.size.height % 2 == 0);
  for (std::size_t y = 0; y < static_cast<std::size_t>(frame.size.height); y += 2) {
    convert_row_pair(frame, y, out);
  }
}

void rgba_to_bgra(const ImageView& frame, std::uint8_t* out, std::size_t stride, bool keep_alpha) {
  CHECK(frame.format == PixelFormat::kRgba8);
  const std::uint32_t keep = keep_alpha ? 0xFF00FF00U : 0x0000FF00U;
  for (std::size_t y = 0; y < static_cast<std::size_t>(frame.size.height); ++y) {
    swizzle_row(pixels_of(frame, y), static_cast<std::size_t>(frame.size.width), keep,
                reinterpret_cast<std::uint32_t*>(out + y * stride));
  }
}

}  // namespace reprise::media
