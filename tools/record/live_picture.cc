#include "tools/record/live_picture.h"

#include <utility>

#include "core/base/monotonic_clock.h"

namespace reprise::tools {

Result<LivePicture> LivePicture::open(const PictureOptions& options, const session::ShowFiles& show,
                                      std::int64_t sample_rate) {
  render::RendererOptions drawing{.mode = options.gl, .size = options.size};
  std::unique_ptr<StageWindow> window;
  if (options.window) {
    auto opened = StageWindow::create(
        {.title = "Reprise", .picture = options.size, .fullscreen = options.fullscreen});
    if (!opened) {
      Error error = std::move(opened).error();
      error.hint = "without a window: --headless";
      return fail(std::move(error));
    }
    window = std::make_unique<StageWindow>(std::move(*opened));
    drawing.context = render::GlContextChoice::kCurrent;
    drawing.loader = StageWindow::loader();
  }
  TRY_ASSIGN(render::Renderer renderer, render::Renderer::create(drawing));
  TRY_ASSIGN(session::FramePainter painter,
             session::FramePainter::create(std::move(renderer), show,
                                           {.sample_rate = sample_rate, .epoch_ns = 0}));
  TRY(painter.warm_up(show.show));
  return LivePicture(std::move(window), std::move(painter));
}

LivePicture::LivePicture(std::unique_ptr<StageWindow> window, session::FramePainter painter)
    : window_(std::move(window)),
      painter_(std::make_unique<session::FramePainter>(std::move(painter))) {}

LivePicture::~LivePicture() {
  if (is_lost()) {
    static_cast<void>(painter_.release());  // its objects went with the context
  }
}

Status LivePicture::draw(const session::Moment& moment, FrameIndex index, SampleIndex sample) {
  const SampleIndex previous = std::exchange(previous_, sample);
  return painter_->draw_step(moment, {index, sample, previous});
}

Result<Hash128> LivePicture::hash() {
  TRY(painter_->renderer().read(pixels_));
  return frame_hash(pixels_.view());
}

Status LivePicture::present() {
  if (window_ == nullptr) {
    return {};
  }
  const ImageSize size = window_->drawable_size();
  if (size.width > 0 && size.height > 0) {  // else it is minimised
    TRY(painter_->renderer().show(size));
    window_->swap();
  }
  return {};
}

StageEvents LivePicture::poll() {
  return window_ == nullptr ? StageEvents{} : window_->poll();
}

void LivePicture::wait_until(std::int64_t until_ns) {
  window_ == nullptr ? sleep_until(until_ns) : window_->wait_until(until_ns);
}

Status LivePicture::toggle_fullscreen() {
  return window_ == nullptr ? Status() : window_->toggle_fullscreen();
}

Status LivePicture::leave_fullscreen() {
  return window_ != nullptr && window_->is_fullscreen() ? window_->toggle_fullscreen() : Status();
}

void LivePicture::set_title(const std::string& title) {
  if (window_ != nullptr) {
    window_->set_title(title);
  }
}

}  // namespace reprise::tools
