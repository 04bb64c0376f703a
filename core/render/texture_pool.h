// Textures that come and go with passes and frames, reused by size and format, so that a running
// show allocates nothing. One context, one thread; the pool outlives its references.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "core/render/gl_objects.h"

namespace reprise::render {

// The last reference gives the texture back to its pool.
using TextureRef = std::shared_ptr<const Texture>;

class TexturePool {
 public:
  TexturePool() = default;
  TexturePool(const TexturePool&) = delete;
  TexturePool& operator=(const TexturePool&) = delete;

  // Undefined content: draw it before it is sampled. kResource when there is no memory.
  Result<TextureRef> acquire(ImageSize size, TextureFormat format);
  // Transparent black, shared by all who ask: never draw into it.
  Result<TextureRef> black(ImageSize size, TextureFormat format);

  // Textures that nobody has used for `kIdleFrames` frames are freed.
  void end_frame();
  static constexpr std::int64_t kIdleFrames = 30;

  // Textures that exist, in use or not.
  [[nodiscard]] std::size_t texture_count() const { return texture_count_; }

 private:
  struct Key {
    std::int32_t width;
    std::int32_t height;
    TextureFormat format;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  struct Free {
    std::unique_ptr<Texture> texture;
    std::int64_t since = 0;
  };
  struct Black {
    TextureRef texture;
    std::int64_t used = 0;
  };
  void give_back(Texture* texture);

  std::map<Key, std::vector<Free>> free_;
  std::map<Key, Black> black_;
  std::int64_t frame_ = 0;
  std::size_t texture_count_ = 0;
};

}  // namespace reprise::render
