#include "core/session/library/media_time.h"

namespace reprise::session {

FrameIndex frame_of_pts(std::int64_t pts, Rational time_base, Rational fps) {
  // pts · tb · fps, rounded half up: floor((2 · pts · a + b) / (2 · b)).
  const std::int64_t a = time_base.num * fps.num;
  const std::int64_t b = time_base.den * fps.den;
  return {multiply_divide_floor(2 * pts + multiply_divide_floor(b, 1, a), a, 2 * b)};
}

bool is_time_of_frame(std::int64_t pts, Rational time_base, FrameIndex frame, Rational fps) {
  // In ticks: frame · fps.den · tb.den / (fps.num · tb.num).
  const std::int64_t ticks_num = fps.den * time_base.den;
  const std::int64_t ticks_den = fps.num * time_base.num;
  const std::int64_t low = multiply_divide_floor(frame.value, ticks_num, ticks_den);
  const std::int64_t high = multiply_divide_ceil(frame.value, ticks_num, ticks_den);
  return pts == low || pts == high;
}

}  // namespace reprise::session
