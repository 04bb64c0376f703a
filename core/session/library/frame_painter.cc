#include "core/session/library/frame_painter.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "core/session/library/picture_store.h"

namespace reprise::session {
namespace {

using Names = std::set<std::string, std::less<>>;

bool shows_any(const SceneState& scene, const Names& names) {
  return std::ranges::any_of(scene.layers,
                             [&](const LayerState& layer) { return names.contains(layer.preset); });
}

bool shows_any(const VisualState& state, const Names& names) {
  return shows_any(state.scene, names) || (state.outgoing && shows_any(*state.outgoing, names)) ||
         names.contains(state.transition.preset);
}

}  // namespace

struct FramePainter::Impl {
  render::Renderer renderer;
  PictureStore pictures;
  Clock clock;
  Names persistent{};  // presets with persistent buffers
  bool listens = false;

  [[nodiscard]] FrameClock clock_of(const Moment& moment, const FrameTick& tick) const {
    const SampleIndex sample = moment.frozen_at.value_or(tick.sample);
    const SampleIndex previous = moment.frozen_at.value_or(tick.previous);
    FrameClock at;
    at.sample = sample;
    at.previous = previous;
    at.frame_index = tick.index.value;
    at.time = seconds_of(sample, clock.sample_rate);
    at.time_delta = previous.value < 0 ? 0 : at.time - seconds_of(previous, clock.sample_rate);
    at.unix_ns = clock.epoch_ns + nanoseconds_of(sample, clock.sample_rate);
    return at;
  }
};

FramePainter::FramePainter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
FramePainter::FramePainter(FramePainter&&) noexcept = default;
FramePainter& FramePainter::operator=(FramePainter&&) noexcept = default;
FramePainter::~FramePainter() = default;

Result<FramePainter> FramePainter::create(render::Renderer renderer, const ShowFiles& files,
                                          const Clock& clock) {
  TRY_ASSIGN(PictureStore pictures, PictureStore::decode(files.pictures));
  std::unique_ptr<Impl> impl(new Impl{std::move(renderer), std::move(pictures), clock});
  for (const LoadedPreset& preset : files.presets) {
    TRY(add_preset(impl->renderer, preset));
    if (preset.preset.info.has_persistent_passes()) {
      impl->persistent.insert(preset.source.name);
    }
    impl->listens = impl->listens || preset.preset.info.listens();
  }
  return FramePainter(std::move(impl));
}

Status FramePainter::warm_up(const engine::Show& show) {
  std::set<BlendMode> modes{BlendMode::kNormal};
  for (const auto& scene : show.scenes) {
    for (const auto& layer : scene.layers) {
      modes.insert(layer.blend);
    }
  }
  return impl_->renderer.add_blend_modes(std::vector(modes.begin(), modes.end()));
}

bool FramePainter::listens() const {
  return impl_->listens;
}

bool FramePainter::has_steps() const {
  return !impl_->persistent.empty();
}

std::optional<SampleIndex> FramePainter::steps_since(const VisualState& state) const {
  std::optional<SampleIndex> since;
  if (shows_any(state.scene, impl_->persistent)) {
    since = state.scene.entered;
  }
  if (state.outgoing && shows_any(*state.outgoing, impl_->persistent)) {
    since = std::min(since.value_or(state.outgoing->entered), state.outgoing->entered);
  }
  return since;
}

Status FramePainter::step(const Moment& moment, const FrameTick& tick,
                          render::Renderer::StepDepth depth) {
  Impl& my = *impl_;
  if (moment.frozen_at || !shows_any(moment.state, my.persistent)) {
    return {};
  }
  return my.renderer.step(moment.state, my.clock_of(moment, tick), my.pictures.views(moment.state),
                          depth);
}

Status FramePainter::draw(const Moment& moment, const FrameTick& tick) {
  Impl& my = *impl_;
  return my.renderer.draw(moment.state, my.clock_of(moment, tick), my.pictures.views(moment.state));
}

Status FramePainter::draw_step(const Moment& moment, const FrameTick& tick) {
  TRY(step(moment, tick, render::Renderer::StepDepth::kComplete));
  return draw(moment, tick);
}

void FramePainter::set_epoch(std::int64_t epoch_ns) {
  impl_->clock.epoch_ns = epoch_ns;
}

render::Renderer& FramePainter::renderer() {
  return impl_->renderer;
}

const render::Renderer& FramePainter::renderer() const {
  return impl_->renderer;
}

}  // namespace reprise::session
