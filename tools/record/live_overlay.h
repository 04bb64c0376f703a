// What the performer reads in the window, drawn over the picture and never into a frame: the line
// of status, and the list of keys. In a window the line is on; on the full screen, which the
// audience sees, it is off until it is asked for. Owns GL objects: main thread.
#pragma once

#include <cstdint>
#include <optional>

#include "core/render/overlay.h"
#include "tools/record/live_status.h"
#include "tools/window/text_panel.h"

namespace reprise::tools {

class LiveOverlay {
 public:
  // Of the window whose renderer is there. kResource as render::Overlay and TextPanel.
  static Result<LiveOverlay> create();

  // Of the window, or of the full screen: each remembers its own.
  void toggle_status(bool fullscreen);
  // Whether the list is there now.
  bool toggle_help() { return help_ = !help_; }
  // Whether it was there.
  bool hide_help();
  // Seen five times a second at the most.
  void update(const LiveStatus& status, std::int64_t now_ns);
  // Over what is in the back buffer.
  Status draw(ImageSize window, bool fullscreen);

 private:
  LiveOverlay(TextPanel panel, render::Overlay status, render::Overlay help);
  Status paint_status(ImageSize window);
  Status paint_help(ImageSize window);

  TextPanel panel_;
  render::Overlay status_picture_;
  render::Overlay help_picture_;
  bool on_in_window_ = true;
  bool on_fullscreen_ = false;
  bool help_ = false;
  std::optional<LiveStatus> status_;
  bool status_is_new_ = false;
  std::int64_t next_update_ns_ = 0;
  ImageSize status_window_;  // for which the pictures were painted
  ImageSize help_window_;
};

}  // namespace reprise::tools
