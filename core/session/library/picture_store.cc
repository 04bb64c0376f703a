#include "core/session/library/picture_store.h"

#include <algorithm>

#include "core/media/image_file.h"

namespace reprise::session {

Result<PictureStore> PictureStore::decode(std::span<const PresetSource::Asset> pictures) {
  PictureStore store;
  for (const PresetSource::Asset& picture : pictures) {
    TRY_ASSIGN(ImageBuffer image, media::decode_image(picture.file, picture.path));
    store.pictures_.emplace(picture.path, std::move(image));
  }
  return store;
}

std::span<const render::PictureView> PictureStore::views(const VisualState& state) {
  views_.clear();
  if (pictures_.empty()) {
    return views_;
  }
  for (PictureRequest& request : picture_requests(state)) {
    const auto found = pictures_.find(request.asset);
    if (found != pictures_.end()) {
      views_.push_back({std::move(request), found->second.view()});
    }
  }
  return views_;
}

Status add_preset(render::Renderer& renderer, const LoadedPreset& preset) {
  std::vector<ImageBuffer> images;
  for (const PresetImport& import : preset.preset.info.imports) {
    for (const std::string& path : import.paths) {
      const auto found = std::ranges::find(preset.source.assets, path, &PresetSource::Asset::path);
      if (found == preset.source.assets.end()) {
        return fail(ErrorCode::kNotFound,
                    "preset '" + preset.source.name + "' imports '" + path + "', which is missing");
      }
      TRY_ASSIGN(ImageBuffer image, media::decode_image(found->file, path));
      images.push_back(std::move(image));
    }
  }
  render::PresetBundle bundle{preset.preset, {}};
  for (const ImageBuffer& image : images) {
    bundle.imports.push_back(image.view());
  }
  return renderer.add_preset(bundle);
}

}  // namespace reprise::session
