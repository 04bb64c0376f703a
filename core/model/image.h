// Pictures as they travel: views over someone's pixels, and one owning buffer.
// The canonical frame: top row first, tightly packed, R G B A. Views: any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/hash.h"

namespace reprise {

enum class PixelFormat : std::uint8_t {
  kRgba8,   // 4 bytes a pixel
  kRgba16,  // 8 bytes a pixel, each component little-endian u16
};
inline std::size_t bytes_per_pixel(PixelFormat format) {
  return format == PixelFormat::kRgba8 ? 4 : 8;
}

struct ImageSize {
  std::int32_t width = 0;
  std::int32_t height = 0;
  friend bool operator==(const ImageSize&, const ImageSize&) = default;
};
// "1280x720".
std::string to_string(ImageSize size);

struct ImageView {
  const std::byte* data = nullptr;  // the top row
  ImageSize size;
  std::size_t stride = 0;  // bytes from row to row
  PixelFormat format = PixelFormat::kRgba8;

  [[nodiscard]] ByteSpan row(std::int32_t y) const {
    return {data + static_cast<std::size_t>(y) * stride,
            static_cast<std::size_t>(size.width) * bytes_per_pixel(format)};
  }
};

// Owns tightly packed pixels; reused from frame to frame.
class ImageBuffer {
 public:
  ImageBuffer() = default;
  ImageBuffer(ImageSize size, PixelFormat format) { reset(size, format); }
  // Keeps the allocation when it is large enough; the content is unspecified.
  void reset(ImageSize size, PixelFormat format);
  [[nodiscard]] ImageView view() const;
  [[nodiscard]] std::byte* data() { return pixels_.data(); }
  [[nodiscard]] std::size_t size_bytes() const { return pixels_.size(); }

 private:
  std::vector<std::byte> pixels_;
  ImageSize size_;
  PixelFormat format_ = PixelFormat::kRgba8;
};

// The frame hash: XXH3-128 of the rows, without stride or padding.
Hash128 frame_hash(const ImageView& image);

}  // namespace reprise
