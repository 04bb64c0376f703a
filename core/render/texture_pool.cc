#include "core/render/texture_pool.h"

#include <utility>

namespace reprise::render {

Result<TextureRef> TexturePool::acquire(ImageSize size, TextureFormat format) {
  std::unique_ptr<Texture> texture;
  std::vector<Free>& free = free_[{size.width, size.height, format}];
  if (!free.empty()) {
    texture = std::move(free.back().texture);
    free.pop_back();
  } else {
    TRY_ASSIGN(Texture made, Texture::create(size, format));
    texture = std::make_unique<Texture>(std::move(made));
    ++texture_count_;
  }
  texture->show_opaque(false);
  return TextureRef(texture.release(),
                    [this](const Texture* returned) { give_back(const_cast<Texture*>(returned)); });
}

Result<TextureRef> TexturePool::black(ImageSize size, TextureFormat format) {
  Black& entry = black_[{size.width, size.height, format}];
  entry.used = frame_;
  if (entry.texture == nullptr) {
    TRY_ASSIGN(entry.texture, acquire(size, format));
    begin_target(*entry.texture);
    clear_target();
  }
  return entry.texture;
}

void TexturePool::give_back(Texture* texture) {
  free_[{texture->size().width, texture->size().height, texture->format()}].push_back(
      {std::unique_ptr<Texture>(texture), frame_});
}

void TexturePool::end_frame() {
  ++frame_;
  std::erase_if(black_, [this](const auto& item) {
    return item.second.texture.use_count() == 1 && frame_ - item.second.used > kIdleFrames;
  });
  for (auto& [key, entries] : free_) {
    texture_count_ -= std::erase_if(
        entries, [this](const Free& entry) { return frame_ - entry.since > kIdleFrames; });
  }
  std::erase_if(free_, [](const auto& item) { return item.second.empty(); });
}

}  // namespace reprise::render
