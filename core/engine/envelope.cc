#include "core/engine/envelope.h"

#include <algorithm>
#include <cmath>

namespace reprise::engine {

double apply_curve(Curve curve, double x) {
  switch (curve) {
    case Curve::kLinear:
      return x;
    case Curve::kSquare:
      return x * x;
    case Curve::kSquareRoot:
      return std::sqrt(x);
    case Curve::kSmoothstep:
      return x * x * (3 - 2 * x);
  }
  return x;
}

double place_between(double value, double low, double high) {
  return std::clamp((value - low) / (high - low), 0.0, 1.0);
}

double envelope_share(double step, double time_constant) {
  // exp(−40) is below the last bit of 1.
  if (step >= 40 * time_constant) {
    return 1;
  }
  double x = step / time_constant;
  int doublings = 0;
  while (x > 1.0 / 64) {
    x /= 2;
    ++doublings;
  }
  // 1 − exp(−x) = x − x²/2! + x³/3! − …; seven terms leave x⁷/8! < 1e-17 relative to x.
  double share = 0;
  for (int term = 7; term >= 2; --term) {
    share = x / term * (1 - share);
  }
  share = x * (1 - share);
  // 1 − exp(−2x) = s · (2 − s) with s = 1 − exp(−x): nothing cancels.
  for (; doublings > 0; --doublings) {
    share *= 2 - share;
  }
  return share;
}

}  // namespace reprise::engine
