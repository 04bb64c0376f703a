// The machine's files, with a count of the bytes that are read of them: how far a long command is
// that has no other measure. One thread.
#pragma once

#include <cstdint>
#include <functional>

#include "core/base/file.h"

namespace reprise::tools {

class ReadMeter final : public FileSystem {
 public:
  // `on_read` gets the bytes that were read so far, of all files together.
  explicit ReadMeter(std::function<void(std::uint64_t)> on_read) : on_read_(std::move(on_read)) {}

  Result<std::unique_ptr<WritableFile>> create(const std::filesystem::path& path) override {
    return files_.create(path);
  }
  // The file may not outlive this.
  Result<std::unique_ptr<RandomAccessFile>> open(const std::filesystem::path& path) override;
  Status rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
    return files_.rename(from, to);
  }
  Status remove(const std::filesystem::path& path) override { return files_.remove(path); }
  Status sync_name(const std::filesystem::path& path) override { return files_.sync_name(path); }
  [[nodiscard]] bool exists(const std::filesystem::path& path) override {
    return files_.exists(path);
  }

 private:
  class File;
  void count(std::uint64_t bytes);

  FileSystem& files_ = posix_file_system();
  std::function<void(std::uint64_t)> on_read_;
  std::uint64_t bytes_ = 0;
};

}  // namespace reprise::tools
