#include "tools/record/live_overlay.h"

#include <utility>

#include "tools/record/status_panel.h"

namespace reprise::tools {
namespace {

constexpr std::int64_t kBetweenUpdates = 190'000'000;  // ns

}  // namespace

LiveOverlay::LiveOverlay(TextPanel panel, render::Overlay status, render::Overlay help)
    : panel_(std::move(panel)),
      status_picture_(std::move(status)),
      help_picture_(std::move(help)) {}

Result<LiveOverlay> LiveOverlay::create() {
  TRY_ASSIGN(TextPanel panel, TextPanel::create());
  TRY_ASSIGN(render::Overlay status, render::Overlay::create());
  TRY_ASSIGN(render::Overlay help, render::Overlay::create());
  return LiveOverlay(std::move(panel), std::move(status), std::move(help));
}

void LiveOverlay::toggle_status(bool fullscreen) {
  bool& on = fullscreen ? on_fullscreen_ : on_in_window_;
  on = !on;
}

bool LiveOverlay::hide_help() {
  return std::exchange(help_, false);
}

void LiveOverlay::update(const LiveStatus& status, std::int64_t now_ns) {
  if (now_ns >= next_update_ns_) {
    next_update_ns_ = now_ns + kBetweenUpdates;
    status_ = status;
    status_is_new_ = true;
  }
}

Status LiveOverlay::draw(ImageSize window, bool fullscreen) {
  if (status_ && (fullscreen ? on_fullscreen_ : on_in_window_)) {
    TRY(paint_status(window));
    status_picture_.draw(0, window.height - status_picture_.size().height, window);
  }
  if (help_) {
    TRY(paint_help(window));
    const ImageSize size = help_picture_.size();
    help_picture_.draw((window.width - size.width) / 2, (window.height - size.height) / 2, window);
  }
  return {};
}

Status LiveOverlay::paint_status(ImageSize window) {
  if (std::exchange(status_is_new_, false) || window != status_window_) {
    const PanelStyle style{.letter_height = letter_height(window, 1), .width = window.width};
    TRY_ASSIGN(const ImageView picture, panel_.paint(status_panel(*status_), style));
    TRY(status_picture_.set(picture));
    status_window_ = window;
  }
  return {};
}

Status LiveOverlay::paint_help(ImageSize window) {
  if (window != help_window_) {
    const std::vector<TextLine> lines = help_panel();
    const PanelStyle style{.letter_height = letter_height(window, lines.size())};
    TRY_ASSIGN(const ImageView picture, panel_.paint(lines, style));
    TRY(help_picture_.set(picture));
    help_window_ = window;
  }
  return {};
}

}  // namespace reprise::tools
