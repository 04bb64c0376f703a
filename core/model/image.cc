#include "core/model/image.h"

namespace reprise {

std::string to_string(ImageSize size) {
  return std::to_string(size.width) + "x" + std::to_string(size.height);
}

void ImageBuffer::reset(ImageSize size, PixelFormat format) {
  size_ = size;
  format_ = format;
  pixels_.resize(static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height) *
                 bytes_per_pixel(format));
}

ImageView ImageBuffer::view() const {
  return {pixels_.data(), size_, static_cast<std::size_t>(size_.width) * bytes_per_pixel(format_),
          format_};
}

Hash128 frame_hash(const ImageView& image) {
  const std::size_t row_bytes =
      static_cast<std::size_t>(image.size.width) * bytes_per_pixel(image.format);
  if (image.stride == row_bytes) {
    return xxh3_128({image.data, row_bytes * static_cast<std::size_t>(image.size.height)});
  }
  Xxh3Stream stream;
  for (std::int32_t y = 0; y < image.size.height; ++y) {
    stream.update(image.row(y));
  }
  return stream.digest();
}

}  // namespace reprise
