// Where presets and shows come from: an ordered list of folders, searched for `NAME.fs` and
// `NAME.show.json`, or an explicit path. Loads files; does not compile. One thread.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/engine/show.h"
#include "core/isf/preset.h"
#include "core/model/preset_info.h"

namespace reprise::session {

// A preset read from disk: its text as it goes into a take, parsed, and where it was found.
struct LoadedPreset {
  PresetSource source;
  isf::Preset preset;
  std::filesystem::path path;
};

// A show with every file that it needs: what a recording starts from.
struct ShowFiles {
  engine::Show show;
  std::vector<LoadedPreset> presets;
  // Pictures of image inputs, by the name that the show gives them.
  std::vector<PresetSource::Asset> pictures;
};

// What a preset is called in shows and settings: of an explicit path the file's base name.
std::string preset_name(std::string_view name_or_path);
// Whether the text is an explicit path rather than a name: it holds a '/' or ends in ".fs".
bool is_preset_path(std::string_view name_or_path);

class PresetLibrary {
 public:
  PresetLibrary(FileSystem& fs, std::vector<std::filesystem::path> folders)
      : fs_(fs), folders_(std::move(folders)) {}

  // `name` is a path, or the base name of a file in one of the folders. kNotFound lists the folders
  // and suggests the nearest name; kInvalid when the header is broken or an imported picture is
  // missing.
  Result<LoadedPreset> load(std::string_view name) const;

  // A show with its presets and pictures: a path, or a name that stands for NAME.show.json in one
  // of the folders. Pictures and explicit preset paths are relative to the show's folder. All
  // presets that fail are gathered into one error, each with its place in the show.
  Result<ShowFiles> load_show(std::string_view name) const;

  // The show that `--preset NAME` makes.
  Result<ShowFiles> load_single_preset(std::string_view name, std::uint64_t seed) const;

 private:
  Result<std::filesystem::path> find(std::string_view name, std::string_view extension) const;

  FileSystem& fs_;
  std::vector<std::filesystem::path> folders_;
};

// What engine and validation need of loaded presets.
std::vector<engine::NamedPreset> named_presets(std::span<const LoadedPreset> presets);

}  // namespace reprise::session
