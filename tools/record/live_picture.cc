#include "tools/record/live_picture.h"

#include <utility>

#include "core/base/monotonic_clock.h"

namespace reprise::tools {
namespace {

constexpr std::size_t kTitleWidth = 200;

}  // namespace

Result<LivePicture> LivePicture::open(const PictureOptions& options, const session::ShowFiles& show,
                                      std::int64_t sample_rate) {
  render::RendererOptions drawing{.mode = options.gl, .size = options.size};
  std::unique_ptr<StageWindow> window;
  if (options.window) {
    auto opened = StageWindow::create({.title = "Reprise",
                                       .picture = options.size,
                                       .fullscreen = options.fullscreen,
                                       .display = options.display});
    if (!opened) {
      Error error = std::move(opened).error();
      if (error.code != ErrorCode::kNotFound) {
        error.hint = "without a window: --headless";
      }
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
  std::unique_ptr<LiveOverlay> overlay;
  if (window != nullptr) {
    TRY_ASSIGN(LiveOverlay made, LiveOverlay::create());
    overlay = std::make_unique<LiveOverlay>(std::move(made));
  }
  return LivePicture(std::move(window), std::move(painter), std::move(overlay), sample_rate);
}

LivePicture::LivePicture(std::unique_ptr<StageWindow> window, session::FramePainter painter,
                         std::unique_ptr<LiveOverlay> overlay, std::int64_t sample_rate)
    : window_(std::move(window)),
      painter_(std::make_unique<session::FramePainter>(std::move(painter))),
      overlay_(std::move(overlay)),
      buffers_(painter_->has_steps() ? std::make_shared<session::BufferRequests>() : nullptr),
      keeper_(buffers_, sample_rate) {}

LivePicture::~LivePicture() {
  if (is_lost()) {
    // Their objects went with the context.
    keeper_.lose();
    static_cast<void>(painter_.release());
    static_cast<void>(overlay_.release());
  }
}

Status LivePicture::draw(const session::Moment& moment, FrameIndex index, SampleIndex sample) {
  const SampleIndex previous = std::exchange(previous_, sample);
  const session::FrameTick tick{index, sample, previous};
  keeper_.before(*painter_, tick);
  return painter_->draw_step(moment, tick);
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
    TRY(overlay_->draw(size, window_->is_fullscreen()));
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

Status LivePicture::escape() {
  if (window_ == nullptr || overlay_->hide_help() || !window_->is_fullscreen()) {
    return {};
  }
  return window_->toggle_fullscreen();
}

void LivePicture::show_status(const LiveStatus& status, std::int64_t now_ns) {
  if (window_ != nullptr) {
    window_->set_title(status_line(status, kTitleWidth));
    overlay_->update(status, now_ns);
  }
}

void LivePicture::toggle_status() {
  if (window_ != nullptr) {
    overlay_->toggle_status(window_->is_fullscreen());
  }
}

bool LivePicture::toggle_help() {
  return window_ != nullptr && overlay_->toggle_help();
}

}  // namespace reprise::tools
