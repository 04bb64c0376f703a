// Where a take that begins in the middle of a run takes up: all that a performance carries on at a
// hop, and how it is attached to a take (docs/FORMAT.md, "Takes that begin later"). Not the
// persistent buffers of presets: they are the renderer's. Values; any thread.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/base/error.h"
#include "core/model/blob.h"
#include "core/model/features.h"
#include "core/timeline/records.h"

namespace reprise::session {

struct PerformanceState {
  HopAnalysis reached;  // the hop at which it was saved
  Blob analysis;
  Blob engine;
  // Audio textures of the hop at which the picture was frozen, while it is.
  std::optional<AudioSnapshot> held_audio;
};

// state/analysis, state/engine and state/hop.
std::vector<timeline::Attachment> attachments_of(const PerformanceState& state);

// Nothing when the take has none of them; kCorrupt when it has not all, or one is damaged.
Result<std::optional<PerformanceState>> state_in(std::span<const timeline::Attachment> attachments);

}  // namespace reprise::session
