// A lock on a folder, so that two processes do not work in it at once. The kernel gives it back
// when the process ends, however it does. Advisory: it holds off only others who ask. One thread.
#pragma once

#include <filesystem>

#include "core/base/error.h"

namespace reprise {

class FolderLock {
 public:
  // Does not wait: kTryAgain when another process (or object) holds it. On file systems that know
  // no locks everybody gets one.
  static Result<FolderLock> acquire(const std::filesystem::path& folder);
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&& other) noexcept;
  ~FolderLock();

 private:
  explicit FolderLock(int fd) : fd_(fd) {}
  int fd_ = -1;
};

}  // namespace reprise
