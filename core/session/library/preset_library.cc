#include "core/session/library/preset_library.h"

#include <algorithm>
#include <set>
#include <system_error>

#include "core/base/text.h"

namespace reprise::session {
namespace {

constexpr std::string_view kPresetExtension = ".fs";
constexpr std::uint64_t kPresetLimit = 1U << 20;
constexpr std::uint64_t kPictureLimit = 64U << 20;

bool is_path(std::string_view name, std::string_view extension) {
  return name.find('/') != std::string_view::npos || name.ends_with(extension);
}

std::set<std::string> names_in(const std::filesystem::path& folder, std::string_view extension) {
  std::set<std::string> names;
  std::error_code error;
  for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end;
       it.increment(error)) {
    const std::string file = it->path().filename().string();
    if (file.ends_with(extension)) {
      names.insert(file.substr(0, file.size() - extension.size()));
    }
  }
  return names;
}

std::vector<std::string> pictures_of(const engine::Show& show) {
  std::set<std::string> names;
  for (const engine::Scene& scene : show.scenes) {
    for (const engine::Layer& layer : scene.layers) {
      for (const engine::LayerInput& input : layer.inputs) {
        if (!input.asset.empty()) {
          names.insert(input.asset);
        }
      }
    }
  }
  return {names.begin(), names.end()};
}

// The author's vertex shader lies beside the fragment shader, as .vs or .vert.
Result<std::string> read_vertex(FileSystem& fs, const std::filesystem::path& fragment) {
  for (const char* extension : {".vs", ".vert"}) {
    std::filesystem::path path = fragment;
    path.replace_extension(extension);
    if (fs.exists(path)) {
      return read_text_file(fs, path, kPresetLimit);
    }
  }
  return std::string();
}

// Explicit paths in a show are relative to its folder.
std::string located(const std::string& name, const std::filesystem::path& folder) {
  return is_preset_path(name) ? (folder / name).lexically_normal().string() : name;
}

// Where the show names this preset first.
std::string place_of(const engine::Show& show, std::string_view preset) {
  for (std::size_t i = 0; i < show.scenes.size(); ++i) {
    const auto& layers = show.scenes[i].layers;
    const auto layer = std::ranges::find(layers, preset, &engine::Layer::preset);
    if (layer != layers.end()) {
      return "scenes[" + std::to_string(i) + "].layers[" + std::to_string(layer - layers.begin()) +
             "].preset";
    }
  }
  return "policy.transition_preset";
}

// The presets of a show that lies in `folder`, in order; all failures in one error.
Result<std::vector<LoadedPreset>> load_presets_of(const engine::Show& show,
                                                  const PresetLibrary& library,
                                                  const std::filesystem::path& folder) {
  std::vector<LoadedPreset> presets;
  std::vector<std::string> problems;
  Error first;
  for (const std::string& name : engine::presets_of(show)) {
    auto loaded = library.load(located(name, folder));
    if (loaded) {
      presets.push_back(std::move(*loaded));
    } else {
      first = problems.empty() ? loaded.error() : first;
      problems.push_back(place_of(show, name) + ": " + loaded.error().message);
    }
  }
  if (!problems.empty()) {
    return fail(first.code, join(problems, "; "), first.hint);
  }
  return presets;
}

// Inside a take a preset has its name alone.
void use_names(engine::Show& show) {
  for (engine::Scene& scene : show.scenes) {
    for (engine::Layer& layer : scene.layers) {
      layer.preset = preset_name(layer.preset);
    }
  }
  show.policy.transition_preset = preset_name(show.policy.transition_preset);
}

Status add_once(LoadedPreset preset, std::vector<LoadedPreset>& presets) {
  const auto same = std::ranges::find(presets, preset.source.name,
                                      [](const LoadedPreset& other) { return other.source.name; });
  if (same == presets.end()) {
    presets.push_back(std::move(preset));
    return {};
  }
  if (same->source == preset.source) {
    return {};
  }
  return fail(ErrorCode::kInvalid, "'" + same->path.string() + "' and '" + preset.path.string() +
                                       "' are two presets of one name");
}

}  // namespace

bool is_preset_path(std::string_view name_or_path) {
  return is_path(name_or_path, kPresetExtension);
}

std::string preset_name(std::string_view name_or_path) {
  return is_preset_path(name_or_path) ? std::filesystem::path(name_or_path).stem().string()
                                      : std::string(name_or_path);
}

Result<std::filesystem::path> PresetLibrary::find(std::string_view name,
                                                  std::string_view extension) const {
  if (is_path(name, extension)) {
    return std::filesystem::path(name);
  }
  std::set<std::string> known;
  std::vector<std::string> searched;
  for (const std::filesystem::path& folder : folders_) {
    std::filesystem::path path = folder / (std::string(name) + std::string(extension));
    if (fs_.exists(path)) {
      return path;
    }
    known.merge(names_in(folder, extension));
    searched.push_back(folder.string());
  }
  const std::vector<std::string_view> candidates(known.begin(), known.end());
  const std::string near = nearest_word(name, candidates);
  const bool is_show = extension != kPresetExtension;
  std::string hint = "give a path, or a folder with ";
  hint += is_show ? "REPRISE_PRESET_PATH" : "--preset-path";
  return fail(ErrorCode::kNotFound,
              std::string("no ") + (is_show ? "show" : "preset") + " '" + std::string(name) +
                  "' in " + (searched.empty() ? "any folder" : join(searched, ", ")),
              near.empty() ? hint : "did you mean '" + near + "'?");
}

Result<LoadedPreset> PresetLibrary::load(std::string_view name) const {
  TRY_ASSIGN(const std::filesystem::path path, find(name, kPresetExtension));
  LoadedPreset loaded;
  loaded.path = path;
  loaded.source.name = path.stem().string();
  TRY_ASSIGN(loaded.source.fragment, read_text_file(fs_, path, kPresetLimit));
  TRY_ASSIGN(loaded.source.vertex, read_vertex(fs_, path));
  TRY_ASSIGN(loaded.preset, isf::parse_preset(loaded.source));
  for (const PresetImport& import : loaded.preset.info.imports) {
    for (const std::string& picture : import.paths) {
      auto file = read_file(fs_, path.parent_path() / picture, kPictureLimit);
      if (!file) {
        return fail(std::move(file).error().with_context("preset '" + loaded.source.name +
                                                         "' imports '" + picture + "'"));
      }
      loaded.source.assets.push_back({picture, std::move(*file)});
    }
  }
  return loaded;
}

Result<ShowFiles> PresetLibrary::load_show(std::string_view name) const {
  const std::string_view extension = name.ends_with(".json") ? ".json" : ".show.json";
  TRY_ASSIGN(const std::filesystem::path path, find(name, extension));
  TRY_ASSIGN(const std::string text, read_text_file(fs_, path, kPresetLimit));
  ShowFiles files;
  auto show = engine::parse_show(text);
  if (!show) {
    return fail(std::move(show).error().with_context(path.string()));
  }
  files.show = std::move(*show);
  // A show may bring presets of its own: its folder is searched first.
  std::vector<std::filesystem::path> folders{path.parent_path()};
  folders.insert(folders.end(), folders_.begin(), folders_.end());
  auto presets =
      load_presets_of(files.show, PresetLibrary(fs_, std::move(folders)), path.parent_path());
  if (!presets) {
    return fail(std::move(presets).error().with_context(path.string()));
  }
  use_names(files.show);
  for (LoadedPreset& preset : *presets) {
    TRY(add_once(std::move(preset), files.presets));
  }
  for (const std::string& picture : pictures_of(files.show)) {
    auto file = read_file(fs_, path.parent_path() / picture, kPictureLimit);
    if (!file) {
      return fail(std::move(file).error().with_context(path.string()));
    }
    files.pictures.push_back({picture, std::move(*file)});
  }
  return files;
}

Result<ShowFiles> PresetLibrary::load_single_preset(std::string_view name,
                                                    std::uint64_t seed) const {
  TRY_ASSIGN(LoadedPreset preset, load(name));
  ShowFiles files;
  files.show = engine::single_preset_show({preset.source.name, preset.preset.info}, seed);
  files.presets.push_back(std::move(preset));
  return files;
}

std::vector<engine::NamedPreset> named_presets(std::span<const LoadedPreset> presets) {
  std::vector<engine::NamedPreset> named;
  for (const LoadedPreset& loaded : presets) {
    named.push_back({loaded.source.name, loaded.preset.info});
  }
  return named;
}

}  // namespace reprise::session
