#include "core/session/library/performance.h"

#include <algorithm>

#include "core/analysis/analyzer.h"

namespace reprise::session {
namespace {

// Takes out those up to `sample`.
std::vector<Cue> take_until(SampleIndex sample, std::vector<Cue>& cues) {
  const auto later =
      std::ranges::find_if(cues, [&](const Cue& cue) { return cue.sample > sample; });
  std::vector<Cue> taken(std::make_move_iterator(cues.begin()), std::make_move_iterator(later));
  cues.erase(cues.begin(), later);
  return taken;
}

Error mixed_up() {
  return {ErrorCode::kCorrupt, "the states of analysis and engine are not of one hop"};
}

}  // namespace

struct Performance::Impl {
  engine::Engine engine;
  engine::EngineStatePtr state;
  analysis::Analyzer analyzer;
  std::int64_t hop_samples;
  HopAnalysis reached{};
  std::optional<SampleIndex> frozen{};
  AudioSnapshot held_audio{};  // of the hop at which the picture was frozen

  std::vector<Cue> step(const HopAnalysis& hop, std::span<const Cue> acting) {
    engine::StepOutput output = engine.step(*state, hop, acting);
    reached = hop;
    if (std::ranges::any_of(acting, [](const Cue& cue) { return cue.type == CueType::kFreeze; })) {
      note_freeze();
    }
    return std::move(output.decisions);
  }

  void note_freeze() {
    const std::optional<SampleIndex> before = frozen;
    find_freeze();
    if (frozen && frozen != before) {
      analyzer.snapshot(held_audio);
    }
  }

  Status restore_analysis(const PerformanceState& saved) {
    TRY(analyzer.restore(saved.analysis));
    const SampleIndex hop{saved.reached.hop.value * hop_samples};
    if (saved.reached.sample != hop || analyzer.position() != hop) {
      return fail(mixed_up());
    }
    return {};
  }

  void find_freeze() {
    VisualState now;
    engine.visual_state(*state, now);
    frozen.reset();
    if (now.frozen) {
      frozen = now.sample;
    }
  }
};

Performance::Performance(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Performance::Performance(Performance&&) noexcept = default;
Performance& Performance::operator=(Performance&&) noexcept = default;
Performance::~Performance() = default;

Result<Performance> Performance::create(const AudioFormat& format, const ShowFiles& files,
                                        const engine::EngineOptions& options) {
  TRY_ASSIGN(engine::Engine engine,
             engine::Engine::create(files.show, named_presets(files.presets), options));
  TRY_ASSIGN(analysis::Analyzer analyzer, analysis::Analyzer::create(format));
  engine::EngineStatePtr state = engine.initial_state();
  return Performance(std::unique_ptr<Impl>(new Impl{
      std::move(engine), std::move(state), std::move(analyzer), hop_size(format.sample_rate)}));
}

Status Performance::push(const PcmView& pcm, std::vector<Cue>& inputs,
                         const HopListener& listener) {
  Impl& my = *impl_;
  return my.analyzer.push(pcm, [&](const HopAnalysis& hop) -> Status {
    const std::vector<Cue> decisions = my.step(hop, take_until(hop.sample, inputs));
    return listener ? listener(hop, decisions) : Status();
  });
}

SampleIndex Performance::position() const {
  return impl_->analyzer.position();
}

const HopAnalysis& Performance::reached() const {
  return impl_->reached;
}

void Performance::moment(Moment& out, bool with_audio) const {
  out.analysis = impl_->reached;
  out.frozen_at = impl_->frozen;
  visual_state(out.state, with_audio);
}

void Performance::visual_state(VisualState& out, bool with_audio) const {
  impl_->engine.visual_state(*impl_->state, out);
  if (with_audio && impl_->frozen) {
    out.audio = impl_->held_audio;
  } else if (with_audio) {
    impl_->analyzer.snapshot(out.audio);
  }
}

std::optional<SampleIndex> Performance::frozen_at() const {
  return impl_->frozen;
}

Hash128 Performance::digest() const {
  Xxh3Stream stream;
  stream.update(impl_->analyzer.save().data);
  stream.update(impl_->engine.save_state(*impl_->state).data);
  return stream.digest();
}

PerformanceState Performance::save() const {
  PerformanceState state{
      impl_->reached, impl_->analyzer.save(), impl_->engine.save_state(*impl_->state), {}};
  if (impl_->frozen) {
    state.held_audio = impl_->held_audio;
  }
  return state;
}

Status Performance::restore(const PerformanceState& state) {
  Impl& my = *impl_;
  TRY_ASSIGN(engine::EngineStatePtr restored, my.engine.restore_state(state.engine));
  if (my.engine.reached(*restored) != state.reached.hop) {
    return fail(mixed_up());
  }
  TRY(my.restore_analysis(state));
  my.state = std::move(restored);
  my.reached = state.reached;
  my.find_freeze();
  my.held_audio = state.held_audio.value_or(AudioSnapshot());
  return {};
}

Status Performance::restore_analysis(const PerformanceState& state, std::vector<Cue>& inputs) {
  Impl& my = *impl_;
  TRY(my.restore_analysis(state));
  my.state = my.engine.initial_state(state.reached.hop);
  my.frozen.reset();
  my.step(state.reached, take_until(state.reached.sample, inputs));
  return {};
}

void Performance::set_quality(Quality quality) {
  impl_->engine.set_quality(*impl_->state, quality);
}

}  // namespace reprise::session
