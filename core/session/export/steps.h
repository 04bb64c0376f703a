// The steps of layers with persistent buffers: where they lie on the take's clock. Forward only.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/error.h"
#include "core/base/time.h"
#include "core/timeline/take_reader.h"

namespace reprise::session {

struct Step {
  FrameIndex index;
  SampleIndex sample;
  // The one that was drawn before it, −1 where none was; nothing where that is not told: the step
  // before.
  std::optional<FrameIndex> before{};
  // What the take stored of its hop; empty on the nominal grid.
  std::vector<std::uint16_t> features{};
};

class StepSource {
 public:
  virtual ~StepSource() = default;
  // The next step, or nothing behind the last one.
  virtual Result<std::optional<Step>> next() = 0;
};

// Step k of the take's nominal grid lies at floor(k · rate · den / num); without end.
std::unique_ptr<StepSource> nominal_steps(const FrameGrid& grid);

// The frames that were shown, as `/frame` says; dropped ones are left out. `take` outlives it.
std::unique_ptr<StepSource> recorded_steps(timeline::TakeReader& take);

}  // namespace reprise::session
