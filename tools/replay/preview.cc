#include "tools/replay/preview.h"

#include <algorithm>
#include <utility>

namespace reprise::tools {
namespace {

constexpr int kFramesPerSecond = 30;

bool is_closing_key(const std::string& key) {
  return key == "Q" || key == "Escape";
}

}  // namespace

Preview::Preview(PreviewWindow window, const Console& console, Clock clock)
    : window_(std::move(window)),
      console_(console),
      clock_(std::move(clock)),
      pacer_(kFramesPerSecond) {}

Result<Preview> Preview::open(const std::string& title, ImageSize frame, const Console& console,
                              Clock clock) {
  auto window = PreviewWindow::create(title, frame);
  if (!window) {
    Error error = std::move(window).error().with_context("no preview");
    error.hint = "without --preview";
    return fail(std::move(error));
  }
  return Preview(std::move(*window), console, std::move(clock));
}

void Preview::show(const ImageView& frame) {
  if (!window_ || !pacer_.due(clock_())) {
    return;
  }
  const Status shown = window_->show(frame);
  if (shown) {
    ++shown_;
    return;
  }
  window_.reset();
  console_.warning("the preview ended: " + shown.error().message);
}

void Preview::poll() {
  if (!window_) {
    return;
  }
  const WindowEvents events = window_->poll();
  if (events.closed || std::ranges::any_of(events.keys, is_closing_key)) {
    window_.reset();
  }
}

}  // namespace reprise::tools
