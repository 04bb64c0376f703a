// Where a take that begins in the middle of a run takes up: all that a performance carries on at a
// hop, and how it is attached to a take (docs/FORMAT.md, "Takes of a live run"); and the same for
// what the renderer carries on, the persistent buffers of presets. Values; any thread.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/base/error.h"
#include "core/model/blob.h"
#include "core/model/features.h"
#include "core/render/render_state.h"
#include "core/timeline/records.h"

namespace reprise::session {

struct PerformanceState {
  HopAnalysis reached;  // the hop at which it was saved
  Blob analysis;
  Blob engine;
  // Audio textures of the hop at which the picture was frozen, while it is.
  std::optional<AudioSnapshot> held_audio;
};

// How far the moments lie apart at which a live run is saved, the first one at sample 0.
std::int64_t samples_between_states(std::int64_t sample_rate);

// state/analysis, state/engine and state/hop.
std::vector<timeline::Attachment> attachments_of(const PerformanceState& state);

// Nothing when the take has none of them; kCorrupt when it has not all, or one is damaged.
Result<std::optional<PerformanceState>> state_in(std::span<const timeline::Attachment> attachments);

// state/render. Compresses; errors as of render::pack.
Result<timeline::Attachment> attachment_of(const render::RenderState& state);

// Nothing when the take has none; kCorrupt when it is damaged.
Result<std::optional<render::RenderState>> render_state_in(
    std::span<const timeline::Attachment> attachments);

}  // namespace reprise::session
