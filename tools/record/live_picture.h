// What a live performance looks like: moments drawn in a window, or without one where only the
// hashes of frames are wanted. Owns a GL context: main thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/base/hash.h"
#include "core/render/gl_mode.h"
#include "core/session/library/buffer_keeper.h"
#include "core/session/library/frame_painter.h"
#include "tools/record/live_overlay.h"
#include "tools/window/stage_window.h"

namespace reprise::tools {

struct PictureOptions {
  ImageSize size;  // of the frames, whatever the window's
  bool window = true;
  bool fullscreen = false;
  int display = 0;
  render::GlMode gl = render::GlMode::kNative;  // as the process was set up
};

class LivePicture {
 public:
  // Compiles every preset of the show and draws it once: no frame of the performance waits for
  // that. Errors of windows, GL and presets as in their folders.
  static Result<LivePicture> open(const PictureOptions& options, const session::ShowFiles& show,
                                  std::int64_t sample_rate);
  LivePicture(LivePicture&&) noexcept = default;
  LivePicture& operator=(LivePicture&&) = delete;
  ~LivePicture();

  // Unix time of sample 0. Before the first frame.
  void set_epoch(std::int64_t epoch_ns) { painter_->set_epoch(epoch_ns); }

  // Where takes ask for the buffers that presets carry on into them; null when none does.
  [[nodiscard]] const std::shared_ptr<session::BufferRequests>& buffers() const { return buffers_; }
  // Whatever the picture does, often.
  Status look_after() { return keeper_.look_after(); }

  // A frame that is shown; each is a step of presets that keep buffers.
  Status draw(const session::Moment& moment, FrameIndex index, SampleIndex sample);
  // Of the frame that was drawn last, the canonical one.
  Result<Hash128> hash();
  // Brings the frame that was drawn last onto the screen; waits for the screen where it has vsync.
  Status present();

  // The window is gone; its picture goes with it. Nothing else may be asked of it then.
  [[nodiscard]] bool is_lost() const { return window_ != nullptr && window_->is_lost(); }

  // No events without a window.
  StageEvents poll();
  // As StageWindow::wait_until.
  void wait_until(std::int64_t until_ns);
  Status toggle_fullscreen();
  // The list of keys goes first, if it is there.
  Status escape();
  // In the title, and over the picture where that is on.
  void show_status(const LiveStatus& status, std::int64_t now_ns);
  void toggle_status();
  // Whether the list of keys is there now.
  bool toggle_help();
  [[nodiscard]] const render::GlInfo& gl_info() const { return painter_->renderer().gl_info(); }

 private:
  LivePicture(std::unique_ptr<StageWindow> window, session::FramePainter painter,
              std::unique_ptr<LiveOverlay> overlay, std::int64_t sample_rate);

  std::unique_ptr<StageWindow> window_;  // goes last: its context is the painter's
  std::unique_ptr<session::FramePainter> painter_;
  std::unique_ptr<LiveOverlay> overlay_;  // with a window
  std::shared_ptr<session::BufferRequests> buffers_;
  session::BufferKeeper keeper_;
  SampleIndex previous_{-1};
  ImageBuffer pixels_;
};

}  // namespace reprise::tools
