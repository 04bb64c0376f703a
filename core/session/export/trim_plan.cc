#include "core/session/export/trim_plan.h"

#include <algorithm>
#include <array>

#include "core/base/time.h"
#include "core/session/export/take_player.h"

namespace reprise::session {
namespace {

constexpr std::int64_t kShortestSeconds = 4;
constexpr std::int64_t kGrowth = 2;

bool keeps_buffers(const SceneState& scene, const ReplayShow& show) {
  return std::ranges::any_of(scene.layers, [&](const LayerState& layer) {
    return std::ranges::any_of(show.files.presets, [&](const LoadedPreset& preset) {
      return preset.source.name == layer.preset && preset.preset.info.has_persistent_passes();
    });
  });
}

class TrimPlanner {
 public:
  TrimPlanner(timeline::TakeReader& take, const ReplayShow& show, const std::function<bool()>& stop)
      : take_(take), show_(show), stop_(stop) {}

  Result<timeline::TrimPlan> run(SampleIndex start, SampleIndex end) {
    timeline::TrimPlan plan{start, end, {}, {}};
    TRY_ASSIGN(const SampleIndex moment, decisive_moment(start));
    TRY_ASSIGN(plan.frames_start, frames_start(moment));
    // From the first frame on that stays, for replay compares what frames have stored.
    TRY_ASSIGN(plan.sound_start, sound_start(plan.frames_start));
    if (const auto& part = take_.summary().header.part) {
      plan.sound_start = std::max(plan.sound_start, part->sound_start);
    }
    return plan;
  }

 private:
  // A player that hears nothing that ends at or before `sound_from`, at `moment`.
  Result<TakePlayer> player_at(SampleIndex moment, SampleIndex sound_from) {
    const std::int64_t second = take_.summary().header.audio.sample_rate;
    TRY_ASSIGN(TakePlayer player, TakePlayer::create(take_, show_, sound_from));
    for (std::int64_t at = 0; at < moment.value; at += second) {
      if (stop_ && stop_()) {
        return fail(ErrorCode::kCancelled, "stopped by a signal");
      }
      TRY(player.advance_to({at}));
    }
    TRY(player.advance_to(moment));
    return player;
  }

  // From here on the state must be that of the whole take: the start, or before it the entry of a
  // scene whose buffers come from there, or the moment at which the picture was frozen.
  Result<SampleIndex> decisive_moment(SampleIndex start) {
    TRY_ASSIGN(const TakePlayer player, player_at(start, {}));
    VisualState state;
    player.visual_state(state, false);
    SampleIndex moment = std::min(start, player.frozen_at().value_or(start));
    if (keeps_buffers(state.scene, show_)) {
      moment = std::min(moment, state.scene.entered);
    }
    if (state.outgoing && keeps_buffers(*state.outgoing, show_)) {
      moment = std::min(moment, state.outgoing->entered);
    }
    return moment;
  }

  Result<SampleIndex> sound_start(SampleIndex moment) {
    const std::int64_t second = take_.summary().header.audio.sample_rate;
    TRY_ASSIGN(const TakePlayer whole, player_at(moment, {}));
    const Hash128 wanted = whole.state_digest();
    for (std::int64_t seconds = kShortestSeconds; seconds * second < moment.value;
         seconds *= kGrowth) {
      const SampleIndex from{moment.value - seconds * second};
      TRY_ASSIGN(const TakePlayer part, player_at(moment, from));
      if (part.state_digest() == wanted) {
        return from;
      }
    }
    return SampleIndex{0};
  }

  // The second last recorded frame at or before `moment`: the frame that is shown then has a
  // predecessor, which says how long it lasted.
  Result<SampleIndex> frames_start(SampleIndex moment) {
    const std::int64_t window = std::int64_t{2} * take_.summary().header.audio.sample_rate;
    timeline::ReadRange range;
    range.topics = timeline::Topics::kFrame;
    range.from = {std::max<std::int64_t>(moment.value - window, 0)};
    range.to = {moment.value + 1};
    timeline::TakeReader::Cursor cursor = take_.read(range);
    std::array<SampleIndex, 2> last{range.from, range.from};
    while (true) {
      TRY_ASSIGN(const auto record, cursor.next());
      if (!record) {
        return last[0];
      }
      last = {last[1], timeline::sample_of(*record)};
    }
  }

  timeline::TakeReader& take_;
  const ReplayShow& show_;
  const std::function<bool()>& stop_;
};

}  // namespace

Result<timeline::TrimPlan> plan_trim(timeline::TakeReader& take, const ReplayShow& show,
                                     SampleIndex start, SampleIndex end,
                                     const std::function<bool()>& stop) {
  return TrimPlanner(take, show, stop).run(start, end);
}

}  // namespace reprise::session
