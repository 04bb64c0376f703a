#include "core/session/export/take_player.h"

#include <algorithm>
#include <limits>
#include <variant>

#include "core/session/library/take_audio.h"

namespace reprise::session {
namespace {

constexpr SampleIndex kEnd{std::numeric_limits<std::int64_t>::max()};

bool is_switch(const Cue& cue) {
  return cue.type == CueType::kSwitch || cue.type == CueType::kTransition;
}

}  // namespace

struct TakePlayer::Impl {
  Performance performance;
  TakeAudio audio;
  timeline::TakeReader::Cursor cues;
  std::int64_t hop_samples;
  bool obey;
  bool ignore_switches;
  SampleIndex begins;

  PcmView block{};                // sound that the performance has not heard yet
  std::vector<Cue> acting{};      // cues that it has not acted on yet
  std::optional<Cue> next_cue{};  // read ahead
  bool cues_ended = false;

  // Whether a recorded cue has anything to do in this replay.
  [[nodiscard]] bool counts(const Cue& cue) const {
    if (ignore_switches && is_switch(cue)) {
      return false;
    }
    return obey || cue.origin == CueOrigin::kPerformer || cue.origin == CueOrigin::kRecorder;
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

  Status read_cues_until(SampleIndex sample) {
    TRY(read_cue());
    while (next_cue && next_cue->sample <= sample) {
      acting.push_back(std::move(*next_cue));
      next_cue.reset();
      TRY(read_cue());
    }
    return {};
  }

  // Hop 0 has seen nothing.
  Status begin_at_zero(const AudioFormat& format) {
    return performance.push({format, {}, {}}, acting, {});
  }

  Status take_up(const PerformanceState& state, const ReplayShow& show, Quality recorded) {
    if (!show.is_own) {
      return performance.restore_analysis(state, acting);
    }
    acting.clear();  // they have acted
    TRY(performance.restore(state));
    VisualState now;
    performance.visual_state(now, false);
    if (now.quality == recorded) {  // no cue has changed it
      performance.set_quality(show.engine.quality);
    }
    return {};
  }

  // One hop at most, so that the audio textures are those of the hop reached.
  Status feed() {
    if (block.samples.empty()) {
      TRY_ASSIGN(block, audio.read());
    }
    const std::int64_t position = performance.position().value;
    const std::int64_t count = std::min(block.frames(), hop_samples - position % hop_samples);
    const PcmView part = block.slice(0, count);
    block = block.slice(count, block.frames() - count);
    TRY(read_cues_until(SampleIndex{position + count}));
    return performance.push(part, acting, {});
  }
};

TakePlayer::TakePlayer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TakePlayer::TakePlayer(TakePlayer&&) noexcept = default;
TakePlayer& TakePlayer::operator=(TakePlayer&&) noexcept = default;
TakePlayer::~TakePlayer() = default;

namespace {

Result<std::optional<PerformanceState>> state_of(timeline::TakeReader& take) {
  if (!take.summary().header.part) {
    return std::nullopt;
  }
  TRY_ASSIGN(const auto attachments, take.attachments());
  return state_in(attachments);
}

}  // namespace

Result<TakePlayer> TakePlayer::create(timeline::TakeReader& take, const ReplayShow& show,
                                      SampleIndex sound_from) {
  const timeline::TakeHeader& header = take.summary().header;
  TRY_ASSIGN(Performance performance, Performance::create(header.audio, show.files, show.engine));
  TRY_ASSIGN(const std::optional<PerformanceState> state, state_of(take));
  const SampleIndex begins = state ? state->reached.sample : SampleIndex{0};
  TRY_ASSIGN(TakeAudio audio, TakeAudio::open(take, begins, kEnd, sound_from));
  timeline::ReadRange range;
  range.topics = timeline::Topics::kCue;
  auto impl = std::unique_ptr<Impl>(new Impl{
      .performance = std::move(performance),
      .audio = std::move(audio),
      .cues = take.read(range),
      .hop_samples = hop_size(header.audio.sample_rate),
      .obey = show.engine.decisions == engine::Decisions::kObey,
      .ignore_switches = show.ignore_switches,
      .begins = begins,
      .block = {header.audio, {}, {}},
  });
  TRY(impl->read_cues_until(begins));
  TRY(state ? impl->take_up(*state, show, header.quality) : impl->begin_at_zero(header.audio));
  return TakePlayer(std::move(impl));
}

SampleIndex TakePlayer::begins() const {
  return impl_->begins;
}

Status TakePlayer::advance_to(SampleIndex sample) {
  Impl& my = *impl_;
  const std::int64_t target = hop_at_or_before(sample, my.hop_samples).value * my.hop_samples;
  for (;;) {
    const SampleIndex before = my.performance.position();
    if (before.value >= target) {
      return {};
    }
    TRY(my.feed());
    if (my.performance.position() == before) {
      return {};  // the sound has ended
    }
  }
}

void TakePlayer::moment(Moment& out, bool with_audio) const {
  impl_->performance.moment(out, with_audio);
}
void TakePlayer::visual_state(VisualState& out, bool with_audio) const {
  impl_->performance.visual_state(out, with_audio);
}
const HopAnalysis& TakePlayer::hop() const {
  return impl_->performance.reached();
}
Hash128 TakePlayer::state_digest() const {
  return impl_->performance.digest();
}
std::optional<SampleIndex> TakePlayer::frozen_at() const {
  return impl_->performance.frozen_at();
}

}  // namespace reprise::session
