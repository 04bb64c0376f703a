#include "core/session/export/take_player.h"

#include <algorithm>
#include <limits>
#include <variant>

#include "core/analysis/analyzer.h"
#include "core/session/library/take_audio.h"

namespace reprise::session {
namespace {

constexpr SampleIndex kEnd{std::numeric_limits<std::int64_t>::max()};

bool is_switch(const Cue& cue) {
  return cue.type == CueType::kSwitch || cue.type == CueType::kTransition;
}

}  // namespace

struct TakePlayer::Impl {
  engine::Engine engine;
  engine::EngineStatePtr state;
  analysis::Analyzer analyzer;
  TakeAudio audio;
  timeline::TakeReader::Cursor cues;
  AudioFormat format;
  std::int64_t hop_samples;
  bool obey;
  bool ignore_switches;

  PcmView block;                // sound that the analyser has not seen yet
  std::int64_t fed = 0;         // samples that it has seen
  std::optional<Cue> next_cue;  // read ahead
  bool cues_ended = false;
  std::vector<Cue> acting;
  HopAnalysis hop;
  AudioSnapshot held_audio;  // of the hop at which the picture was frozen
  std::optional<SampleIndex> frozen;

  // Whether a recorded cue has anything to do in this replay.
  [[nodiscard]] bool counts(const Cue& cue) const {
    if (ignore_switches && is_switch(cue)) {
      return false;
    }
    return obey || cue.origin == CueOrigin::kPerformer;
  }

  Status read_cue() {
    while (!next_cue && !cues_ended) {
      TRY_ASSIGN(std::optional<timeline::Record> record, cues.next());
      cues_ended = !record.has_value();
      if (record && counts(std::get<Cue>(*record))) {
        next_cue = std::get<Cue>(std::move(*record));
      }
    }
    return {};
  }

  Status on_hop(const HopAnalysis& reached) {
    acting.clear();
    TRY(read_cue());
    while (next_cue && next_cue->sample <= reached.sample) {
      acting.push_back(std::move(*next_cue));
      next_cue.reset();
      TRY(read_cue());
    }
    engine.step(*state, reached, acting);
    hop = reached;
    note_freeze();
    return {};
  }

  void note_freeze() {
    const bool changed =
        std::ranges::any_of(acting, [](const Cue& cue) { return cue.type == CueType::kFreeze; });
    if (!changed) {
      return;
    }
    VisualState now;
    engine.visual_state(*state, now);
    if (!now.frozen) {
      frozen.reset();
    } else if (!frozen) {
      frozen = now.sample;
      analyzer.snapshot(held_audio);
    }
  }

  // One hop at most, so that the analyser's snapshot is that of the hop reached.
  Status feed() {
    if (block.samples.empty()) {
      TRY_ASSIGN(block, audio.read());
    }
    const std::int64_t to_next_hop = hop_samples - fed % hop_samples;
    const std::int64_t count = std::min(block.frames(), to_next_hop);
    const PcmView part = block.slice(0, count);
    block = block.slice(count, block.frames() - count);
    fed += count;
    return analyzer.push(part, [this](const HopAnalysis& reached) { return on_hop(reached); });
  }
};

TakePlayer::TakePlayer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TakePlayer::TakePlayer(TakePlayer&&) noexcept = default;
TakePlayer& TakePlayer::operator=(TakePlayer&&) noexcept = default;
TakePlayer::~TakePlayer() = default;

Result<TakePlayer> TakePlayer::create(timeline::TakeReader& take, const ReplayShow& show,
                                      SampleIndex sound_from) {
  const AudioFormat format = take.summary().header.audio;
  TRY_ASSIGN(
      engine::Engine engine,
      engine::Engine::create(show.files.show, named_presets(show.files.presets), show.engine));
  TRY_ASSIGN(analysis::Analyzer analyzer, analysis::Analyzer::create(format));
  TRY_ASSIGN(TakeAudio audio, TakeAudio::open(take, SampleIndex{0}, kEnd, sound_from));
  timeline::ReadRange range;
  range.topics = timeline::Topics::kCue;
  engine::EngineStatePtr state = engine.initial_state();
  auto impl = std::unique_ptr<Impl>(new Impl{
      .engine = std::move(engine),
      .state = std::move(state),
      .analyzer = std::move(analyzer),
      .audio = std::move(audio),
      .cues = take.read(range),
      .format = format,
      .hop_samples = hop_size(format.sample_rate),
      .obey = show.engine.decisions == engine::Decisions::kObey,
      .ignore_switches = show.ignore_switches,
      .block = {format, {}, {}},
      .next_cue = {},
      .acting = {},
      .hop = {},
      .held_audio = {},
      .frozen = {},
  });
  // Hop 0 has seen nothing.
  Impl& my = *impl;
  TRY(my.analyzer.push({format, {}, {}}, [&my](const HopAnalysis& hop) { return my.on_hop(hop); }));
  return TakePlayer(std::move(impl));
}

Status TakePlayer::advance_to(SampleIndex sample) {
  Impl& my = *impl_;
  const std::int64_t target = hop_at_or_before(sample, my.hop_samples).value * my.hop_samples;
  while (my.fed < target) {
    const std::int64_t before = my.fed;
    TRY(my.feed());
    if (my.fed == before) {
      return {};  // the sound has ended
    }
  }
  return {};
}

void TakePlayer::visual_state(VisualState& out, bool with_audio) const {
  impl_->engine.visual_state(*impl_->state, out);
  if (with_audio && impl_->frozen) {
    out.audio = impl_->held_audio;
  } else if (with_audio) {
    impl_->analyzer.snapshot(out.audio);
  }
}

const HopAnalysis& TakePlayer::hop() const {
  return impl_->hop;
}
Hash128 TakePlayer::state_digest() const {
  Xxh3Stream stream;
  stream.update(impl_->analyzer.save().data);
  stream.update(impl_->engine.save_state(*impl_->state).data);
  return stream.digest();
}
std::optional<SampleIndex> TakePlayer::frozen_at() const {
  return impl_->frozen;
}

}  // namespace reprise::session
