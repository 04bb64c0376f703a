// A ring of preallocated slots between one producer and one consumer thread. Neither waits for the
// other: a push into a full ring and a pop from an empty one say so. Items are moved in and out; a
// slot keeps what a moved-from item is, so that with items that then own nothing, pushing neither
// allocates nor frees. No locks, no system calls.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/base/check.h"

namespace reprise {

template <typename T>
class SpscRing {
 public:
  // All slots are made, and their memory touched, here.
  explicit SpscRing(std::size_t capacity) : slots_(capacity) { CHECK(capacity > 0); }
  SpscRing(const SpscRing&) = delete;
  SpscRing& operator=(const SpscRing&) = delete;

  // Producer. False when the ring is full; `item` is then as it was.
  [[nodiscard]] bool try_push(T&& item) {
    const std::uint64_t at = pushed_.load(std::memory_order_relaxed);
    if (at - popped_.load(std::memory_order_acquire) == slots_.size()) {
      return false;
    }
    slots_[at % slots_.size()] = std::move(item);
    pushed_.store(at + 1, std::memory_order_release);
    return true;
  }

  // Consumer. False when the ring is empty.
  [[nodiscard]] bool try_pop(T& out) {
    const std::uint64_t at = popped_.load(std::memory_order_relaxed);
    if (at == pushed_.load(std::memory_order_acquire)) {
      return false;
    }
    out = std::move(slots_[at % slots_.size()]);
    popped_.store(at + 1, std::memory_order_release);
    return true;
  }

  // Any thread: exact for the producer as an upper bound, for the consumer as a lower one.
  [[nodiscard]] std::size_t size() const {
    const std::uint64_t popped = popped_.load(std::memory_order_acquire);
    return static_cast<std::size_t>(pushed_.load(std::memory_order_acquire) - popped);
  }
  [[nodiscard]] std::size_t capacity() const { return slots_.size(); }

 private:
  static constexpr std::size_t kCacheLine = 64;

  std::vector<T> slots_;
  // Counts that never wrap; each on a line of its own, since each has one writer.
  alignas(kCacheLine) std::atomic<std::uint64_t> pushed_{0};
  alignas(kCacheLine) std::atomic<std::uint64_t> popped_{0};
};

}  // namespace reprise
