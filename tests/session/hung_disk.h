// The machine's files, on a disk that stops answering: a test holds one kind of call, and those
// that come meanwhile wait until it lets go. It knows which threads have called. Any thread.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include "core/base/file.h"
#include "tests/timeline/fault_file_system.h"

namespace reprise::session {

enum class DiskCall { kExists, kCreate, kAppend, kSync, kRename, kSyncName };

class HungDisk : public FileSystem {
 public:
  void hold(DiskCall call) { gate(call).close(); }
  // Other folders are on another disk, which works.
  void hold_only_in(const std::filesystem::path& folder) {
    const std::lock_guard lock(mutex_);
    folder_ = folder;
  }
  // From now on whatever is written is refused.
  void break_down() { broken_ = true; }
  void let_go(DiskCall call) { gate(call).open(); }
  void await_visitor(DiskCall call) { gate(call).wait_for_visitor(); }
  [[nodiscard]] bool called_by(std::thread::id thread) const {
    const std::lock_guard lock(mutex_);
    return callers_.contains(thread);
  }

  Result<std::unique_ptr<WritableFile>> create(const std::filesystem::path& path) override {
    pass(DiskCall::kCreate, path);
    TRY_ASSIGN(auto file, real_.create(path));
    return std::make_unique<File>(std::move(file), path, *this);
  }
  Result<std::unique_ptr<RandomAccessFile>> open(const std::filesystem::path& path) override {
    return real_.open(path);
  }
  Status rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
    pass(DiskCall::kRename, to);
    return real_.rename(from, to);
  }
  Status remove(const std::filesystem::path& path) override { return real_.remove(path); }
  Status sync_name(const std::filesystem::path& path) override {
    pass(DiskCall::kSyncName, path);
    return real_.sync_name(path);
  }
  bool exists(const std::filesystem::path& path) override {
    pass(DiskCall::kExists, path);
    return real_.exists(path);
  }

 private:
  class File : public WritableFile {
   public:
    File(std::unique_ptr<WritableFile> inner, std::filesystem::path path, HungDisk& disk)
        : inner_(std::move(inner)), path_(std::move(path)), disk_(disk) {}
    Status append(ByteSpan bytes) override {
      disk_.pass(DiskCall::kAppend, path_);
      if (disk_.broken_ && disk_.concerns(path_)) {
        return fail(ErrorCode::kIo, "the test's disk is broken");
      }
      return inner_->append(bytes);
    }
    Status write_at(std::uint64_t offset, ByteSpan bytes) override {
      return inner_->write_at(offset, bytes);
    }
    Status sync() override {
      disk_.pass(DiskCall::kSync, path_);
      return inner_->sync();
    }
    Status close() override { return inner_->close(); }
    [[nodiscard]] std::uint64_t size() const override { return inner_->size(); }
    void set_path(const std::filesystem::path& path) override { inner_->set_path(path); }

   private:
    std::unique_ptr<WritableFile> inner_;
    std::filesystem::path path_;
    HungDisk& disk_;
  };

  bool concerns(const std::filesystem::path& path) const {
    const std::lock_guard lock(mutex_);
    return folder_.empty() || path.parent_path() == folder_;
  }
  timeline::Gate& gate(DiskCall call) { return gates_[static_cast<std::size_t>(call)]; }
  void pass(DiskCall call, const std::filesystem::path& path) {
    {
      const std::lock_guard lock(mutex_);
      callers_.insert(std::this_thread::get_id());
    }
    if (concerns(path)) {
      gate(call).pass();
    }
  }

  FileSystem& real_ = posix_file_system();
  mutable std::mutex mutex_;
  std::set<std::thread::id> callers_;
  std::filesystem::path folder_;
  std::atomic<bool> broken_ = false;
  std::array<timeline::Gate, 6> gates_;
};

}  // namespace reprise::session
