#include "core/mcap/file_window.h"

#include <algorithm>
#include <array>

#include "core/base/hash.h"

namespace reprise::mcap {

bool FileWindow::holds(std::uint64_t offset, std::uint64_t length) const {
  return offset >= start_ && length <= filled_ && offset - start_ <= filled_ - length;
}

Result<ByteSpan> FileWindow::view(std::uint64_t offset, std::uint64_t length) {
  if (!holds(offset, length)) {
    if (offset > size() || length > size() - offset) {
      return corrupt("a record reaches beyond the file");
    }
    if (length > kMaxRecordBytes + kRecordHeaderSize) {
      return too_large(length);
    }
    // What the window has of the wanted bytes moves to its front; the rest comes from the file.
    std::size_t kept = 0;
    if (holds(offset, 1)) {
      const auto first = buffer_.begin() + static_cast<std::ptrdiff_t>(offset - start_);
      const auto last = buffer_.begin() + static_cast<std::ptrdiff_t>(filled_);
      kept = static_cast<std::size_t>(last - first);
      std::copy(first, last, buffer_.begin());
    }
    const auto wanted =
        static_cast<std::size_t>(std::min(std::max(length, window_), size() - offset));
    if (buffer_.size() < wanted || buffer_.size() > 4 * std::max<std::uint64_t>(wanted, window_)) {
      buffer_.resize(wanted);
      buffer_.shrink_to_fit();
    }
    start_ = offset;
    filled_ = kept;
    TRY(file_.read_at(offset + kept, std::span(buffer_).subspan(kept, wanted - kept)));
    filled_ = wanted;
  }
  return ByteSpan(buffer_).subspan(static_cast<std::size_t>(offset - start_),
                                   static_cast<std::size_t>(length));
}

Result<ByteSpan> FileWindow::content(const RecordPlace& place) {
  // With its header, so that the window never has to go back for it.
  TRY_ASSIGN(const ByteSpan bytes, view(place.offset, place.end() - place.offset));
  return bytes.subspan(kRecordHeaderSize);
}

Status FileWindow::peek(std::uint64_t offset, std::span<std::byte> out) const {
  if (!holds(offset, out.size())) {
    return file_.read_at(offset, out);
  }
  std::copy_n(buffer_.begin() + static_cast<std::ptrdiff_t>(offset - start_), out.size(),
              out.begin());
  return {};
}

Result<std::optional<RecordPlace>> FileWindow::place_at(std::uint64_t offset) const {
  if (offset > size() || size() - offset < kRecordHeaderSize) {
    return std::nullopt;
  }
  std::array<std::byte, kRecordHeaderSize> header;
  TRY(peek(offset, header));
  return place_from(header, offset, size());
}

Result<std::uint32_t> crc_of(FileWindow& window, std::uint64_t start, std::uint64_t end,
                             std::uint32_t seed) {
  constexpr std::uint64_t kStep = 1u << 20;
  while (start < end) {
    const std::uint64_t length = std::min(kStep, end - start);
    TRY_ASSIGN(const ByteSpan bytes, window.view(start, length));
    seed = crc32(bytes, seed);
    start += length;
  }
  return seed;
}

}  // namespace reprise::mcap
