// Files as the formats need them, behind interfaces that tests replace (memory files, failing
// files). Every call that can fail returns a Status; destructors only release.
// One object belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/error.h"

namespace reprise {

// Sequential output with random-access patching (muxers seek back to fill in sizes).
class WritableFile {
 public:
  virtual ~WritableFile() = default;
  // Writes all of `bytes` at the end or fails; short writes are continued.
  virtual Status append(ByteSpan bytes) = 0;
  // Overwrites bytes that were appended before.
  virtual Status write_at(std::uint64_t offset, ByteSpan bytes) = 0;
  // Data is on the device when this returns.
  virtual Status sync() = 0;
  virtual Status close() = 0;
  [[nodiscard]] virtual std::uint64_t size() const = 0;
  // The file was renamed: errors name it by this path from now on.
  virtual void set_path(const std::filesystem::path& /*path*/) {}
};

class RandomAccessFile {
 public:
  virtual ~RandomAccessFile() = default;
  [[nodiscard]] virtual std::uint64_t size() const = 0;
  // Fills `out` completely or fails: kCorrupt when the file ends before.
  virtual Status read_at(std::uint64_t offset, std::span<std::byte> out) const = 0;
};

// The file system as seen by core/; the one place where paths become files.
class FileSystem {
 public:
  virtual ~FileSystem() = default;
  // Creates or truncates.
  virtual Result<std::unique_ptr<WritableFile>> create(const std::filesystem::path& path) = 0;
  virtual Result<std::unique_ptr<RandomAccessFile>> open(const std::filesystem::path& path) = 0;
  // Replaces `to` if it exists; durable when this returns (the folder is synced).
  virtual Status rename(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
  virtual Status remove(const std::filesystem::path& path) = 0;
  // The name of a new file is on the device when this returns (its folder is synced).
  virtual Status sync_name(const std::filesystem::path& /*path*/) { return {}; }
  [[nodiscard]] virtual bool exists(const std::filesystem::path& path) = 0;
};

// The machine's own. Never null; lives for ever.
FileSystem& posix_file_system();

// A file system in memory for tests and for `-o -`: the content of each path can be taken out.
class MemoryFileSystem : public FileSystem {
 public:
  MemoryFileSystem();
  ~MemoryFileSystem() override;
  Result<std::unique_ptr<WritableFile>> create(const std::filesystem::path& path) override;
  Result<std::unique_ptr<RandomAccessFile>> open(const std::filesystem::path& path) override;
  Status rename(const std::filesystem::path& from, const std::filesystem::path& to) override;
  Status remove(const std::filesystem::path& path) override;
  bool exists(const std::filesystem::path& path) override;
  void put(const std::filesystem::path& path, ByteSpan content);
  [[nodiscard]] Result<Bytes> content(const std::filesystem::path& path) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// An output that appears under its final name only when complete: written to `NAME.tmp-PID` beside
// it, synced and renamed by commit(). Without commit() the temporary file is removed.
class AtomicFile {
 public:
  static Result<AtomicFile> create(FileSystem& fs, const std::filesystem::path& target);
  // The same with the temporary file elsewhere on the same file system.
  static Result<AtomicFile> create(FileSystem& fs, const std::filesystem::path& target,
                                   const std::filesystem::path& temporary);
  AtomicFile(AtomicFile&&) noexcept;
  AtomicFile& operator=(AtomicFile&&) noexcept;
  ~AtomicFile();
  [[nodiscard]] WritableFile& file() { return *file_; }
  [[nodiscard]] const std::filesystem::path& temporary_path() const { return temporary_; }
  Status commit();

 private:
  AtomicFile() = default;
  FileSystem* fs_ = nullptr;
  std::unique_ptr<WritableFile> file_;
  std::filesystem::path temporary_;
  std::filesystem::path target_;
};

// Whole small files (presets, shows, manifests). kInvalid when larger than `limit` bytes.
Result<Bytes> read_file(FileSystem& fs, const std::filesystem::path& path,
                        std::uint64_t limit = 64u << 20);
Result<std::string> read_text_file(FileSystem& fs, const std::filesystem::path& path,
                                   std::uint64_t limit = 64u << 20);
// Through an AtomicFile.
Status write_file(FileSystem& fs, const std::filesystem::path& path, ByteSpan content);

}  // namespace reprise
