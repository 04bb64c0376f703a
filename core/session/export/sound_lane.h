// The third thread of an export: encodes its sound into OUT.parts/ while others draw and encode
// the pictures, or finds that an earlier run has done so. It reads the take through a reader of its
// own; packets go to the file one by one. All calls come from one thread.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/session/export/export_settings.h"

namespace reprise::session {

struct SoundLaneOptions {
  std::filesystem::path take;
  std::filesystem::path parts;  // folder of the sound's file
  std::string key;              // sound_key(): what stored sound must carry to be used again
  ExportSettings settings;      // with an audio codec
};

class SoundLane {
 public:
  // Starts at once. `fs` outlives this; the thread uses it at the same time as others do.
  SoundLane(FileSystem& fs, const SoundLaneOptions& options);
  SoundLane(const SoundLane&) = delete;
  SoundLane& operator=(const SoundLane&) = delete;
  ~SoundLane();  // stops within a block of sound; what is not complete does not stay

  // Waits for the sound, `patience` at most: true when it is stored, false when it is not yet.
  // Returns the thread's error as soon as there is one.
  Result<bool> finish(std::chrono::milliseconds patience);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace reprise::session
