#include "core/session/verify/performed_check.h"

#include <variant>

namespace reprise::session {
namespace {

void compare(const timeline::HashRecord& shown, Hash128 drawn, PerformedCheck& check) {
  ++check.checked;
  if (drawn == shown.hash) {
    return;
  }
  ++check.different;
  if (!check.first) {
    check.first = {shown.index, shown.sample, shown.hash, drawn};
  }
}

}  // namespace

Result<PerformedCheck> check_performed(timeline::TakeReader& take, FrameSource& drawn,
                                       const DrawnAgain& what, const VerifyProgress& progress) {
  PerformedCheck check;
  const ImageSize size = take.summary().header.size;
  timeline::ReadRange range;
  range.topics = timeline::Topics::kHash;
  range.from = take.summary().header.start();
  timeline::TakeReader::Cursor hashes = take.read(range);
  while (true) {
    TRY_ASSIGN(const auto record, hashes.next());
    if (!record) {
      return check;
    }
    const auto& shown = std::get<timeline::HashRecord>(*record);
    ++check.hashes;
    if (what.undrawable.contains(shown.index.value)) {
      ++check.undrawable;
      continue;
    }
    const std::int64_t index = shown.index.value - what.first.value;
    if (shown.size != size || shown.gl_mode != what.gl_mode || index < 0 ||
        index >= drawn.frame_count()) {
      ++check.elsewhere;
      continue;
    }
    TRY_ASSIGN(const ImageView picture, drawn.frame(index));
    compare(shown, frame_hash(picture), check);
    TRY(progress(check.hashes));
  }
}

}  // namespace reprise::session
