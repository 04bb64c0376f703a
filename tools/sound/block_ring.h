// Blocks of bytes with a stamp, between a sound device's callback and the thread that reads them.
// All memory is there from the start: a push copies, and neither allocates, locks nor makes a
// system call. What has no room is counted, and the count travels with the next block that has. One
// producer and one consumer thread; it wakes nobody.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/base/bytes.h"

namespace reprise::tools {

struct BlockStamp {
  std::int64_t lost_before = 0;  // frames
  std::int64_t arrived_ns = 0;
  std::int64_t heard_after_ns = 0;  // as SoundBlock's
};

class BlockRing {
 public:
  // Room for `frames` frames of `frame_bytes` in at most `blocks` blocks.
  BlockRing(std::size_t frames, std::size_t frame_bytes, std::size_t blocks);
  BlockRing(const BlockRing&) = delete;
  BlockRing& operator=(const BlockRing&) = delete;

  // Producer. Whole frames; all of them or none.
  void push(ByteSpan block, std::int64_t now_ns, std::int64_t heard_after_ns = 0);
  // Producer. Frames that the device itself says are missing here.
  void lose(std::int64_t frames);

  // Consumer. Replaces `block`; false when there is none.
  [[nodiscard]] bool pop(Bytes& block, BlockStamp& stamp);

  // Any thread: stretches of lost frames so far.
  [[nodiscard]] std::uint64_t overruns() const { return overruns_.load(std::memory_order_relaxed); }

 private:
  static constexpr std::size_t kCacheLine = 64;
  struct Slot {
    std::size_t bytes = 0;
    BlockStamp stamp;
  };

  [[nodiscard]] bool has_room(std::size_t bytes) const;
  void copy_in(ByteSpan block);
  void copy_out(Bytes& block) const;

  const std::size_t frame_bytes_;
  Bytes storage_;
  std::vector<Slot> slots_;
  // The producer's line. Counts never wrap.
  alignas(kCacheLine) std::atomic<std::uint64_t> pushed_{0};
  std::uint64_t written_ = 0;  // bytes
  std::int64_t lost_ = 0;      // frames since the last block
  std::atomic<std::uint64_t> overruns_{0};
  // The consumer's line.
  alignas(kCacheLine) std::atomic<std::uint64_t> popped_{0};
  std::atomic<std::uint64_t> read_{0};  // bytes
};

}  // namespace reprise::tools
