#include "core/base/rng.h"

#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace reprise {
namespace {

using Words = std::array<std::uint32_t, 4>;

TEST(Philox, KnownAnswers) {
  // philox4x32 10 in the kat_vectors of Random123, the paper's reference implementation.
  EXPECT_EQ(philox4x32_10({0, 0, 0, 0}, {0, 0}),
            (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(
      philox4x32_10({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}),
      (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(
      philox4x32_10({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
      (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Random, IsAPureFunctionOfSeedStreamAndHop) {
  const std::uint64_t bits = random_bits(1, 2, HopIndex{3});
  EXPECT_EQ(random_bits(1, 2, HopIndex{3}), bits);
  EXPECT_NE(random_bits(2, 2, HopIndex{3}), bits);
  EXPECT_NE(random_bits(1ULL << 32 | 1, 2, HopIndex{3}), bits) << "the seed's upper half counts";
  EXPECT_NE(random_bits(1, 3, HopIndex{3}), bits);
  EXPECT_NE(random_bits(1, 2, HopIndex{4}), bits);
  EXPECT_NE(random_bits(1, 2, HopIndex{3 + (1LL << 32)}), bits);
}

// A change here changes what every recorded seed means.
TEST(Random, ValuesStayWhatTheyWere) {
  EXPECT_EQ(random_bits(0, 0, HopIndex{0}), 0xe169c58d6627e8d5U);
}

TEST(Random, BelowStaysInRangeAndReachesEveryValueEvenly) {
  constexpr std::uint32_t kBound = 7;
  std::vector<int> counts(kBound);
  for (std::int64_t hop = 0; hop < 70'000; ++hop) {
    const std::uint32_t value = random_below(42, 1, HopIndex{hop}, kBound);
    ASSERT_LT(value, kBound);
    ++counts[value];
  }
  // Five standard deviations of a binomial with n = 70000, p = 1/7 are 463.
  for (const int count : counts) {
    EXPECT_NEAR(count, 10'000, 463);
  }
}

TEST(Random, BelowOneIsZeroAndTheLargestBoundHolds) {
  for (std::int64_t hop = 0; hop < 100; ++hop) {
    EXPECT_EQ(random_below(9, 0, HopIndex{hop}, 1), 0U);
    EXPECT_LT(random_below(9, 0, HopIndex{hop}, 0xFFFFFFFF), 0xFFFFFFFF);
  }
}

TEST(Random, UnitIsHalfOpenAndUniform) {
  double sum = 0;
  std::set<float> seen;
  for (std::int64_t hop = 0; hop < 20'000; ++hop) {
    const float value = random_unit(7, 3, HopIndex{hop});
    ASSERT_GE(value, 0.0F);
    ASSERT_LT(value, 1.0F);
    sum += static_cast<double>(value);
    seen.insert(value);
  }
  EXPECT_NEAR(sum / 20'000, 0.5, 0.0102);  // five standard deviations
  EXPECT_GT(seen.size(), 19'900U);
}

}  // namespace
}  // namespace reprise
