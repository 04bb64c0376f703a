#include "core/base/folder_lock.h"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace reprise {
namespace {

Error errno_for(const char* verb, const std::filesystem::path& folder) {
  const int error_number = errno;
  return error_from_errno(error_number,
                          std::string("cannot ") + verb + " '" + folder.string() + "'");
}

// The last owner may have removed the folder between our open and our lock.
bool is_still_there(int fd, const std::filesystem::path& folder) {
  struct stat held {};
  struct stat named {};
  return ::fstat(fd, &held) == 0 && ::stat(folder.c_str(), &named) == 0 &&
         held.st_ino == named.st_ino && held.st_dev == named.st_dev;
}

}  // namespace

Result<FolderLock> FolderLock::acquire(const std::filesystem::path& folder) {
  FolderLock lock(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (lock.fd_ < 0) {
    return fail(errno_for("open", folder));
  }
  const bool locked = ::flock(lock.fd_, LOCK_EX | LOCK_NB) == 0;
  if (!locked && errno == EINTR) {
    return acquire(folder);
  }
  if (!locked && errno != EWOULDBLOCK) {
    return lock;
  }
  if (!locked || !is_still_there(lock.fd_, folder)) {
    return fail(ErrorCode::kTryAgain, "another process works in '" + folder.string() + "'");
  }
  return lock;
}

FolderLock::FolderLock(FolderLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

FolderLock& FolderLock::operator=(FolderLock&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

FolderLock::~FolderLock() {
  if (fd_ >= 0) {
    ::close(fd_);
  }
}

}  // namespace reprise
