// Plays a take without pictures: PCM → features → engine, hop by hop, with the recorded cues.
// The visual state that it gives is a function of (take, show, sample). A take that begins with a
// state of a live run is played from there on; another show than its own then begins there, too.
// Forward only. One thread.
#pragma once

#include <memory>
#include <optional>

#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/session/export/replay_show.h"
#include "core/session/library/performance.h"
#include "core/timeline/take_reader.h"

namespace reprise::session {

class TakePlayer {
 public:
  // `take` outlives this. Nothing is heard of sound that ends at or before `sound_from`.
  static Result<TakePlayer> create(timeline::TakeReader& take, const ReplayShow& show,
                                   SampleIndex sound_from = {});
  TakePlayer(TakePlayer&&) noexcept;
  TakePlayer& operator=(TakePlayer&&) noexcept;
  ~TakePlayer();

  // The first hop that there is.
  [[nodiscard]] SampleIndex begins() const;

  // Goes on to the last hop at or before `sample`; never back. Behind the end of the sound the
  // last hop stays.
  Status advance_to(SampleIndex sample);

  // Of the hop that was reached. `with_audio` fills the state's audio too.
  void moment(Moment& out, bool with_audio) const;
  // Of that hop, or, while the performer freezes the picture, of the hop at which he did.
  void visual_state(VisualState& out, bool with_audio) const;
  [[nodiscard]] const HopAnalysis& hop() const;

  // Of all that analysis and engine carry on: where it is the same, the same follows.
  [[nodiscard]] Hash128 state_digest() const;

  // The hop at which the picture was frozen, while it is.
  [[nodiscard]] std::optional<SampleIndex> frozen_at() const;

 private:
  struct Impl;
  explicit TakePlayer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace reprise::session
