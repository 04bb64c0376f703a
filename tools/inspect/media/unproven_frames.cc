#include "tools/inspect/media/unproven_frames.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <set>
#include <variant>

#include "core/session/export/take_player.h"
#include "core/session/library/performance_state.h"
#include "tools/common/wording.h"
#include "tools/inspect/info_details.h"

namespace reprise::tools {
namespace {

timeline::ReadRange shown_range(const timeline::TakeReader& take, timeline::Topics topic) {
  timeline::ReadRange range;
  range.topics = topic;
  range.from = take.summary().header.start();
  return range;
}

Result<std::set<std::int64_t>> hashed_frames(timeline::TakeReader& take) {
  std::set<std::int64_t> frames;
  timeline::TakeReader::Cursor hashes = take.read(shown_range(take, timeline::Topics::kHash));
  while (true) {
    TRY_ASSIGN(const auto record, hashes.next());
    if (!record) {
      return frames;
    }
    frames.insert(std::get<timeline::HashRecord>(*record).index.value);
  }
}

// Whether a frame shows what was drawn before the take, and is not in it.
class FeedbackWatch {
 public:
  static Result<FeedbackWatch> create(timeline::TakeReader& take, const session::ReplayShow& show) {
    FeedbackWatch watch;
    for (const session::LoadedPreset& preset : show.files.presets) {
      if (preset.preset.info.has_persistent_passes()) {
        watch.persistent_.insert(preset.source.name);
      }
    }
    watch.start_ = take.summary().header.start();
    if (watch.persistent_.empty() || watch.start_.value == 0) {
      return watch;
    }
    TRY_ASSIGN(session::TakePlayer player, session::TakePlayer::create(take, show));
    watch.player_ = std::move(player);
    TRY_ASSIGN(const auto attachments, take.attachments());
    TRY_ASSIGN(const auto buffers, session::render_state_in(attachments));
    if (buffers) {
      watch.buffers_at_ = buffers->sample;
    }
    return watch;
  }

  // Samples only grow.
  Result<bool> is_older(SampleIndex sample) {
    if (!player_ || (buffers_at_ && sample > *buffers_at_)) {
      return false;
    }
    TRY(player_->advance_to(sample));
    VisualState state;
    player_->visual_state(state, false);
    return is_older(state.scene) || (state.outgoing && is_older(*state.outgoing));
  }

 private:
  [[nodiscard]] bool is_older(const SceneState& scene) const {
    return scene.entered < start_ &&
           std::ranges::any_of(scene.layers, [this](const LayerState& layer) {
             return persistent_.contains(layer.preset);
           });
  }

  std::set<std::string> persistent_;
  SampleIndex start_;
  std::optional<session::TakePlayer> player_;  // none: no frame can be older
  std::optional<SampleIndex> buffers_at_;
};

std::string why_none(const UnprovenFrames& frames, const timeline::TakeHeader& header) {
  const bool drawn = header.live && header.gl;
  if (drawn && frames.shown == 0) {
    return "it shows no frame";
  }
  if (drawn && frames.feedback == frames.shown) {
    return "its presets carry on pictures from before it began, which it does not hold";
  }
  return why_no_hash(header);
}

}  // namespace

Result<UnprovenFrames> unproven_frames(timeline::TakeReader& take,
                                       const session::ReplayShow& show) {
  TRY_ASSIGN(const std::set<std::int64_t> hashed, hashed_frames(take));
  TRY_ASSIGN(FeedbackWatch watch, FeedbackWatch::create(take, show));
  UnprovenFrames frames;
  frames.every = std::accumulate(hashed.begin(), hashed.end(), std::int64_t{0},
                                 [](auto a, auto b) { return std::gcd(a, b); });
  timeline::TakeReader::Cursor cursor = take.read(shown_range(take, timeline::Topics::kFrame));
  while (true) {
    TRY_ASSIGN(const auto record, cursor.next());
    if (!record) {
      break;
    }
    const auto& frame = std::get<timeline::FrameRecord>(*record);
    if ((frame.flags & timeline::kFrameDropped) != 0) {
      continue;
    }
    ++frames.shown;
    const std::int64_t index = frame.index.value;
    if ((frames.every > 0 && index % frames.every != 0) || hashed.contains(index)) {
      continue;
    }
    TRY_ASSIGN(const bool feedback, watch.is_older(frame.sample));
    const bool early = !feedback && !hashed.empty() && index < *hashed.begin();
    frames.feedback += feedback ? 1 : 0;
    frames.early += early ? 1 : 0;
    frames.late += !feedback && !early && !hashed.empty() ? 1 : 0;
  }
  if (hashed.empty()) {
    frames.why_none = why_none(frames, take.summary().header);
  }
  return frames;
}

Json unproven_json(const UnprovenFrames& frames) {
  return {{"shown", frames.shown},
          {"hash_every", frames.every},
          {"early", frames.early},
          {"feedback", frames.feedback},
          {"late", frames.late},
          {"why_none", frames.why_none.empty() ? Json() : Json(frames.why_none)}};
}

std::vector<std::string> unproven_notes(const UnprovenFrames& frames) {
  std::vector<std::string> notes;
  const auto note = [&notes](std::int64_t count, const std::string& why) {
    if (count > 0) {
      notes.push_back(counted(count, "frame") + " without a hash: " + why);
    }
  };
  if (!frames.why_none.empty()) {
    return notes;
  }
  note(frames.early, "shown before hashes were taken");
  note(frames.feedback, "presets carry on pictures from before the take, which it does not hold");
  note(frames.late, "it came too late, or the disk was too slow");
  return notes;
}

}  // namespace reprise::tools
