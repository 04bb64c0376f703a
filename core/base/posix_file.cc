#include <algorithm>
#include <cerrno>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/file.h"

namespace reprise {
namespace {

namespace fs = std::filesystem;

Error errno_for(std::string_view verb, const fs::path& path) {
  const int error_number = errno;
  return error_from_errno(error_number, "cannot " + std::string(verb) + " '" + path.string() + "'");
}

// Owns a file descriptor.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) {
      ::close(fd_);
    }
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool valid() const { return fd_ >= 0; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

int open_retrying(const fs::path& path, int flags) {
  int fd = -1;
  do {
    fd = ::open(path.c_str(), flags | O_CLOEXEC, 0666);
  } while (fd < 0 && errno == EINTR);
  return fd;
}

int fsync_retrying(int fd) {
  int result = 0;
  do {
    result = ::fsync(fd);
  } while (result != 0 && errno == EINTR);
  return result;
}

// pwrite until everything is out. False leaves the reason in errno.
bool write_fully(int fd, std::uint64_t offset, ByteSpan bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0) {
      if (errno == EINTR) {
        continue;
      }
      return false;
    }
    offset += static_cast<std::uint64_t>(written);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

class PosixWritableFile final : public WritableFile {
 public:
  PosixWritableFile(fs::path path, int fd) : path_(std::move(path)), descriptor_(fd) {}

  // After a failure the size still counts only what earlier calls wrote, so a caller that made
  // room may append again.
  Status append(ByteSpan bytes) override {
    if (!write_fully(descriptor_.get(), size_, bytes)) {
      return fail(errno_for("write", path_));
    }
    size_ += bytes.size();
    return {};
  }

  Status write_at(std::uint64_t offset, ByteSpan bytes) override {
    if (offset > size_ || bytes.size() > size_ - offset) {
      return fail(ErrorCode::kInternal, "patch behind the end of '" + path_.string() + "'");
    }
    if (!write_fully(descriptor_.get(), offset, bytes)) {
      return fail(errno_for("write", path_));
    }
    return {};
  }

  Status sync() override {
    if (fsync_retrying(descriptor_.get()) != 0) {
      return fail(errno_for("sync", path_));
    }
    return {};
  }

  // Linux releases the descriptor even when close fails, EINTR included.
  Status close() override {
    if (descriptor_.valid() && ::close(descriptor_.release()) != 0 && errno != EINTR) {
      return fail(errno_for("close", path_));
    }
    return {};
  }

  [[nodiscard]] std::uint64_t size() const override { return size_; }
  void set_path(const fs::path& path) override { path_ = path; }

 private:
  fs::path path_;
  Descriptor descriptor_;
  std::uint64_t size_ = 0;
};

class PosixRandomAccessFile final : public RandomAccessFile {
 public:
  PosixRandomAccessFile(fs::path path, int fd, std::uint64_t size)
      : path_(std::move(path)), descriptor_(fd), size_(size) {}

  [[nodiscard]] std::uint64_t size() const override { return size_; }

  Status read_at(std::uint64_t offset, std::span<std::byte> out) const override {
    if (offset > size_ || out.size() > size_ - offset) {
      return ends_early();
    }
    while (!out.empty()) {
      const ssize_t count =
          ::pread(descriptor_.get(), out.data(), out.size(), static_cast<off_t>(offset));
      if (count < 0 && errno == EINTR) {
        continue;
      }
      if (count < 0) {
        return fail(errno_for("read", path_));
      }
      if (count == 0) {
        return ends_early();
      }
      offset += static_cast<std::uint64_t>(count);
      out = out.subspan(static_cast<std::size_t>(count));
    }
    return {};
  }

 private:
  [[nodiscard]] Status ends_early() const {
    return fail(ErrorCode::kCorrupt, "'" + path_.string() + "' ends too early");
  }

  fs::path path_;
  Descriptor descriptor_;
  std::uint64_t size_;
};

Status sync_folder_of(const fs::path& path) {
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  const Descriptor descriptor(open_retrying(folder, O_RDONLY | O_DIRECTORY));
  if (!descriptor.valid()) {
    return fail(errno_for("open", folder));
  }
  // EINVAL: a file system that cannot sync folders, and has nothing to lose thereby.
  if (fsync_retrying(descriptor.get()) != 0 && errno != EINVAL) {
    return fail(errno_for("sync", folder));
  }
  return {};
}

class PosixFileSystem final : public FileSystem {
 public:
  Result<std::unique_ptr<WritableFile>> create(const fs::path& path) override {
    const int fd = open_retrying(path, O_RDWR | O_CREAT | O_TRUNC);
    if (fd < 0) {
      return fail(errno_for("create", path));
    }
    return std::make_unique<PosixWritableFile>(path, fd);
  }

  Result<std::unique_ptr<RandomAccessFile>> open(const fs::path& path) override {
    // Without O_NONBLOCK, opening a FIFO would wait for a writer before it can be refused.
    Descriptor descriptor(open_retrying(path, O_RDONLY | O_NONBLOCK));
    struct stat info {};
    if (!descriptor.valid() || ::fstat(descriptor.get(), &info) != 0) {
      return fail(errno_for("open", path));
    }
    if (!S_ISREG(info.st_mode)) {
      return fail(ErrorCode::kIo, "cannot open '" + path.string() + "': not a regular file");
    }
    return std::make_unique<PosixRandomAccessFile>(path, descriptor.release(),
                                                   static_cast<std::uint64_t>(info.st_size));
  }

  Status rename(const fs::path& from, const fs::path& to) override {
    if (::rename(from.c_str(), to.c_str()) != 0) {
      return fail(errno_for("rename", from));
    }
    return sync_folder_of(to);
  }

  Status remove(const fs::path& path) override {
    if (::unlink(path.c_str()) != 0) {
      return fail(errno_for("remove", path));
    }
    return {};
  }

  Status sync_name(const fs::path& path) override { return sync_folder_of(path); }

  bool exists(const fs::path& path) override {
    struct stat info {};
    return ::stat(path.c_str(), &info) == 0;
  }
};

}  // namespace

FileSystem& posix_file_system() {
  static PosixFileSystem file_system;
  return file_system;
}

}  // namespace reprise
