// A performance without pictures: PCM → features → engine, hop by hop, and the freeze of the
// picture. What recording, live recording and replay share, so that all three come to the same.
// What it gives is a function of (show, sound, cues). Forward only. One thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/engine/engine.h"
#include "core/model/cue.h"
#include "core/model/features.h"
#include "core/model/pcm.h"
#include "core/model/visual_state.h"
#include "core/session/library/performance_state.h"
#include "core/session/library/preset_library.h"

namespace reprise::session {

// What was heard and decided up to one hop: all that frames from its sample to the next hop show.
struct Moment {
  HopAnalysis analysis;
  // While the performer freezes the picture, that of the hop at which he did.
  VisualState state;
  std::optional<SampleIndex> frozen_at;  // that hop's sample
};

class Performance {
 public:
  // Errors as of Engine and Analyzer.
  static Result<Performance> create(const AudioFormat& format, const ShowFiles& files,
                                    const engine::EngineOptions& options);
  Performance(Performance&&) noexcept;
  Performance& operator=(Performance&&) noexcept;
  ~Performance();

  // Hears of each hop behind its step, with what was decided there. While it runs, everything
  // below is that hop's.
  using HopListener = std::function<Status(const HopAnalysis&, std::span<const Cue> decisions)>;

  // Goes on by `pcm`, which must follow on; hop 0 comes with the first call, even an empty one.
  // `inputs` are cues in file order that no hop has seen yet: each hop acts on those up to its
  // sample and takes them out. After a failure, also of the listener, only restore() continues.
  Status push(const PcmView& pcm, std::vector<Cue>& inputs, const HopListener& listener);

  // The end of the sound so far.
  [[nodiscard]] SampleIndex position() const;
  // The last hop, and what is shown from it on. `with_audio` fills state.audio too.
  [[nodiscard]] const HopAnalysis& reached() const;
  void moment(Moment& out, bool with_audio) const;
  void visual_state(VisualState& out, bool with_audio) const;
  // The hop at which the picture was frozen, while it is.
  [[nodiscard]] std::optional<SampleIndex> frozen_at() const;

  // Of all that analysis and engine carry on: where it is the same, the same follows.
  [[nodiscard]] Hash128 digest() const;

  // At a hop: behind a push that ended on one, or in the listener.
  [[nodiscard]] PerformanceState save() const;

  // Goes on from `state`, whose hop was reached; the sound that follows begins at its sample.
  // Errors as of Engine and Analyzer, kCorrupt when their states do not belong together. After a
  // failure nothing continues but another restore.
  Status restore(const PerformanceState& state);
  // The same for another show: what was heard is restored, and the engine begins at that hop,
  // which acts on `inputs` as in push().
  Status restore_analysis(const PerformanceState& state, std::vector<Cue>& inputs);
  // What the performer set as quality counts no more.
  void set_quality(Quality quality);

 private:
  struct Impl;
  explicit Performance(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace reprise::session
