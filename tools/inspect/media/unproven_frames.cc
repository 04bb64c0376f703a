#include "tools/inspect/media/unproven_frames.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <set>
#include <variant>

#include "core/base/time.h"
#include "core/session/export/take_player.h"
#include "core/session/library/performance_state.h"
#include "tools/common/session_input.h"
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

// Follows the frames of a take as they name one another, and knows which pictures were made upon
// frames that it does not hold.
class StepChain {
 public:
  static Result<StepChain> create(timeline::TakeReader& take, const session::ReplayShow& show) {
    const timeline::TakeHeader& header = take.summary().header;
    StepChain chain(take, show);
    for (const session::LoadedPreset& preset : show.files.presets) {
      if (preset.preset.info.has_persistent_passes()) {
        chain.persistent_.insert(preset.source.name);
      }
    }
    if (chain.persistent_.empty() || !header.part) {
      return chain;
    }
    TRY_ASSIGN(const session::TakePlayer player, session::TakePlayer::create(take, show));
    TRY_ASSIGN(const auto attachments, take.attachments());
    TRY_ASSIGN(const auto buffers, session::render_state_in(attachments));
    chain.begins_ = player.begins();
    chain.before_first_ = buffers ? std::optional(buffers->frame) : std::nullopt;
    chain.buffers_at_ = buffers ? buffers->sample : chain.buffers_at_;
    return chain;
  }

  // Of the frames that were shown each, in order.
  void follow(const timeline::FrameRecord& frame) {
    if (frame.sample < begins_) {
      return;  // a replay does not draw it
    }
    const FrameIndex held = held_.value_or(before_first_.value_or(FrameIndex{-1}));
    const FrameIndex before = frame.before.value_or(
        held_ || before_first_ || !is_part_ ? held : FrameIndex{frame.index.value - 1});
    if (before.value >= 0 && before != held) {
      lost_ = grid_.sample_of(before);
    }
    held_ = frame.index;
  }
  // The last frame that is missing of those that the one at `sample`, followed last, is made upon.
  Result<std::optional<SampleIndex>> lost_under(SampleIndex sample) {
    if (!lost_ || persistent_.empty() || (*lost_ <= buffers_at_ && sample > buffers_at_)) {
      return std::nullopt;
    }
    if (!player_) {
      TRY_ASSIGN(player_, session::TakePlayer::create(take_, show_));
    }
    TRY(player_->advance_to(sample));
    VisualState state;
    player_->visual_state(state, false);
    const bool lost = is_made_upon(state.scene, *lost_) ||
                      (state.outgoing && is_made_upon(*state.outgoing, *lost_));
    return lost ? lost_ : std::nullopt;
  }

 private:
  StepChain(timeline::TakeReader& take, const session::ReplayShow& show)
      : take_(take),
        show_(show),
        grid_{take.summary().header.fps, take.summary().header.audio.sample_rate},
        is_part_(take.summary().header.part.has_value()) {}

  [[nodiscard]] bool is_made_upon(const SceneState& scene, SampleIndex lost) const {
    return scene.entered <= lost &&
           std::ranges::any_of(scene.layers, [this](const LayerState& layer) {
             return persistent_.contains(layer.preset);
           });
  }

  timeline::TakeReader& take_;
  const session::ReplayShow& show_;
  const FrameGrid grid_;
  const bool is_part_;
  std::set<std::string> persistent_;
  SampleIndex begins_;                      // a replay of the take
  std::optional<FrameIndex> before_first_;  // the frame that the take's buffers are of, …
  SampleIndex buffers_at_{-1};              // … and its sample
  std::optional<FrameIndex> held_;          // the frame that was followed last
  std::optional<SampleIndex> lost_;         // the last one that is missing before it
  std::optional<session::TakePlayer> player_;
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

// A frame that was to have a hash; `lost` lies under it, and is not in the take.
void count(std::int64_t index, const std::set<std::int64_t>& hashed,
           std::optional<SampleIndex> lost, SampleIndex start, UnprovenFrames& frames) {
  const bool has_hash = hashed.contains(index);
  if (lost) {
    ++(*lost < start ? frames.feedback : frames.lost);
    if (has_hash) {
      frames.undrawable.insert(index);
    }
    if (*lost >= start && !frames.first_lost) {
      frames.first_lost = lost;
    }
  } else if (!has_hash && !hashed.empty()) {
    ++(index < *hashed.begin() ? frames.early : frames.late);
  }
}

}  // namespace

Result<UnprovenFrames> unproven_frames(timeline::TakeReader& take,
                                       const session::ReplayShow& show) {
  TRY_ASSIGN(const std::set<std::int64_t> hashed, hashed_frames(take));
  TRY_ASSIGN(StepChain chain, StepChain::create(take, show));
  const SampleIndex start = take.summary().header.start();
  UnprovenFrames frames;
  frames.every = std::accumulate(hashed.begin(), hashed.end(), std::int64_t{0},
                                 [](auto a, auto b) { return std::gcd(a, b); });
  std::set<std::int64_t> missing = hashed;
  timeline::ReadRange range;
  range.topics = timeline::Topics::kFrame;
  timeline::TakeReader::Cursor cursor = take.read(range);
  while (true) {
    TRY_ASSIGN(const auto record, cursor.next());
    if (!record) {
      break;
    }
    const auto& frame = std::get<timeline::FrameRecord>(*record);
    if ((frame.flags & timeline::kFrameDropped) != 0) {
      continue;
    }
    chain.follow(frame);
    if (frame.sample < start) {
      continue;
    }
    ++frames.shown;
    missing.erase(frame.index.value);
    if (frames.every == 0 || frame.index.value % frames.every == 0) {
      TRY_ASSIGN(const auto lost, chain.lost_under(frame.sample));
      count(frame.index.value, hashed, lost, start, frames);
    }
  }
  frames.lost += static_cast<std::int64_t>(missing.size());
  frames.undrawable.merge(missing);
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
          {"lost", frames.lost},
          {"late", frames.late},
          {"why_none", frames.why_none.empty() ? Json() : Json(frames.why_none)}};
}

std::vector<std::string> unproven_notes(const UnprovenFrames& frames, std::int64_t sample_rate) {
  std::vector<std::string> notes;
  const auto note = [&notes](std::int64_t count, const std::string& why) {
    if (count > 0) {
      notes.push_back(counted(count, "frame") + " not provable: " + why);
    }
  };
  if (!frames.why_none.empty()) {
    return notes;
  }
  const std::string since =
      frames.first_lost
          ? ", first at " + format_duration(seconds_of(*frames.first_lost, sample_rate))
          : "";
  note(frames.early, "shown before hashes were taken");
  note(frames.feedback, "presets carry on pictures from before the take, which it does not hold");
  note(frames.lost, "they, or pictures that presets carry on, were lost" + since);
  note(frames.late, "the hash came too late, or the disk was too slow");
  return notes;
}

}  // namespace reprise::tools
