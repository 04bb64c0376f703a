// Exact rational numbers for frame rates and time bases. Values; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace reprise {

// num/den in lowest terms, den > 0.
struct Rational {
  std::int64_t num = 0;
  std::int64_t den = 1;

  friend bool operator==(const Rational&, const Rational&) = default;
  // For printing and estimates only; never for time.
  [[nodiscard]] double approximate() const {
    return static_cast<double>(num) / static_cast<double>(den);
  }
};

// Lowest terms, positive denominator. `den` must not be 0.
Rational make_rational(std::int64_t num, std::int64_t den);

// floor(a · b / c) and ceil(a · b / c) in 128-bit arithmetic; c > 0 and the result must fit.
std::int64_t multiply_divide_floor(std::int64_t a, std::int64_t b, std::int64_t c);
std::int64_t multiply_divide_ceil(std::int64_t a, std::int64_t b, std::int64_t c);

// "30", "30000/1001", "12.5". Decimals are exact but for television's rounded ones: "23.976",
// "23.98", "29.97", "47.952", "59.94" and "119.88" are 24000/1001 and so on. kUsage unless within
// 1..1000.
Result<Rational> parse_frame_rate(std::string_view text);

// "30" or "30000/1001".
std::string to_string(Rational value);

}  // namespace reprise
