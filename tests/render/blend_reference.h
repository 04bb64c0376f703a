// W3C Compositing and Blending Level 1, written out in double for one pixel: what the shaders are
// compared with. Values in [0, 1], straight alpha.
#pragma once

#include <array>

#include "core/model/visual_state.h"

namespace reprise::render {

using Colour = std::array<double, 3>;
struct Pixel {
  Colour colour{};
  double alpha = 1;
};

// Section 10: B(backdrop, source).
Colour blend_colours(BlendMode mode, const Colour& backdrop, const Colour& source);

// Section 5: source over backdrop with a mode; `plus-lighter` for add.
Pixel composite(BlendMode mode, const Pixel& backdrop, const Pixel& source);

}  // namespace reprise::render
