#include "core/timeline/jsonl_limits.h"

#include <algorithm>

namespace reprise::timeline {
namespace {

// Text of takes shrinks to a tenth, a hundredth at most; a file that claims far more is a bomb: it
// may cost neither much memory nor much time.
constexpr std::uint64_t kFreeMemory = 8u << 20;
constexpr std::uint64_t kMaxMemoryRatio = 512;
constexpr std::uint64_t kFreeExpansion = 16u << 20;
constexpr std::uint64_t kMaxExpansion = 1024;

}  // namespace

std::size_t justified_bytes(std::uint64_t file_bytes, std::size_t limit) {
  const std::uint64_t bytes = std::min<std::uint64_t>(file_bytes, limit);
  return static_cast<std::size_t>(
      std::min<std::uint64_t>(limit, kFreeMemory + kMaxMemoryRatio * bytes));
}

bool expands_too_much(std::uint64_t text_bytes, std::uint64_t file_bytes) {
  return text_bytes > kFreeExpansion && text_bytes / kMaxExpansion > file_bytes;
}

}  // namespace reprise::timeline
