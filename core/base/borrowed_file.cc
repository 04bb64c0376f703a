#include "core/base/borrowed_file.h"

namespace reprise {
namespace {

class BorrowedFile final : public WritableFile {
 public:
  explicit BorrowedFile(WritableFile& file) : file_(file) {}
  Status append(ByteSpan bytes) override { return file_.append(bytes); }
  Status write_at(std::uint64_t offset, ByteSpan bytes) override {
    return file_.write_at(offset, bytes);
  }
  Status sync() override { return file_.sync(); }
  Status close() override { return {}; }
  [[nodiscard]] std::uint64_t size() const override { return file_.size(); }

 private:
  WritableFile& file_;
};

}  // namespace

std::unique_ptr<WritableFile> borrow(WritableFile& file) {
  return std::make_unique<BorrowedFile>(file);
}

}  // namespace reprise
