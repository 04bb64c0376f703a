// Keeps the persistent buffers of the last second of a live picture, as they were at the moments
// at which a take may begin, and reads out those that are asked for while the picture goes on: a
// piece now and then, compressed by another thread. The renderer's thread; goes before the painter.
#pragma once

#include <cstdint>
#include <memory>

#include "core/base/error.h"
#include "core/session/library/buffer_requests.h"
#include "core/session/library/frame_painter.h"

namespace reprise::session {

class BufferKeeper {
 public:
  // Without `requests` it keeps nothing. The renderer of `painter` is not replaced.
  BufferKeeper(std::shared_ptr<BufferRequests> requests, std::int64_t sample_rate);
  BufferKeeper(BufferKeeper&&) noexcept;
  BufferKeeper& operator=(BufferKeeper&&) noexcept;
  ~BufferKeeper();  // answers what is still asked for: there is nothing to be had any more

  // Before each frame is drawn.
  void before(FramePainter& painter, const FrameTick& tick);

  // Whatever the picture does, often: about a millisecond of work, if there is any. kResource when
  // the GPU fails.
  Status look_after();

  // The context is gone with all that was in it. Nothing but the destructor may follow.
  void lose();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace reprise::session
