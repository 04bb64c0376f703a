// Brings a picture into memory as the canonical frame: top row first, tightly packed. OpenGL's
// rows come bottom first; turning them while copying costs a tenth of a pass on software GL, and
// setting alpha costs nothing on the way. One context, one thread.
#pragma once

#include <vector>

#include "core/model/image.h"
#include "core/render/compositor.h"

namespace reprise::render {

class FrameReader {
 public:
  // kResource when the driver fails.
  Status read(const Picture& picture, ImageBuffer& out);

 private:
  std::vector<std::byte> rows_;  // as OpenGL gives them; reused
};

}  // namespace reprise::render
