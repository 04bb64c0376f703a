// Bytes on their way from the thread that makes them to a sound device's callback. All memory is
// there from the start; neither side waits, allocates, locks or makes a system call. One producer
// and one consumer thread.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "core/base/bytes.h"
#include "core/base/check.h"

namespace reprise::tools {

class ByteRing {
 public:
  explicit ByteRing(std::size_t capacity) : storage_(capacity) { CHECK(capacity > 0); }
  ByteRing(const ByteRing&) = delete;
  ByteRing& operator=(const ByteRing&) = delete;

  // Producer. Takes what there is room for, from the front; returns how much that was.
  std::size_t write(ByteSpan bytes) {
    const std::uint64_t at = written_.load(std::memory_order_relaxed);
    const std::uint64_t used = at - read_.load(std::memory_order_acquire);
    const std::size_t count = std::min(bytes.size(), storage_.size() - used);
    const std::size_t place = at % storage_.size();
    const std::size_t first = std::min(count, storage_.size() - place);
    std::memcpy(storage_.data() + place, bytes.data(), first);
    std::memcpy(storage_.data(), bytes.data() + first, count - first);
    written_.store(at + count, std::memory_order_release);
    return count;
  }

  // Consumer. Fills the front of `out` with what there is; returns how much that was.
  std::size_t read(std::span<std::byte> out) {
    const std::uint64_t at = read_.load(std::memory_order_relaxed);
    const std::uint64_t there = written_.load(std::memory_order_acquire) - at;
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), there));
    const std::size_t place = at % storage_.size();
    const std::size_t first = std::min(count, storage_.size() - place);
    std::memcpy(out.data(), storage_.data() + place, first);
    std::memcpy(out.data() + first, storage_.data(), count - first);
    read_.store(at + count, std::memory_order_release);
    return count;
  }

 private:
  static constexpr std::size_t kCacheLine = 64;
  Bytes storage_;
  // Counts that never wrap; each on a line of its own, since each has one writer.
  alignas(kCacheLine) std::atomic<std::uint64_t> written_{0};
  alignas(kCacheLine) std::atomic<std::uint64_t> read_{0};
};

}  // namespace reprise::tools
