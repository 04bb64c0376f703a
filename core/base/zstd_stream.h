// zstd frames one after another, for files that other tools read and write: frames with a checksum,
// and decompression piece by piece whatever a frame says of its size. One thread.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "core/base/bytes.h"
#include "core/base/error.h"

namespace reprise {

// Compresses whole frames: content size and checksum in each, the same bytes for the same input.
class ZstdFrameWriter {
 public:
  static Result<ZstdFrameWriter> create(int level);
  ZstdFrameWriter(ZstdFrameWriter&&) noexcept;
  ZstdFrameWriter& operator=(ZstdFrameWriter&&) noexcept;
  ~ZstdFrameWriter();
  // Valid until the next call.
  Result<ByteSpan> frame(ByteSpan content);

 private:
  struct Context;
  explicit ZstdFrameWriter(std::unique_ptr<Context> context);
  std::unique_ptr<Context> context_;
};

// Memory: a window of at most 128 MiB, as far as the frames ask for it.
class ZstdFrameReader {
 public:
  static Result<ZstdFrameReader> create();
  ZstdFrameReader(ZstdFrameReader&&) noexcept;
  ZstdFrameReader& operator=(ZstdFrameReader&&) noexcept;
  ~ZstdFrameReader();

  struct Step {
    std::size_t consumed = 0;
    std::size_t produced = 0;
    bool frame_ended = false;
  };
  // kCorrupt when the bytes are no frame or its checksum does not hold; reset() before the next
  // call then.
  Result<Step> step(ByteSpan in, std::span<std::byte> out);
  void reset();

 private:
  struct Context;
  explicit ZstdFrameReader(std::unique_ptr<Context> context);
  std::unique_ptr<Context> context_;
};

}  // namespace reprise
