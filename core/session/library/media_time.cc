#include "core/session/library/media_time.h"

namespace reprise::session {
namespace {

// __extension__: 128-bit integers are outside the standard that -Wpedantic holds us to.
__extension__ using Wide = __int128;

constexpr std::int64_t kMaxCount = std::int64_t{1} << 53;  // of ticks or frames
constexpr std::int64_t kMaxTerm = std::int64_t{1} << 31;   // of a rational

bool in_range(std::int64_t count) {
  return count >= -kMaxCount && count <= kMaxCount;
}

bool is_small_and_positive(Rational value) {
  return value.num > 0 && value.num <= kMaxTerm && value.den > 0 && value.den <= kMaxTerm;
}

}  // namespace

std::optional<FrameIndex> frame_of_pts(std::int64_t pts, Rational time_base, Rational fps) {
  if (!in_range(pts) || !is_small_and_positive(time_base) || !is_small_and_positive(fps)) {
    return std::nullopt;
  }
  // pts · tb · fps, rounded half up: floor((2 · pts · a + b) / (2 · b)).
  const Wide a = static_cast<Wide>(time_base.num) * fps.num;
  const Wide b = static_cast<Wide>(time_base.den) * fps.den;
  const Wide doubled = 2 * (static_cast<Wide>(pts) * a) + b;
  const Wide frame = doubled / (2 * b) - (doubled % (2 * b) < 0 ? 1 : 0);
  if (frame < -kMaxCount || frame > kMaxCount) {
    return std::nullopt;
  }
  return FrameIndex{static_cast<std::int64_t>(frame)};
}

bool is_time_of_frame(std::int64_t pts, Rational time_base, FrameIndex frame, Rational fps) {
  if (!in_range(pts) || !in_range(frame.value) || !is_small_and_positive(time_base) ||
      !is_small_and_positive(fps)) {
    return false;
  }
  // In ticks, a frame lies at frame · fps.den · tb.den / (fps.num · tb.num).
  const Wide exact = static_cast<Wide>(frame.value) * (static_cast<Wide>(fps.den) * time_base.den);
  const Wide tick = static_cast<Wide>(fps.num) * time_base.num;
  const Wide off = static_cast<Wide>(pts) * tick - exact;
  return off < tick && off > -tick;
}

}  // namespace reprise::session
