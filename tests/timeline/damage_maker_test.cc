#include "tests/timeline/damage_maker.h"

#include <gtest/gtest.h>

namespace reprise::timeline {
namespace {

constexpr std::uint64_t kSize = 5000;

class DamageMaker : public testing::TestWithParam<int> {
 protected:
  [[nodiscard]] static DamageKind kind() { return static_cast<DamageKind>(GetParam()); }
};

TEST_P(DamageMaker, EveryPlanFitsAndChangesTheFile) {
  const Bytes whole(kSize, std::byte{0xA5});
  for (std::int64_t n = 0; n < 200; ++n) {
    const DamagePlan plan = plan_damage(kind(), 1, n, kSize);
    ASSERT_LT(plan.offset, kSize);
    ASSERT_LE(plan.length, kSize - plan.offset);
    EXPECT_FALSE(damaged(whole, plan) == whole) << to_string(plan);
  }
}

TEST_P(DamageMaker, ThePlanFollowsFromSeedAndNumber) {
  const auto text = [](std::uint64_t seed, std::int64_t n) {
    return to_string(plan_damage(kind(), seed, n, kSize));
  };
  EXPECT_EQ(text(1, 7), text(1, 7));
  EXPECT_NE(text(1, 7), text(1, 8));
  EXPECT_NE(text(1, 7), text(2, 7));
}

INSTANTIATE_TEST_SUITE_P(Kinds, DamageMaker, testing::Range(0, kDamageKindCount));

}  // namespace
}  // namespace reprise::timeline
