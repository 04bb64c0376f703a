// Makes a take whole again: finds what a torn, cut, overwritten or flipped file still holds, and
// writes it as a sealed take with tables, indexes, statistics and digests made anew. Nothing is
// invented and nothing is used that no CRC or digest proves. The damaged file is only read.
//
//   survey → write → (the caller computes the digest of the sound) → seal → verify
//
// Timeline cannot decode sound: core/session/recover does that between write() and seal().
// One thread.
#pragma once

#include <filesystem>
#include <memory>

#include "core/base/file.h"
#include "core/timeline/records.h"
#include "core/timeline/recover_find.h"
#include "core/timeline/recover_report.h"
#include "core/timeline/take_container.h"

namespace reprise::timeline {

class Recovery {
 public:
  // Reads all of the file. kNotFound; kCorrupt when nothing of a take can be recovered;
  // kUnsupported for a newer format; kCancelled.
  static Result<Recovery> survey(FileSystem& fs, const std::filesystem::path& path, StopFlag stop);
  Recovery(Recovery&&) noexcept;
  Recovery& operator=(Recovery&&) noexcept;
  ~Recovery();

  [[nodiscard]] const RecoveryReport& report() const;
  [[nodiscard]] const TakeHeader& header() const;

  // All but the seal, as an unfinished take that can be read when this returns. Once.
  Status write(std::unique_ptr<WritableFile> file, TakeContainer container = TakeContainer::kMcap);
  // The seal and the end; then the file is synced and closed. `pcm` is ignored when the report says
  // that the old seal is kept.
  Result<Seal> seal(const Sha256& pcm);
  // Reads what was written once more, by other code, and compares. kInternal, saying what, when it
  // is not the take that it should be.
  Status verify(FileSystem& fs, const std::filesystem::path& written) const;

 private:
  struct Impl;
  explicit Recovery(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace reprise::timeline
