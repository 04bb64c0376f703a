#include "tests/timeline/fault_file_system.h"

#include <algorithm>

namespace reprise::timeline {
namespace {

class FaultFile final : public WritableFile {
 public:
  FaultFile(std::unique_ptr<WritableFile> file, std::shared_ptr<Faults> faults)
      : file_(std::move(file)), faults_(std::move(faults)) {}

  Status append(ByteSpan bytes) override {
    ++faults_->appends;
    if (faults_->before_append) {
      TRY(faults_->before_append());
    }
    return file_->append(bytes);
  }
  Status write_at(std::uint64_t offset, ByteSpan bytes) override {
    return file_->write_at(offset, bytes);
  }
  Status sync() override {
    ++faults_->syncs;
    return faults_->before_sync ? faults_->before_sync() : file_->sync();
  }
  Status close() override { return file_->close(); }
  [[nodiscard]] std::uint64_t size() const override { return file_->size(); }

 private:
  std::unique_ptr<WritableFile> file_;
  std::shared_ptr<Faults> faults_;
};

// Writes what still fits and fails.
class FullDiskFile final : public WritableFile {
 public:
  FullDiskFile(std::unique_ptr<WritableFile> file, std::uint64_t limit)
      : file_(std::move(file)), limit_(limit) {}

  Status append(ByteSpan bytes) override {
    const std::uint64_t room = limit_ - std::min(limit_, file_->size());
    if (bytes.size() <= room) {
      return file_->append(bytes);
    }
    TRY(file_->append(bytes.first(static_cast<std::size_t>(room))));
    return fail(ErrorCode::kNoSpace, "no space left on device");
  }
  Status write_at(std::uint64_t offset, ByteSpan bytes) override {
    return file_->write_at(offset, bytes);
  }
  Status sync() override { return file_->sync(); }
  Status close() override { return file_->close(); }
  [[nodiscard]] std::uint64_t size() const override { return file_->size(); }

 private:
  std::unique_ptr<WritableFile> file_;
  std::uint64_t limit_;
};

class BadSectorFile final : public RandomAccessFile {
 public:
  BadSectorFile(std::unique_ptr<RandomAccessFile> file, std::uint64_t from)
      : file_(std::move(file)), from_(from) {}
  [[nodiscard]] std::uint64_t size() const override { return file_->size(); }
  Status read_at(std::uint64_t offset, std::span<std::byte> out) const override {
    return offset + out.size() > from_ ? fail(ErrorCode::kIo, "a bad sector")
                                       : file_->read_at(offset, out);
  }

 private:
  std::unique_ptr<RandomAccessFile> file_;
  std::uint64_t from_;
};

}  // namespace

Result<std::unique_ptr<RandomAccessFile>> FaultFileSystem::open(const std::filesystem::path& path) {
  TRY_ASSIGN(auto file, memory.open(path));
  if (!unreadable_from) {
    return file;
  }
  return std::make_unique<BadSectorFile>(std::move(file), *unreadable_from);
}

Result<std::unique_ptr<WritableFile>> FaultFileSystem::create(const std::filesystem::path& path) {
  TRY_ASSIGN(auto file, memory.create(path));
  if (disk_limit) {
    file = std::make_unique<FullDiskFile>(std::move(file), *disk_limit);
  }
  return std::make_unique<FaultFile>(std::move(file), faults);
}

Status FaultFileSystem::rename(const std::filesystem::path& from, const std::filesystem::path& to) {
  return rename_fails ? fail(ErrorCode::kIo, "rename refused") : memory.rename(from, to);
}

void Gate::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
}

void Gate::open() {
  const std::lock_guard lock(mutex_);
  closed_ = false;
  changed_.notify_all();
}

void Gate::pass() {
  std::unique_lock lock(mutex_);
  ++waiting_;
  changed_.notify_all();
  changed_.wait(lock, [&] { return !closed_; });
  --waiting_;
}

void Gate::wait_for_visitor() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return waiting_ > 0; });
}

}  // namespace reprise::timeline
