// Joins the segments of an export and its stored sound to one file. A stepper: one segment a step,
// in order; all that is stored is checked as it is read. What it writes depends on segments and
// sound alone. One thread.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/model/pcm.h"
#include "core/session/export/export_settings.h"
#include "core/session/library/packet_digest.h"

namespace reprise::session {

// What was joined, for the manifest and for the check of the finished file.
struct MergedSegment {
  std::int64_t first_frame = 0;
  Sha256 parameters{};                // as in TrackDigest, the same in every segment
  std::vector<Hash128> frame_hashes;  // presentation order
  std::vector<PacketDigest> packets;  // decode order
};

class Merger {
 public:
  struct Options {
    std::filesystem::path parts;
    std::filesystem::path target;
    std::filesystem::path temporary;  // where the file grows
    std::string render_key;
    std::string sound_key;
    AudioFormat audio;  // of the take
    std::string comment;
  };
  // Opens `target` as an AtomicFile.
  static Result<Merger> create(FileSystem& fs, const ExportSettings& settings,
                               const Options& options);
  Merger(Merger&&) noexcept;
  Merger& operator=(Merger&&) noexcept;
  ~Merger();

  // Writes segment `index`; they come in order, each once.
  Result<MergedSegment> step(std::int64_t index);
  // The rest of the sound, and the container's index.
  Status finish();

  // The complete file before it has its final name.
  [[nodiscard]] const std::filesystem::path& temporary_path() const;
  Status commit();

 private:
  struct Impl;
  explicit Merger(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace reprise::session
