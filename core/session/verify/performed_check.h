// A live take against itself: the frames that were shown, drawn again, have the hashes that were
// taken when they were shown. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
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
  std::int64_t elsewhere = 0;   // of another size or GL mode: nothing to compare with
  std::int64_t undrawable = 0;  // the take lacks what they are made upon
  std::int64_t different = 0;
  std::optional<Difference> first;
};

// What is drawn again.
struct DrawnAgain {
  FrameIndex first;  // the first frame that `drawn` gives
  std::string gl_mode;
  std::set<std::int64_t> undrawable;  // frames that nobody can draw from the take
};

// `drawn` gives frames of the nominal grid, in the take's nominal size. `progress` gets the hashes
// that were looked at. Fails when the take cannot be read or a frame not be drawn.
Result<PerformedCheck> check_performed(timeline::TakeReader& take, FrameSource& drawn,
                                       const DrawnAgain& what, const VerifyProgress& progress);

}  // namespace reprise::session
