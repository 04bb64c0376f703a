// One sample of a source as a canonical one: exact for integers of up to 24 bits, rounded once to
// the nearest, ties to even, for the rest. Here, so that files and sound cards come to the same.
// Pure functions; any thread.
#pragma once

#include <cmath>
#include <cstdint>

namespace reprise {

struct CanonicalSample {
  std::int32_t value = 0;
  bool clipped = false;  // the source lay outside [−1, 1), or was no number, which gives 0
};

inline constexpr std::int32_t kMaxCanonical24 = (1 << 23) - 1;
inline constexpr std::int32_t kMinCanonical24 = -(1 << 23);

// value / 2^kShift as 24 bit. The top half step of the range rounds to its end; that is no
// clipping, as the source is in range.
template <int kShift, typename T>
CanonicalSample narrow_sample(T value) {
  const T quotient = value >> kShift;
  const T rest = value & ((T{1} << kShift) - 1);
  const T half = T{1} << (kShift - 1);
  const bool up = rest > half || (rest == half && (quotient & 1) != 0);
  const auto rounded = static_cast<std::int32_t>(quotient + (up ? 1 : 0));
  return {rounded > kMaxCanonical24 ? kMaxCanonical24 : rounded, false};
}

// To 16 bit …
inline CanonicalSample canonical_sample(std::uint8_t value) {
  return {(static_cast<std::int32_t>(value) - 128) * 256, false};
}
inline CanonicalSample canonical_sample(std::int16_t value) {
  return {value, false};
}
// … and to 24.
inline CanonicalSample canonical_sample(std::int32_t value) {
  return narrow_sample<8>(value);
}
inline CanonicalSample canonical_sample(std::int64_t value) {
  return narrow_sample<40>(value);
}
// Scaling by 2^23 is exact, so the one rounding is nearbyint's, in the default mode.
inline CanonicalSample canonical_sample(double value) {
  constexpr double kScale = 8388608.0;
  if (std::isnan(value)) {
    return {0, true};
  }
  const bool clipped = value >= 1.0 || value < -1.0;
  const double rounded = std::nearbyint(value * kScale);
  if (rounded > kMaxCanonical24) {
    return {kMaxCanonical24, clipped};
  }
  return {rounded < kMinCanonical24 ? kMinCanonical24 : static_cast<std::int32_t>(rounded),
          clipped};
}
inline CanonicalSample canonical_sample(float value) {
  return canonical_sample(static_cast<double>(value));
}

}  // namespace reprise
