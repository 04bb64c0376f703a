// The persistent buffers of a renderer as they are at one moment. Taking one costs nothing but the
// memory that it holds: what a step draws goes into fresh textures, so that those of before only
// have to be kept. They come into main memory a piece at a time, and no frame waits for them.
// The renderer's thread; goes before its renderer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/base/error.h"
#include "core/render/render_state.h"
#include "core/render/texture_pool.h"

namespace reprise::render {

class BufferSnapshot {
 public:
  // `shape` without its texels; `textures` as it counts them.
  BufferSnapshot(RenderState shape, std::vector<TextureRef> textures);
  BufferSnapshot(BufferSnapshot&&) noexcept;
  BufferSnapshot& operator=(BufferSnapshot&&) noexcept;
  ~BufferSnapshot();

  // Asks the GPU for `most` bytes (a row at least), or takes over as many that have come; no
  // waiting. True when all is there. kResource when the driver fails. The context is current.
  Result<bool> read(std::size_t most);

  // Another one of the same moment, of which nothing was read.
  [[nodiscard]] BufferSnapshot copy() const;

  // What was read; the snapshot is spent.
  RenderState take();
  // That it holds, on the GPU.
  [[nodiscard]] std::uint64_t bytes() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace reprise::render
