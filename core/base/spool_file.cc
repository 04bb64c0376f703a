#include "core/base/spool_file.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace reprise {
namespace {

tl::unexpected<Error> spool_error(std::string_view verb, const std::filesystem::path& folder) {
  const int error_number = errno;
  return fail(error_from_errno(error_number, "cannot " + std::string(verb) +
                                                 " a temporary file in '" + folder.string() + "'"));
}

}  // namespace

struct Spool::Store {
  explicit Store(const SpoolOptions& given) : options(given) {}
  ~Store() {
    if (fd >= 0) {
      ::close(fd);
    }
  }
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  Status append(ByteSpan bytes) {
    if (fd < 0 && bytes.size() > options.memory_bytes - std::min(options.memory_bytes, size)) {
      TRY(move_to_disk());
    }
    if (fd < 0) {
      if (size + bytes.size() > options.memory_bytes / 8) {
        memory.reserve(options.memory_bytes);  // doubling would take twice as much
      }
      memory.insert(memory.end(), bytes.begin(), bytes.end());
    } else {
      TRY(write(fd, size, bytes));
    }
    size += bytes.size();
    return {};
  }

  Status move_to_disk() {
    std::error_code failed;
    if (options.folder.empty()) {
      options.folder = std::filesystem::temp_directory_path(failed);
    }
    if (failed) {
      return fail(ErrorCode::kIo, "there is no folder for temporary files: " + failed.message(),
                  "set TMPDIR");
    }
    std::string name = (options.folder / "reprise-XXXXXX").string();
    const int opened = ::mkostemp(name.data(), O_CLOEXEC);
    if (opened < 0 || ::unlink(name.c_str()) != 0) {
      return give_up(opened, spool_error("create", options.folder));
    }
    // Until all is there, what is in memory counts.
    if (Status written = write(opened, 0, memory); !written) {
      return give_up(opened, std::move(written));
    }
    fd = opened;
    memory = Bytes();
    return {};
  }

  static Status give_up(int opened, Status status) {
    if (opened >= 0) {
      ::close(opened);
    }
    return status;
  }

  [[nodiscard]] Status write(int to, std::uint64_t offset, ByteSpan bytes) const {
    while (!bytes.empty()) {
      const ssize_t count = ::pwrite(to, bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (count < 0 && errno != EINTR) {
        return spool_error("write", options.folder);
      }
      const auto written = static_cast<std::size_t>(std::max<ssize_t>(count, 0));
      offset += written;
      bytes = bytes.subspan(written);
    }
    return {};
  }

  Status read(std::uint64_t offset, std::span<std::byte> out) const {
    if (offset > size || out.size() > size - offset) {
      return fail(ErrorCode::kCorrupt, "a temporary file ends too early");
    }
    if (fd < 0) {
      std::copy_n(memory.begin() + static_cast<std::ptrdiff_t>(offset), out.size(), out.begin());
      return {};
    }
    while (!out.empty()) {
      const ssize_t count = ::pread(fd, out.data(), out.size(), static_cast<off_t>(offset));
      if (count == 0 || (count < 0 && errno != EINTR)) {
        return spool_error("read", options.folder);
      }
      const auto got = static_cast<std::size_t>(std::max<ssize_t>(count, 0));
      offset += got;
      out = out.subspan(got);
    }
    return {};
  }

  SpoolOptions options;
  Bytes memory;
  int fd = -1;
  std::uint64_t size = 0;
};

class Spool::Writer final : public WritableFile {
 public:
  explicit Writer(std::shared_ptr<Store> store) : store_(std::move(store)) {}
  Status append(ByteSpan bytes) override { return store_->append(bytes); }
  Status write_at(std::uint64_t offset, ByteSpan bytes) override {
    if (offset > store_->size || bytes.size() > store_->size - offset) {
      return fail(ErrorCode::kInternal, "patch behind the end of a temporary file");
    }
    if (store_->fd >= 0) {
      return store_->write(store_->fd, offset, bytes);
    }
    std::ranges::copy(bytes, store_->memory.begin() + static_cast<std::ptrdiff_t>(offset));
    return {};
  }
  // Nothing of it is to last.
  Status sync() override { return {}; }
  Status close() override { return {}; }
  [[nodiscard]] std::uint64_t size() const override { return store_->size; }

 private:
  std::shared_ptr<Store> store_;
};

class Spool::Reader final : public RandomAccessFile {
 public:
  explicit Reader(std::shared_ptr<Store> store) : store_(std::move(store)) {}
  [[nodiscard]] std::uint64_t size() const override { return store_->size; }
  Status read_at(std::uint64_t offset, std::span<std::byte> out) const override {
    return store_->read(offset, out);
  }

 private:
  std::shared_ptr<Store> store_;
};

Spool::Spool(const SpoolOptions& options) : store_(std::make_shared<Store>(options)) {}

std::unique_ptr<WritableFile> Spool::writer() const {
  return std::make_unique<Writer>(store_);
}
std::unique_ptr<RandomAccessFile> Spool::reader() const {
  return std::make_unique<Reader>(store_);
}
bool Spool::in_memory() const {
  return store_->fd < 0;
}

}  // namespace reprise
