// What will be on show once the cues that were said have acted. They do so a few frames after their
// keys: whoever presses a key twice means the second one to go on from the first. One thread.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/engine/show.h"
#include "core/model/cue.h"
#include "core/model/visual_state.h"

namespace reprise::tools {

class ExpectedState {
 public:
  explicit ExpectedState(engine::Show show) : show_(std::move(show)) {}

  // `until`: a frame of this sample shows it.
  void said(Cue cue, SampleIndex until);
  // `shown` belongs to the frame of this sample. A picture that is frozen shows nothing of what is
  // said meanwhile.
  [[nodiscard]] VisualState of(const VisualState& shown, SampleIndex frame);

 private:
  void apply(const Cue& cue, VisualState& state) const;
  void enter(const std::string& scene, VisualState& state) const;

  struct Said {
    Cue cue;
    SampleIndex until;
  };
  engine::Show show_;
  std::vector<Said> waiting_;  // of each kind and target the last one
};

}  // namespace reprise::tools
