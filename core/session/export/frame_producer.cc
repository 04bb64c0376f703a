#include "core/session/export/frame_producer.h"

#include <algorithm>
#include <utility>

#include "core/session/export/steps.h"
#include "core/session/export/take_player.h"
#include "core/session/library/frame_painter.h"
#include "core/session/library/performance_state.h"

namespace reprise::session {
namespace {

// Sample from which persistent buffers must step so that they are right at `sample`: the entry of
// the oldest scene on show there.
Result<SampleIndex> steps_needed_from(timeline::TakeReader& take, const ReplayShow& show,
                                      const FramePainter& painter, SampleIndex sample) {
  TRY_ASSIGN(TakePlayer scout, TakePlayer::create(take, show));
  TRY(scout.advance_to(sample));
  VisualState state;
  scout.visual_state(state, false);
  return std::min(sample, painter.steps_since(state).value_or(sample));
}

// What the take's own presets carried on into it.
Result<std::optional<render::RenderState>> buffers_of(timeline::TakeReader& take,
                                                      const ReplayShow& show,
                                                      const FramePainter& painter) {
  if (!take.summary().header.part || !show.is_own || !painter.has_steps()) {
    return std::nullopt;
  }
  TRY_ASSIGN(const auto attachments, take.attachments());
  return render_state_in(attachments);
}

// The frame `index` of a grid, after the one before.
FrameTick tick_on(const FrameGrid& grid, FrameIndex index) {
  FrameTick tick{index, grid.sample_of(index)};
  if (index.value > 0) {
    tick.previous = grid.sample_of(FrameIndex{index.value - 1});
  }
  return tick;
}

}  // namespace

struct FrameProducer::Impl {
  FrameSettings settings;
  FrameGrid grid;
  TakePlayer player;
  FramePainter painter;
  std::unique_ptr<StepSource> steps;
  SampleIndex step_from;  // earlier steps need not be drawn
  FrameGrid nominal;      // the take's
  bool is_part;           // of a longer run, or of a longer take

  std::optional<render::RenderState> buffers;  // that nobody has taken up yet

  std::optional<Step> upcoming{};   // the first step that has not been taken
  std::optional<FrameTick> last{};  // the last one that has
  std::optional<FeatureDrift> drift{};
  std::optional<FrameTick> waiting{};  // a step that was not drawn yet
  Moment waiting_moment{};
  Moment moment{};
  ImageBuffer buffer{};  // of frame()

  Status load_moment(SampleIndex sample) {
    TRY(player.advance_to(sample));
    player.moment(moment, painter.listens());
    return {};
  }

  // Compares what the take stored of a step's hop with what is there now.
  Status check_features(const Step& step) {
    if (drift || step.features.empty()) {
      return {};
    }
    TRY(player.advance_to(step.sample));
    const auto& computed = player.hop().features.values;
    const std::size_t count = std::min(step.features.size(), computed.size());
    for (std::size_t i = 0; i < count && !drift; ++i) {
      if (step.features[i] != computed[i]) {
        drift = {step.index, static_cast<FeatureId>(i), step.features[i], computed[i]};
      }
    }
    return {};
  }

  // Before the first frame of a part there was another, too: nominally the one before.
  [[nodiscard]] SampleIndex sample_before(const Step& step) const {
    if (step.before) {
      return step.before->value < 0 ? SampleIndex{-1} : nominal.sample_of(*step.before);
    }
    if (last) {
      return last->sample;
    }
    return is_part ? tick_on(nominal, step.index).previous : SampleIndex{-1};
  }

  // Buffers that the take begins with, where `sample` is drawn with them. Those of another preset
  // than it is now, or too large for this GPU, begin black.
  Status take_up_buffers(SampleIndex sample) {
    if (!buffers || sample <= buffers->sample || sample < player.begins()) {
      return {};
    }
    const render::RenderState state = *std::exchange(buffers, std::nullopt);
    const Status restored = painter.renderer().restore(state);
    return !restored && restored.error().code != ErrorCode::kUnsupported ? restored : Status();
  }

  // A step is drawn when it is known what follows it.
  Status draw_waiting(render::Renderer::StepDepth depth) {
    if (!waiting) {
      return {};
    }
    const FrameTick tick = *std::exchange(waiting, std::nullopt);
    TRY(take_up_buffers(tick.sample));
    return painter.step(waiting_moment, tick, depth);
  }

  // Takes every step up to `sample`. Only the last one, and the last one before a freeze, draws
  // whole pictures.
  Status step_until(SampleIndex sample) {
    while (upcoming && upcoming->sample <= sample) {
      const Step step = *std::move(upcoming);
      last = {step.index, step.sample, sample_before(step)};
      TRY_ASSIGN(upcoming, steps->next());
      if (step.sample < player.begins()) {
        continue;
      }
      TRY(check_features(step));
      if (!painter.has_steps() || step.sample < step_from) {
        continue;
      }
      TRY(load_moment(step.sample));
      TRY(draw_waiting(moment.frozen_at ? render::Renderer::StepDepth::kComplete
                                        : render::Renderer::StepDepth::kPersistentOnly));
      std::swap(moment, waiting_moment);
      waiting = last;
    }
    TRY(draw_waiting(render::Renderer::StepDepth::kComplete));
    return take_up_buffers(sample);
  }

  Status draw(FrameIndex index) {
    FrameTick tick = tick_on(grid, index);
    TRY(step_until(tick.sample));
    if (settings.timing == Timing::kPerformed && last) {
      tick = *last;
    }
    TRY(load_moment(tick.sample));
    return painter.draw(moment, tick);
  }
};

FrameProducer::FrameProducer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
FrameProducer::FrameProducer(FrameProducer&&) noexcept = default;
FrameProducer& FrameProducer::operator=(FrameProducer&&) noexcept = default;
FrameProducer::~FrameProducer() = default;

Result<FrameProducer> FrameProducer::create(timeline::TakeReader& take, const ReplayShow& show,
                                            const FrameSettings& settings) {
  const timeline::TakeHeader& header = take.summary().header;
  const FrameGrid grid{settings.fps, header.audio.sample_rate};
  TRY_ASSIGN(TakePlayer player, TakePlayer::create(take, show));
  TRY_ASSIGN(render::Renderer renderer, render::Renderer::create({.mode = settings.gl,
                                                                  .size = settings.size,
                                                                  .format = settings.format,
                                                                  .keep_alpha = settings.alpha}));
  TRY_ASSIGN(FramePainter painter,
             FramePainter::create(std::move(renderer), show.files,
                                  {header.audio.sample_rate, header.epoch_ns}));
  SampleIndex step_from;
  if (painter.has_steps() && settings.first.value > 0) {
    TRY_ASSIGN(step_from, steps_needed_from(take, show, painter, grid.sample_of(settings.first)));
  }
  TRY_ASSIGN(std::optional<render::RenderState> buffers, buffers_of(take, show, painter));
  const FrameGrid nominal{header.fps, header.audio.sample_rate};
  auto impl = std::unique_ptr<Impl>(new Impl{
      .settings = settings,
      .grid = grid,
      .player = std::move(player),
      .painter = std::move(painter),
      .steps =
          settings.timing == Timing::kPerformed ? recorded_steps(take) : nominal_steps(nominal),
      .step_from = step_from,
      .nominal = nominal,
      .is_part = header.part.has_value(),
      .buffers = std::move(buffers),
  });
  if (impl->buffers && impl->buffers->sample < impl->player.begins()) {
    impl->last = {impl->buffers->frame, impl->buffers->sample};
  }
  TRY_ASSIGN(impl->upcoming, impl->steps->next());
  return FrameProducer(std::move(impl));
}

std::int64_t FrameProducer::frame_count() const {
  return impl_->settings.count;
}

Result<ImageView> FrameProducer::frame(std::int64_t index) {
  TRY(render(index, impl_->buffer));
  return impl_->buffer.view();
}

Status FrameProducer::render(std::int64_t index, ImageBuffer& out) {
  TRY(impl_->draw(FrameIndex{impl_->settings.first.value + index}));
  return impl_->painter.renderer().read(out);
}

const render::GlInfo& FrameProducer::gl_info() const {
  return impl_->painter.renderer().gl_info();
}

const std::optional<FeatureDrift>& FrameProducer::drift() const {
  return impl_->drift;
}

}  // namespace reprise::session
