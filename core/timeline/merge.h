// The lanes of one take added to another: its sound beside the performance. Cues and frames are
// those of the first take alone. One thread.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/timeline/take_reader.h"
#include "core/timeline/take_writer.h"

namespace reprise::timeline {

struct MergeOptions {
  SampleIndex offset;               // where sample 0 of the second take lies in the first
  double gain = 1;                  // of its lanes, times their own
  std::optional<std::string> name;  // of its first lane; else its own, with a number if taken
};

// The first take's header with the lanes of both. kInvalid when the sound of the takes has not the
// same rate, channels and bits; kUnsupported for more lanes than a take can have.
Result<TakeHeader> merged_header(const TakeHeader& a, const TakeHeader& b,
                                 const MergeOptions& options);

// Appends the records of `a`, and from `b` the sound that lies within `a`, by sample.
Status write_merged(TakeReader& a, TakeReader& b, const MergeOptions& options, TakeWriter& out,
                    const std::function<bool()>& stop);

}  // namespace reprise::timeline
