#include "core/render/picture_cache.h"

#include <algorithm>

#include "core/render/preset_program.h"

namespace reprise::render {

Status PictureCache::show(const VisualState& state, std::span<const PictureView> pictures) {
  std::map<PictureRequest, Texture> wanted;
  for (const PictureRequest& request : picture_requests(state)) {
    if (auto kept = textures_.extract(request); !kept.empty()) {
      wanted.insert(std::move(kept));
      continue;
    }
    const auto given = std::ranges::find(pictures, request, &PictureView::request);
    if (given == pictures.end() || given->image.data == nullptr) {
      continue;
    }
    const TextureFormat format =
        given->image.format == PixelFormat::kRgba8 ? TextureFormat::kRgba8 : TextureFormat::kRgba16;
    TRY_ASSIGN(Texture texture, Texture::create(given->image.size, format));
    texture.upload(flip_rows(given->image).data());
    wanted.emplace(request, std::move(texture));
  }
  textures_ = std::move(wanted);
  return {};
}

const Texture* PictureCache::find(const PictureRequest& request) const {
  const auto found = textures_.find(request);
  return found == textures_.end() ? nullptr : &found->second;
}

}  // namespace reprise::render
