// A live take against itself: the frames that were shown, drawn again, have the hashes that were
// taken when they were shown. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/model/frame_source.h"
#include "core/session/verify/verify_picture.h"
#include "core/timeline/take_reader.h"

namespace reprise::session {

struct PerformedCheck {
  struct Difference {
    FrameIndex frame;  // on the take's nominal grid
    SampleIndex sample;
    Hash128 shown;
    Hash128 drawn;
  };
  std::int64_t hashes = 0;  // in the take, of what it shows
  std::int64_t checked = 0;
  std::int64_t elsewhere = 0;  // of another size or GL mode: nothing to compare with
  std::int64_t different = 0;
  std::optional<Difference> first;
};

// `drawn` gives the frames of the nominal grid from `first` on, in the take's nominal size and in
// `gl_mode`. `progress` gets the hashes that were looked at. Fails when the take cannot be read or
// a frame not be drawn.
Result<PerformedCheck> check_performed(timeline::TakeReader& take, FrameSource& drawn,
                                       FrameIndex first, const std::string& gl_mode,
                                       const VerifyProgress& progress);

}  // namespace reprise::session
