// A window that shows pictures which were rendered elsewhere. It draws in software and makes no GL
// context, so that the offscreen renderer's own, on the same thread, stays current; it knows no
// time and plays no sound. One window a process; all calls on the main thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/model/image.h"

namespace reprise::tools {

// What happened since the last poll.
struct WindowEvents {
  bool closed = false;  // the close button was pressed, or the desktop wants the program to end
  bool resized = false;
  std::vector<std::string> keys;  // pressed, without repeats: "Q", "Escape", "Space", "Left"
};

class PreviewWindow {
 public:
  // Opens a window that suits pictures of size `picture`. kResource with the window system's reason
  // where there is no display, or none that can be drawn to without GL. Takes no part in signals,
  // sound or screen savers.
  static Result<PreviewWindow> create(const std::string& title, ImageSize picture);
  PreviewWindow(PreviewWindow&&) noexcept;
  PreviewWindow& operator=(PreviewWindow&&) noexcept;
  ~PreviewWindow();

  // Shows `picture`, as large as the window has room for, on black. Alpha is ignored; of 16-bit
  // components the high byte is seen. The pixels are copied.
  Status show(const ImageView& picture);

  // Handles what the user did; never waits. Draws the last picture again where that is needed.
  WindowEvents poll();

  // In pixels.
  [[nodiscard]] ImageSize size() const;

 private:
  struct Impl;
  explicit PreviewWindow(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace reprise::tools
