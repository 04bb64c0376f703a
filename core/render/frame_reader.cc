#include "core/render/frame_reader.h"

#include <cstring>

namespace reprise::render {
namespace {

template <typename Pixel, Pixel AlphaBits>
void copy_opaque(const std::byte* from, std::byte* to, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; i += sizeof(Pixel)) {
    Pixel pixel = 0;
    std::memcpy(&pixel, from + i, sizeof pixel);
    pixel |= AlphaBits;
    std::memcpy(to + i, &pixel, sizeof pixel);
  }
}

void copy_row(const std::byte* from, std::byte* to, std::size_t bytes, PixelFormat format,
              bool opaque) {
  if (!opaque) {
    std::memcpy(to, from, bytes);
  } else if (format == PixelFormat::kRgba8) {
    copy_opaque<std::uint32_t, 0xFF000000U>(from, to, bytes);
  } else {
    copy_opaque<std::uint64_t, 0xFFFF000000000000U>(from, to, bytes);
  }
}

}  // namespace

Status FrameReader::read(const Picture& picture, ImageBuffer& out) {
  const Texture& texture = *picture.texture;
  const PixelFormat format =
      texture.format() == TextureFormat::kRgba16 ? PixelFormat::kRgba16 : PixelFormat::kRgba8;
  rows_.resize(texture.size_bytes());
  texture.download(rows_.data());
  TRY(check_gl("the read-back of a frame"));
  out.reset(texture.size(), format);
  const auto height = static_cast<std::size_t>(texture.size().height);
  const std::size_t row_bytes = texture.size_bytes() / height;
  for (std::size_t y = 0; y < height; ++y) {
    copy_row(rows_.data() + (height - 1 - y) * row_bytes, out.data() + y * row_bytes, row_bytes,
             format, picture.opaque);
  }
  return {};
}

}  // namespace reprise::render
