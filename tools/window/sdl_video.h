// SDL's video part, as all windows of the tools need it: no signal handlers, no driver whose
// windows nobody sees, keys as keys. The main thread.
#pragma once

#include <string_view>

#include "core/base/error.h"
#include "core/model/image.h"

namespace reprise::tools {

// On while this lives.
class SdlVideo {
 public:
  // kResource with the window system's reason where there is no display.
  Status start();
  SdlVideo() = default;
  SdlVideo(const SdlVideo&) = delete;
  SdlVideo& operator=(const SdlVideo&) = delete;
  ~SdlVideo();

 private:
  bool started_ = false;
};

// kResource: `what`, and what SDL says about it.
tl::unexpected<Error> window_error(std::string_view what);

// What a display has room for beside panels and docks.
ImageSize screen_size(int display);

}  // namespace reprise::tools
