#include "core/base/file.h"

#include <string>

#include <unistd.h>

#include "core/base/check.h"

namespace reprise {

Result<AtomicFile> AtomicFile::create(FileSystem& fs, const std::filesystem::path& target) {
  std::filesystem::path temporary = target;
  temporary += ".tmp-" + std::to_string(::getpid());
  return create(fs, target, temporary);
}

Result<AtomicFile> AtomicFile::create(FileSystem& fs, const std::filesystem::path& target,
                                      const std::filesystem::path& temporary) {
  AtomicFile atomic;
  atomic.fs_ = &fs;
  atomic.target_ = target;
  atomic.temporary_ = temporary;
  TRY_ASSIGN(atomic.file_, fs.create(atomic.temporary_));
  return atomic;
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept = default;

AtomicFile& AtomicFile::operator=(AtomicFile&& other) noexcept {
  std::swap(fs_, other.fs_);
  std::swap(file_, other.file_);
  std::swap(temporary_, other.temporary_);
  std::swap(target_, other.target_);
  return *this;
}

AtomicFile::~AtomicFile() {
  if (file_ != nullptr) {
    file_.reset();
    // Nothing is left to do about a temporary file that cannot be removed.
    static_cast<void>(fs_->remove(temporary_));
  }
}

Status AtomicFile::commit() {
  CHECK(file_ != nullptr);
  TRY(file_->sync());
  TRY(file_->close());
  TRY(fs_->rename(temporary_, target_));
  file_.reset();
  return {};
}

Result<Bytes> read_file(FileSystem& fs, const std::filesystem::path& path, std::uint64_t limit) {
  TRY_ASSIGN(const auto file, fs.open(path));
  if (file->size() > limit) {
    return fail(ErrorCode::kInvalid, "'" + path.string() + "' has " + std::to_string(file->size()) +
                                         " bytes, more than " + std::to_string(limit));
  }
  Bytes content(static_cast<std::size_t>(file->size()));
  TRY(file->read_at(0, content));
  return content;
}

Result<std::string> read_text_file(FileSystem& fs, const std::filesystem::path& path,
                                   std::uint64_t limit) {
  TRY_ASSIGN(const Bytes content, read_file(fs, path, limit));
  return std::string(as_text(content));
}

Status write_file(FileSystem& fs, const std::filesystem::path& path, ByteSpan content) {
  TRY_ASSIGN(AtomicFile atomic, AtomicFile::create(fs, path));
  TRY(atomic.file().append(content));
  return atomic.commit();
}

}  // namespace reprise
