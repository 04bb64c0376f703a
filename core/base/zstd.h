// zstd frames with bounded memory. Functions: pure, any thread. ZstdCompressor: one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "core/base/bytes.h"
#include "core/base/error.h"

namespace reprise {

// One frame with content size, single-threaded: the same bytes for the same input and level.
Result<Bytes> zstd_compress(ByteSpan bytes, int level);

// Whether a frame of `frame_size` bytes can hold that much; see zstd_decompress.
bool zstd_can_hold(std::uint64_t expected_size, std::uint64_t frame_size);

// Fills `out` exactly, or kCorrupt.
Status zstd_decompress(ByteSpan frame, std::span<std::byte> out);

// The same for one frame after another: keeps its memory from frame to frame.
class ZstdCompressor {
 public:
  explicit ZstdCompressor(int level);
  ZstdCompressor(ZstdCompressor&&) noexcept;
  ZstdCompressor& operator=(ZstdCompressor&&) noexcept;
  ~ZstdCompressor();

  // What zstd_compress() gives. Valid until the next call.
  Result<ByteSpan> compress(ByteSpan bytes);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Exactly `expected_size` bytes, or kCorrupt. Allocates no more than `expected_size`, and refuses
// an expected size that this frame cannot justify (more than 2^18 times its own).
Result<Bytes> zstd_decompress(ByteSpan frame, std::uint64_t expected_size);

// What the frame itself says that it holds; nothing when it does not say, or is no frame.
std::optional<std::uint64_t> zstd_content_size(ByteSpan frame);

}  // namespace reprise
