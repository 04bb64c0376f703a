// How large a window opens. Pure function; any thread.
#pragma once

#include "core/model/image.h"

namespace reprise::tools {

// The picture's own size, but at most three quarters of the screen, and large enough to be seen.
ImageSize opening_size(ImageSize picture, ImageSize screen);

}  // namespace reprise::tools
