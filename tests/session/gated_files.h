// The machine's files for tests of threads: a test stops a thread in its next read or write, lets
// the disk become full, and counts. Any thread.
#pragma once

#include <atomic>
#include <memory>
#include <utility>

#include "core/base/file.h"

namespace reprise::session {

// Stops who passes while it is closed.
class Gate {
 public:
  void pass() {
    reached_ = true;
    reached_.notify_all();
    open_.wait(false);
  }
  void await_visitor() const { reached_.wait(false); }
  void close() {
    reached_ = false;
    open_ = false;
  }
  void open() {
    open_ = true;
    open_.notify_all();
  }

 private:
  std::atomic<bool> open_ = true;
  std::atomic<bool> reached_ = false;
};

// Writes fail when `room` bytes are used up; each read and write passes its gate.
class GatedFiles : public FileSystem {
 public:
  Result<std::unique_ptr<WritableFile>> create(const std::filesystem::path& path) override {
    ++created;
    TRY_ASSIGN(auto file, real_.create(path));
    return std::make_unique<GatedWriting>(std::move(file), *this);
  }
  Result<std::unique_ptr<RandomAccessFile>> open(const std::filesystem::path& path) override {
    ++opened;
    TRY_ASSIGN(auto file, real_.open(path));
    return std::make_unique<GatedReading>(std::move(file), reading);
  }
  Status rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
    return real_.rename(from, to);
  }
  Status remove(const std::filesystem::path& path) override { return real_.remove(path); }
  bool exists(const std::filesystem::path& path) override { return real_.exists(path); }

  std::atomic<int> created = 0;
  std::atomic<int> opened = 0;
  std::atomic<std::int64_t> room = 1 << 30;
  Gate reading;
  Gate writing;

 private:
  class GatedReading : public RandomAccessFile {
   public:
    GatedReading(std::unique_ptr<RandomAccessFile> inner, Gate& gate)
        : inner_(std::move(inner)), gate_(gate) {}
    [[nodiscard]] std::uint64_t size() const override { return inner_->size(); }
    Status read_at(std::uint64_t offset, std::span<std::byte> out) const override {
      gate_.pass();
      return inner_->read_at(offset, out);
    }

   private:
    std::unique_ptr<RandomAccessFile> inner_;
    Gate& gate_;
  };
  class GatedWriting : public WritableFile {
   public:
    GatedWriting(std::unique_ptr<WritableFile> inner, GatedFiles& files)
        : inner_(std::move(inner)), files_(files) {}
    Status append(ByteSpan bytes) override {
      files_.writing.pass();
      files_.room -= static_cast<std::int64_t>(bytes.size());
      return files_.room < 0 ? fail(ErrorCode::kNoSpace, "the test's disk is full")
                             : inner_->append(bytes);
    }
    Status write_at(std::uint64_t offset, ByteSpan bytes) override {
      return inner_->write_at(offset, bytes);
    }
    Status sync() override { return inner_->sync(); }
    Status close() override { return inner_->close(); }
    [[nodiscard]] std::uint64_t size() const override { return inner_->size(); }

   private:
    std::unique_ptr<WritableFile> inner_;
    GatedFiles& files_;
  };
  FileSystem& real_ = posix_file_system();
};

}  // namespace reprise::session
