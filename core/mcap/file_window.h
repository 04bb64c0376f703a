// A window that slides over a file, so that reading records one after another needs neither a call
// of the system nor a copy for each. One thread; views live until the next call of view().
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "core/mcap/reader.h"

namespace reprise::mcap {

class FileWindow {
 public:
  // Reads this much at once, or more where a view is longer.
  static constexpr std::uint64_t kDefaultSize = 2u << 20;
  explicit FileWindow(const File& file, std::uint64_t size = kDefaultSize)
      : file_(file), window_(size) {}

  [[nodiscard]] const File& file() const { return file_; }
  [[nodiscard]] std::uint64_t size() const { return file_.size(); }
  // `length` bytes at `offset`, kCorrupt when they are not there or more than the limit. The window
  // moves there, and grows for a length beyond its own size.
  Result<ByteSpan> view(std::uint64_t offset, std::uint64_t length);
  Result<ByteSpan> content(const RecordPlace& place);
  // Copies a few bytes, from the window or from the file; the window stays where it is.
  Status peek(std::uint64_t offset, std::span<std::byte> out) const;
  // The record at `offset`, or nothing when no whole record can lie there. Does not move the
  // window.
  Result<std::optional<RecordPlace>> place_at(std::uint64_t offset) const;

 private:
  [[nodiscard]] bool holds(std::uint64_t offset, std::uint64_t length) const;

  const File& file_;
  std::uint64_t window_;
  Bytes buffer_;
  std::uint64_t start_ = 0;  // of the buffer, in the file
  std::size_t filled_ = 0;
};

// The CRC of the bytes from `start` up to `end`, going on from `seed`. Moves the window.
Result<std::uint32_t> crc_of(FileWindow& window, std::uint64_t start, std::uint64_t end,
                             std::uint32_t seed = 0);

}  // namespace reprise::mcap
