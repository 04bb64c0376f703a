#include "tools/common/read_meter.h"

#include <utility>

namespace reprise::tools {

class ReadMeter::File final : public RandomAccessFile {
 public:
  File(std::unique_ptr<RandomAccessFile> file, ReadMeter& meter)
      : file_(std::move(file)), meter_(meter) {}

  [[nodiscard]] std::uint64_t size() const override { return file_->size(); }
  Status read_at(std::uint64_t offset, std::span<std::byte> out) const override {
    TRY(file_->read_at(offset, out));
    meter_.count(out.size());
    return {};
  }

 private:
  std::unique_ptr<RandomAccessFile> file_;
  ReadMeter& meter_;
};

Result<std::unique_ptr<RandomAccessFile>> ReadMeter::open(const std::filesystem::path& path) {
  TRY_ASSIGN(auto file, files_.open(path));
  return std::make_unique<File>(std::move(file), *this);
}

void ReadMeter::count(std::uint64_t bytes) {
  bytes_ += bytes;
  on_read_(bytes_);
}

}  // namespace reprise::tools
