// The third thread of an export: encodes its sound into OUT.parts/ while others draw and encode
// the pictures, or finds that an earlier run has done so. It reads the take through a reader of its
// own; packets go to the file one by one. All calls come from one thread.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/model/pcm.h"
#include "core/session/export/export_settings.h"
#include "core/timeline/take_reader.h"

namespace reprise::session {

// Tells a take from another that has got its name.
struct TakeStamp {
  AudioFormat audio;
  std::optional<Hash128> digest;  // of the seal; none: unsealed
  friend bool operator==(const TakeStamp&, const TakeStamp&) = default;
};
TakeStamp take_stamp(const timeline::TakeSummary& take);

struct SoundLaneOptions {
  std::filesystem::path take;
  TakeStamp stamp;              // of the take whose pictures are drawn
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
  // Stops within a block of sound, or when the take is open; what is not complete does not stay.
  ~SoundLane();

  // Waits for the sound, `patience` at most: true when it is stored, false when it is not yet.
  // Returns the thread's error as soon as there is one: kCorrupt when `take` is not what `stamp`
  // says.
  Result<bool> finish(std::chrono::milliseconds patience);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace reprise::session
