// OUT.parts/: where an export keeps what it has not finished: segments and sound that a later
// run uses again, and the file before it has its name. One process at a time works in it. One
// thread.
#pragma once

#include <cstdint>
#include <filesystem>

#include "core/base/error.h"
#include "core/base/folder_lock.h"

namespace reprise::session {

std::filesystem::path parts_path(const std::filesystem::path& target);

// Of segment `index` in a folder of parts.
std::filesystem::path segment_path(const std::filesystem::path& parts, std::int64_t index);

// Of the encoded sound.
std::filesystem::path sound_path(const std::filesystem::path& parts);

class PartsFolder {
 public:
  // Makes the folder if it is not there, locks it, and removes what a killed process left half
  // written. kTryAgain when another process exports to `target` at this moment.
  static Result<PartsFolder> open(const std::filesystem::path& target);
  PartsFolder(PartsFolder&&) noexcept = default;
  PartsFolder& operator=(PartsFolder&&) noexcept = default;
  ~PartsFolder();  // leaves no empty folder behind

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  // For an AtomicFile: where the file `name` grows.
  [[nodiscard]] std::filesystem::path temporary(std::string_view name) const;

  // Takes away what exports put there. What anybody else did stays, and the folder with it.
  void clear() const;

 private:
  PartsFolder(std::filesystem::path path, FolderLock lock)
      : path_(std::move(path)), lock_(std::move(lock)) {}
  std::filesystem::path path_;
  FolderLock lock_;
};

}  // namespace reprise::session
