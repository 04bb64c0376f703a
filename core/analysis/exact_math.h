// Exponential and logarithm from IEEE + − × / alone, in a fixed order: the same bits on every CPU,
// which the C library's do not promise. About 1e-15 relative error. Pure functions; any thread.
#pragma once

#include <bit>
#include <cstdint>

#ifdef __FAST_MATH__
#error "the analysis promises the same bits everywhere; -ffast-math breaks that"
#endif

namespace reprise::analysis {

// e^−x for 0 ≤ x ≤ 1, by its power series.
inline double exact_exp_of_minus(double x) {
  double sum = 1.0;
  for (int n = 20; n >= 1; --n) {
    sum = 1.0 - x * sum / static_cast<double>(n);
  }
  return sum;
}

// log2(x) for normal x > 0: exponent plus 2/ln2 · artanh((m − 1)/(m + 1)), m in [√½, √2).
inline double exact_log2(double x) {
  constexpr double kSqrt2 = 1.4142135623730951;
  constexpr double kTwoByLn2 = 2.8853900817779268;
  constexpr std::uint64_t kMantissa = 0xFFFFFFFFFFFFFULL;
  const auto bits = std::bit_cast<std::uint64_t>(x);
  auto exponent = static_cast<std::int64_t>(bits >> 52) - 1023;
  auto mantissa = std::bit_cast<double>((bits & kMantissa) | 0x3FF0000000000000ULL);
  if (mantissa >= kSqrt2) {
    mantissa *= 0.5;
    ++exponent;
  }
  const double z = (mantissa - 1.0) / (mantissa + 1.0);
  const double square = z * z;
  double sum = 0.0;
  for (int n = 21; n >= 1; n -= 2) {
    sum = sum * square + 1.0 / static_cast<double>(n);
  }
  return static_cast<double>(exponent) + kTwoByLn2 * z * sum;
}

}  // namespace reprise::analysis
