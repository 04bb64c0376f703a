// A file system whose files can take a given number of bytes, and no more.
#pragma once

#include <memory>
#include <utility>

#include "core/base/file.h"

namespace reprise::media::test {

class FullDisk : public FileSystem {
 public:
  FullDisk(FileSystem& inner, std::uint64_t room) : inner_(inner), room_(room) {}

  Result<std::unique_ptr<WritableFile>> create(const std::filesystem::path& path) override {
    TRY_ASSIGN(auto file, inner_.create(path));
    return std::make_unique<File>(std::move(file), room_);
  }
  Result<std::unique_ptr<RandomAccessFile>> open(const std::filesystem::path& path) override {
    return inner_.open(path);
  }
  Status rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
    return inner_.rename(from, to);
  }
  Status remove(const std::filesystem::path& path) override { return inner_.remove(path); }
  bool exists(const std::filesystem::path& path) override { return inner_.exists(path); }

 private:
  class File : public WritableFile {
   public:
    File(std::unique_ptr<WritableFile> inner, std::uint64_t& room)
        : inner_(std::move(inner)), room_(room) {}
    Status append(ByteSpan bytes) override {
      if (bytes.size() > room_) {
        return fail(ErrorCode::kNoSpace, "the test's disk is full");
      }
      room_ -= bytes.size();
      return inner_->append(bytes);
    }
    Status write_at(std::uint64_t offset, ByteSpan bytes) override {
      return inner_->write_at(offset, bytes);
    }
    Status sync() override { return inner_->sync(); }
    Status close() override { return inner_->close(); }
    [[nodiscard]] std::uint64_t size() const override { return inner_->size(); }

   private:
    std::unique_ptr<WritableFile> inner_;
    std::uint64_t& room_;
  };

  FileSystem& inner_;
  std::uint64_t room_;
};

}  // namespace reprise::media::test
