// A take of the demo track to measure exports on, in a folder that goes away. The default show
// runs four times as fast as it is written, so that a few seconds hold every scene and transition
// in the proportions of the whole. One thread.
#pragma once

#include <filesystem>
#include <string>

#include "core/base/error.h"
#include "core/session/export/export_settings.h"
#include "core/session/library/preset_library.h"

namespace reprise::session {

class Stage {
 public:
  static Result<Stage> create();
  Stage(Stage&&) = default;
  Stage& operator=(Stage&&) = delete;
  ~Stage();

  [[nodiscard]] const std::filesystem::path& take() const { return take_; }
  [[nodiscard]] const PresetLibrary& library() const { return library_; }
  [[nodiscard]] std::filesystem::path path(const std::string& name) const { return folder_ / name; }

 private:
  explicit Stage(std::filesystem::path folder);
  Status record();

  std::filesystem::path folder_;
  std::filesystem::path take_;
  PresetLibrary library_;
};

// 720p at 30 fps, H.264 without sound: frames that show every scene once. An empty `preset` means
// the default show.
ExportSettings measured_export(const std::string& preset);

}  // namespace reprise::session
