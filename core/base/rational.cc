#include "core/base/rational.h"

#include <array>
#include <charconv>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

#include "core/base/check.h"

namespace reprise {
namespace {

// __extension__: 128-bit integers are outside the standard that -Wpedantic holds us to.
__extension__ using Wide = __int128;

std::int64_t narrow(Wide value) {
  CHECK(value >= std::numeric_limits<std::int64_t>::min());
  CHECK(value <= std::numeric_limits<std::int64_t>::max());
  return static_cast<std::int64_t>(value);
}

// Digits only: no sign, no space, at most 15 so that what follows cannot overflow.
std::optional<std::int64_t> parse_digits(std::string_view digits) {
  constexpr std::size_t kMaxDigits = 15;
  if (digits.empty() || digits.size() > kMaxDigits ||
      digits.find_first_not_of("0123456789") != std::string_view::npos) {
    return std::nullopt;
  }
  std::int64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

std::optional<Rational> parse_fraction(std::string_view text, std::size_t slash) {
  const auto num = parse_digits(text.substr(0, slash));
  const auto den = parse_digits(text.substr(slash + 1));
  if (!num || !den || *den == 0) {
    return std::nullopt;
  }
  return make_rational(*num, *den);
}

std::optional<Rational> parse_decimal(std::string_view text, std::size_t point) {
  const std::string_view decimals = text.substr(point + 1);
  const auto num = parse_digits(std::string(text.substr(0, point)).append(decimals));
  if (!num || point == 0 || decimals.empty()) {
    return std::nullopt;
  }
  std::int64_t den = 1;
  for (std::size_t i = 0; i < decimals.size(); ++i) {
    den *= 10;
  }
  return make_rational(*num, den);
}

std::optional<Rational> parse_rational(std::string_view text) {
  if (const auto slash = text.find('/'); slash != std::string_view::npos) {
    return parse_fraction(text, slash);
  }
  if (const auto point = text.find('.'); point != std::string_view::npos) {
    return parse_decimal(text, point);
  }
  const auto whole = parse_digits(text);
  return whole ? std::optional(Rational{*whole, 1}) : std::nullopt;
}

}  // namespace

Rational make_rational(std::int64_t num, std::int64_t den) {
  CHECK(den != 0);
  const std::int64_t divisor = std::gcd(num, den) * (den < 0 ? -1 : 1);
  return Rational{num / divisor, den / divisor};
}

std::int64_t multiply_divide_floor(std::int64_t a, std::int64_t b, std::int64_t c) {
  CHECK(c > 0);
  const Wide product = static_cast<Wide>(a) * b;
  const Wide quotient = product / c;
  return narrow(product % c < 0 ? quotient - 1 : quotient);
}

std::int64_t multiply_divide_ceil(std::int64_t a, std::int64_t b, std::int64_t c) {
  CHECK(c > 0);
  const Wide product = static_cast<Wide>(a) * b;
  const Wide quotient = product / c;
  return narrow(product % c > 0 ? quotient + 1 : quotient);
}

namespace {

// The rates of television that are written rounded: 1000/1001 of a whole number.
constexpr auto kRounded = std::to_array<std::pair<std::string_view, Rational>>({
    {"23.976", {24000, 1001}},
    {"23.98", {24000, 1001}},
    {"29.97", {30000, 1001}},
    {"47.952", {48000, 1001}},
    {"59.94", {60000, 1001}},
    {"119.88", {120000, 1001}},
});

}  // namespace

Result<Rational> parse_frame_rate(std::string_view text) {
  for (const auto& [written, rate] : kRounded) {
    if (text == written) {
      return rate;
    }
  }
  const auto rate = parse_rational(text);
  if (!rate) {
    return fail(ErrorCode::kUsage, "'" + std::string(text) + "' is not a frame rate",
                "write 30, 29.97 or 30000/1001");
  }
  if (rate->num < rate->den || rate->num > 1000 * rate->den) {
    return fail(ErrorCode::kUsage, "the frame rate " + std::string(text) + " is outside 1 to 1000");
  }
  // As in a take: times a sample rate it must fit 64 bits.
  constexpr std::int64_t kMaxDenominator = 1'000'000'000;
  if (rate->den > kMaxDenominator) {
    return fail(ErrorCode::kUsage, "the frame rate " + std::string(text) + " is too finely divided",
                "write it with nine decimals at most");
  }
  return *rate;
}

std::string to_string(Rational value) {
  std::string out = std::to_string(value.num);
  if (value.den != 1) {
    out.append("/").append(std::to_string(value.den));
  }
  return out;
}

}  // namespace reprise
