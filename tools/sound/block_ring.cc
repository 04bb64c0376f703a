#include "tools/sound/block_ring.h"

#include <algorithm>
#include <cstring>

#include "core/base/check.h"

namespace reprise::tools {

BlockRing::BlockRing(std::size_t frames, std::size_t frame_bytes, std::size_t blocks)
    : frame_bytes_(frame_bytes), storage_(frames * frame_bytes), slots_(blocks) {
  CHECK(frames > 0 && frame_bytes > 0 && blocks > 0);
}

bool BlockRing::has_room(std::size_t bytes) const {
  const std::uint64_t popped = popped_.load(std::memory_order_acquire);
  const std::uint64_t read = read_.load(std::memory_order_acquire);
  return pushed_.load(std::memory_order_relaxed) - popped < slots_.size() &&
         written_ - read + bytes <= storage_.size();
}

void BlockRing::copy_in(ByteSpan block) {
  const auto at = static_cast<std::size_t>(written_ % storage_.size());
  const std::size_t first = std::min(block.size(), storage_.size() - at);
  std::memcpy(storage_.data() + at, block.data(), first);
  std::memcpy(storage_.data(), block.data() + first, block.size() - first);
}

void BlockRing::push(ByteSpan block, std::int64_t now_ns, std::int64_t heard_after_ns) {
  if (block.empty()) {
    return;
  }
  if (!has_room(block.size())) {
    lose(static_cast<std::int64_t>(block.size() / frame_bytes_));
    return;
  }
  copy_in(block);
  written_ += block.size();
  const std::uint64_t at = pushed_.load(std::memory_order_relaxed);
  slots_[at % slots_.size()] = {block.size(), {lost_, now_ns, heard_after_ns}};
  lost_ = 0;
  pushed_.store(at + 1, std::memory_order_release);
}

void BlockRing::lose(std::int64_t frames) {
  if (lost_ == 0 && frames > 0) {
    overruns_.fetch_add(1, std::memory_order_relaxed);
  }
  lost_ += frames;
}

void BlockRing::copy_out(Bytes& block) const {
  const auto at = static_cast<std::size_t>(read_.load(std::memory_order_relaxed) % storage_.size());
  const std::size_t first = std::min(block.size(), storage_.size() - at);
  std::memcpy(block.data(), storage_.data() + at, first);
  std::memcpy(block.data() + first, storage_.data(), block.size() - first);
}

bool BlockRing::pop(Bytes& block, BlockStamp& stamp) {
  const std::uint64_t at = popped_.load(std::memory_order_relaxed);
  if (at == pushed_.load(std::memory_order_acquire)) {
    return false;
  }
  const Slot& slot = slots_[at % slots_.size()];
  block.resize(slot.bytes);
  copy_out(block);
  stamp = slot.stamp;
  read_.fetch_add(slot.bytes, std::memory_order_release);
  popped_.store(at + 1, std::memory_order_release);
  return true;
}

}  // namespace reprise::tools
