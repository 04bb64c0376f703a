#include "core/analysis/tables.h"

#include <bit>
#include <cmath>
#include <limits>
#include <numbers>

#include <gtest/gtest.h>

#include "core/analysis/exact_math.h"
#include "core/analysis/level_scale.h"
#include "core/base/hash.h"

namespace reprise::analysis {
namespace {

double value_of(std::uint32_t bits) {
  return static_cast<double>(std::bit_cast<float>(bits));
}

TEST(Tables, HaveTheirHash) {
  Sha256Stream hash;
  hash.update(std::as_bytes(std::span(kHannBits)));
  hash.update(std::as_bytes(std::span(kLevelBits)));
  hash.update(std::as_bytes(std::span(kFluxEdgesHz)));
  EXPECT_EQ(to_hex(hash.digest()),
            "4591d1ae4044827e175187533a69f68a5f5339cda6dd58b8dc8dc7fad47d9ae7");
}

TEST(Tables, AreTheirFormulas) {
  for (std::size_t n = 0; n < kHannQuarter; ++n) {
    const double s = std::sin(std::numbers::pi * static_cast<double>(n) / 8192.0);
    EXPECT_NEAR(value_of(kHannBits[n]), s * s, s * s * 1e-7);
  }
  for (std::size_t n = 0; n < kLevelCount; ++n) {
    const double expected = std::pow(10.0, (-100.0 + 70.0 * static_cast<double>(n) / 255.0) / 20.0);
    EXPECT_NEAR(value_of(kLevelBits[n]), expected, expected * 1e-7);
  }
  for (std::size_t n = 0; n < kFluxEdges; ++n) {
    EXPECT_NEAR(kFluxEdgesHz[n], 30.0 * std::exp2(static_cast<double>(n) / 6.0), 0.5);
  }
}

TEST(LevelScale, AgreesWithASearchOfTheTable) {
  const LevelScale scale;
  const auto search = [](float magnitude) {
    const auto bits = std::bit_cast<std::uint32_t>(magnitude);
    const auto* above = std::upper_bound(kLevelBits.begin(), kLevelBits.end(), bits);
    return static_cast<std::uint16_t>(std::max<std::ptrdiff_t>(above - kLevelBits.begin() - 1, 0));
  };
  for (std::uint32_t bits = 0; bits < 0x40000000; bits += 4999) {
    const auto magnitude = std::bit_cast<float>(bits);
    ASSERT_EQ(scale.level(magnitude), search(magnitude)) << magnitude;
  }
  for (const std::uint32_t threshold : kLevelBits) {
    for (const std::uint32_t bits : {threshold - 1, threshold, threshold + 1}) {
      const auto magnitude = std::bit_cast<float>(bits);
      ASSERT_EQ(scale.level(magnitude), search(magnitude)) << magnitude;
    }
  }
  EXPECT_EQ(scale.level(0.0F), 0);
  EXPECT_EQ(scale.level(std::numeric_limits<float>::max()), kTopLevel);
}

TEST(ExactMath, IsTheFunctionItSays) {
  for (double x = 0; x <= 1.0; x += 0.001) {
    EXPECT_NEAR(exact_exp_of_minus(x), std::exp(-x), 1e-15);
  }
  for (double x = 1e-12; x < 1e6; x *= 1.01) {
    EXPECT_NEAR(exact_log2(x), std::log2(x), 1e-13);
  }
  EXPECT_EQ(exact_log2(1.0), 0.0);
  EXPECT_EQ(exact_log2(8.0), 3.0);
}

}  // namespace
}  // namespace reprise::analysis
