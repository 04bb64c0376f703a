#include "core/session/export/frame_producer.h"

#include <algorithm>
#include <set>
#include <string>

#include "core/session/export/picture_store.h"
#include "core/session/export/steps.h"
#include "core/session/export/take_player.h"

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

bool listens(const PresetInfo& info) {
  return std::ranges::any_of(info.inputs, [](const PresetInput& input) {
    return input.type == InputType::kAudio || input.type == InputType::kAudioFft;
  });
}

// Sample from which persistent buffers must step so that they are right at `sample`: the entry of
// the oldest scene on show there.
Result<SampleIndex> steps_needed_from(timeline::TakeReader& take, const ReplayShow& show,
                                      const Names& persistent, SampleIndex sample) {
  TRY_ASSIGN(TakePlayer scout, TakePlayer::create(take, show));
  TRY(scout.advance_to(sample));
  VisualState state;
  scout.visual_state(state, false);
  SampleIndex from = sample;
  if (shows_any(state.scene, persistent)) {
    from = std::min(from, state.scene.entered);
  }
  if (state.outgoing && shows_any(*state.outgoing, persistent)) {
    from = std::min(from, state.outgoing->entered);
  }
  return from;
}

}  // namespace

struct FrameProducer::Impl {
  FrameSettings settings;
  FrameGrid grid;
  std::int64_t epoch_ns;
  TakePlayer player;
  render::Renderer renderer;
  PictureStore pictures;
  std::unique_ptr<StepSource> steps;
  Names persistent;       // presets with persistent buffers
  Names listening;        // presets with audio inputs
  SampleIndex step_from;  // earlier steps need not be drawn

  std::optional<Step> upcoming;  // the first step that has not been taken
  std::optional<Step> last;      // the last one that has
  SampleIndex before_last{-1};
  std::optional<FeatureDrift> drift;
  VisualState state;
  ImageBuffer buffer;  // of frame()

  [[nodiscard]] FrameClock clock_at(SampleIndex sample, SampleIndex previous,
                                    FrameIndex index) const {
    FrameClock clock;
    clock.sample = sample;
    clock.previous = previous;
    clock.frame_index = index.value;
    clock.time = seconds_of(sample, grid.sample_rate);
    clock.time_delta = previous.value < 0 ? 0 : clock.time - seconds_of(previous, grid.sample_rate);
    clock.unix_ns = epoch_ns + nanoseconds_of(sample, grid.sample_rate);
    return clock;
  }

  Status load_state(SampleIndex sample) {
    TRY(player.advance_to(sample));
    player.visual_state(state, !listening.empty());
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

  // Takes every step up to `sample`. Only the last one draws whole pictures.
  Status step_until(SampleIndex sample) {
    while (upcoming && upcoming->sample <= sample) {
      before_last = last ? last->sample : SampleIndex{-1};
      last = upcoming;
      TRY_ASSIGN(upcoming, steps->next());
      TRY(check_features(*last));
      if (persistent.empty() || last->sample < step_from) {
        continue;
      }
      TRY(load_state(last->sample));
      const bool complete = !upcoming || upcoming->sample > sample;
      if (!player.frozen_at() && shows_any(state, persistent)) {
        TRY(renderer.step(state, clock_at(last->sample, before_last, last->index),
                          pictures.views(state),
                          complete ? render::Renderer::StepDepth::kComplete
                                   : render::Renderer::StepDepth::kPersistentOnly));
      }
    }
    return {};
  }

  // The moment that export frame `index` shows.
  [[nodiscard]] FrameClock clock_of(FrameIndex index) const {
    if (player.frozen_at()) {
      return clock_at(*player.frozen_at(), *player.frozen_at(), index);
    }
    if (settings.timing == Timing::kPerformed && last) {
      return clock_at(last->sample, before_last, last->index);
    }
    const SampleIndex previous =
        index.value == 0 ? SampleIndex{-1} : grid.sample_of(FrameIndex{index.value - 1});
    return clock_at(grid.sample_of(index), previous, index);
  }

  Status draw(FrameIndex index) {
    const SampleIndex sample = grid.sample_of(index);
    TRY(step_until(sample));
    const bool performed = settings.timing == Timing::kPerformed && last.has_value();
    TRY(load_state(performed ? last->sample : sample));
    return renderer.draw(state, clock_of(index), pictures.views(state));
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
  Names persistent;
  Names listening;
  for (const LoadedPreset& preset : show.files.presets) {
    if (preset.preset.info.has_persistent_passes()) {
      persistent.insert(preset.source.name);
    }
    if (listens(preset.preset.info)) {
      listening.insert(preset.source.name);
    }
  }
  TRY_ASSIGN(TakePlayer player, TakePlayer::create(take, show));
  TRY_ASSIGN(PictureStore pictures, PictureStore::decode(show.files.pictures));
  TRY_ASSIGN(
      render::Renderer renderer,
      render::Renderer::create({settings.gl, settings.size, settings.format, settings.alpha}));
  for (const LoadedPreset& preset : show.files.presets) {
    TRY(add_preset(renderer, preset));
  }
  SampleIndex step_from;
  if (!persistent.empty() && settings.first.value > 0) {
    TRY_ASSIGN(step_from,
               steps_needed_from(take, show, persistent, grid.sample_of(settings.first)));
  }
  auto impl = std::unique_ptr<Impl>(new Impl{
      .settings = settings,
      .grid = grid,
      .epoch_ns = header.epoch_ns,
      .player = std::move(player),
      .renderer = std::move(renderer),
      .pictures = std::move(pictures),
      .steps = settings.timing == Timing::kPerformed
                   ? recorded_steps(take)
                   : nominal_steps({header.fps, header.audio.sample_rate}),
      .persistent = std::move(persistent),
      .listening = std::move(listening),
      .step_from = step_from,
      .upcoming = {},
      .last = {},
      .drift = {},
      .state = {},
      .buffer = {},
  });
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
  return impl_->renderer.read(out);
}

const render::GlInfo& FrameProducer::gl_info() const {
  return impl_->renderer.gl_info();
}

const std::optional<FeatureDrift>& FrameProducer::drift() const {
  return impl_->drift;
}

}  // namespace reprise::session
