// What --preview shows: the frames of an export while they are rendered, as many as a person can
// follow. Closing it (its button, q or Escape) ends the preview and not the export, and so does
// whatever goes wrong with it. Main thread.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/model/image.h"
#include "tools/common/console.h"
#include "tools/window/frame_pacer.h"
#include "tools/window/preview_window.h"

namespace reprise::tools {

class Preview {
 public:
  using Clock = std::function<FramePacer::Time()>;

  // kResource where no window can be opened.
  static Result<Preview> open(const std::string& title, ImageSize frame, const Console& console,
                              Clock clock = std::chrono::steady_clock::now);

  // Shows the frame, unless one was shown just before.
  void show(const ImageView& frame);
  // Between frames: hands the window what the user did.
  void poll();

  [[nodiscard]] bool is_open() const { return window_.has_value(); }
  [[nodiscard]] std::int64_t shown() const { return shown_; }

 private:
  Preview(PreviewWindow window, const Console& console, Clock clock);
  std::optional<PreviewWindow> window_;
  Console console_;
  Clock clock_;
  FramePacer pacer_;
  std::int64_t shown_ = 0;
};

}  // namespace reprise::tools
