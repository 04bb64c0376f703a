#include "core/session/library/assets.h"

#include <algorithm>
#include <filesystem>
#include <map>

namespace reprise::session {
namespace {

constexpr std::string_view kFolder = "presets/";
constexpr std::string_view kPictures = "images/";
constexpr std::string_view kBinary = "application/octet-stream";
constexpr std::string_view kGlsl = "text/x-glsl";

timeline::Attachment text_attachment(std::string name, std::string_view type,
                                     std::string_view text) {
  const ByteSpan bytes = as_byte_span(text);
  return {std::move(name), std::string(type), Bytes(bytes.begin(), bytes.end())};
}

void place(std::string_view path, const Bytes& data, std::map<std::string, PresetSource>& out) {
  const std::size_t slash = path.find('/');
  if (slash != std::string_view::npos) {
    out[std::string(path.substr(0, slash))].assets.push_back(
        {std::string(path.substr(slash + 1)), data});
    return;
  }
  const std::filesystem::path file(path);
  PresetSource& source = out[file.stem().string()];
  (file.extension() == ".fs" ? source.fragment : source.vertex) = std::string(as_text(data));
}

}  // namespace

std::vector<timeline::Attachment> attachments_of(const ShowFiles& show) {
  std::vector<timeline::Attachment> files;
  files.push_back(text_attachment("show.json", "application/json",
                                  dump_json_pretty(engine::show_to_json(show.show))));
  for (const LoadedPreset& loaded : show.presets) {
    const PresetSource& source = loaded.source;
    const std::string stem = std::string(kFolder) + source.name;
    files.push_back(text_attachment(stem + ".fs", kGlsl, source.fragment));
    if (!source.vertex.empty()) {
      files.push_back(text_attachment(stem + ".vs", kGlsl, source.vertex));
    }
    for (const PresetSource::Asset& asset : source.assets) {
      files.push_back({stem + "/" + asset.path, std::string(kBinary), asset.file});
    }
  }
  for (const PresetSource::Asset& picture : show.pictures) {
    files.push_back({std::string(kPictures) + picture.path, std::string(kBinary), picture.file});
  }
  std::ranges::sort(files, {}, &timeline::Attachment::name);
  return files;
}

std::vector<PresetSource::Asset> pictures_in(std::span<const timeline::Attachment> attachments) {
  std::vector<PresetSource::Asset> pictures;
  for (const timeline::Attachment& file : attachments) {
    if (std::string_view(file.name).starts_with(kPictures)) {
      pictures.push_back({file.name.substr(kPictures.size()), file.data});
    }
  }
  return pictures;
}

Result<std::vector<LoadedPreset>> presets_in(std::span<const timeline::Attachment> attachments) {
  std::map<std::string, PresetSource> sources;
  for (const timeline::Attachment& file : attachments) {
    if (std::string_view(file.name).starts_with(kFolder)) {
      place(std::string_view(file.name).substr(kFolder.size()), file.data, sources);
    }
  }
  std::vector<LoadedPreset> presets;
  for (auto& [name, source] : sources) {
    source.name = name;
    auto preset = isf::parse_preset(source);
    if (!preset) {
      return fail(std::move(preset).error().with_context("preset '" + name + "' of the take"));
    }
    presets.push_back({std::move(source), std::move(*preset), {}});
  }
  return presets;
}

}  // namespace reprise::session
