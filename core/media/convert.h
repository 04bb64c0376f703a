// Canonical frames to encoder pixels: exact integers, the same on every CPU. Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/model/image.h"

namespace reprise::media {

struct PlanarYuv {
  std::uint8_t* planes[3];  // Y, Cb, Cr
  std::size_t strides[3];   // bytes
};

// RGBA8 → 8-bit 4:2:0, BT.709 (ITU-R BT.709-6), limited range; chroma sited left (MPEG-2), each
// sample the mean of its neighbourhood. Even sizes. Within 1 LSB of double precision.
void rgba_to_yuv420_bt709(const ImageView& frame, const PlanarYuv& out);

// RGBA8 → B G R 0 (alpha kept if `keep_alpha`).
void rgba_to_bgra(const ImageView& frame, std::uint8_t* out, std::size_t stride, bool keep_alpha);

}  // namespace reprise::media
