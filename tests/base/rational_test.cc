#include "core/base/rational.h"

#include <limits>

#include <gtest/gtest.h>

namespace reprise {
namespace {

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();

TEST(Rational, LowestTermsWithPositiveDenominator) {
  EXPECT_EQ(make_rational(60, 2), (Rational{30, 1}));
  EXPECT_EQ(make_rational(6, -4), (Rational{-3, 2}));
  EXPECT_EQ(make_rational(0, -5), (Rational{0, 1}));
}

TEST(Rational, FloorAndCeilRoundTowardsTheirOwnSide) {
  EXPECT_EQ(multiply_divide_floor(7, 1, 2), 3);
  EXPECT_EQ(multiply_divide_floor(-7, 1, 2), -4);
  EXPECT_EQ(multiply_divide_ceil(7, 1, 2), 4);
  EXPECT_EQ(multiply_divide_ceil(-7, 1, 2), -3);
  EXPECT_EQ(multiply_divide_floor(8, 1, 2), 4);
  EXPECT_EQ(multiply_divide_ceil(8, 1, 2), 4);
  EXPECT_EQ(multiply_divide_floor(-8, 1, 2), -4);
}

TEST(Rational, ProductsOf128BitsSurvive) {
  EXPECT_EQ(multiply_divide_floor(kMax, kMax, kMax), kMax);
  EXPECT_EQ(multiply_divide_ceil(kMax, kMax - 1, kMax), kMax - 1);
  EXPECT_EQ(multiply_divide_floor(kMin, 1, 1), kMin);
}

TEST(RationalDeathTest, AResultThatDoesNotFitIsABug) {
  EXPECT_DEATH(multiply_divide_floor(kMax, 2, 1), "CHECK");
  EXPECT_DEATH(multiply_divide_floor(1, 1, 0), "CHECK");
}

TEST(FrameRate, WholeFractionAndDecimal) {
  EXPECT_EQ(parse_frame_rate("30").value(), (Rational{30, 1}));
  EXPECT_EQ(parse_frame_rate("60000/2002").value(), (Rational{30000, 1001}));
  EXPECT_EQ(parse_frame_rate("12.5").value(), (Rational{25, 2}));
  EXPECT_EQ(parse_frame_rate("25.0").value(), (Rational{25, 1}));
  EXPECT_EQ(parse_frame_rate("1").value(), (Rational{1, 1}));
  EXPECT_EQ(parse_frame_rate("1000").value(), (Rational{1000, 1}));
}

TEST(FrameRate, TelevisionsRatesAreWrittenRounded) {
  EXPECT_EQ(parse_frame_rate("23.976").value(), (Rational{24000, 1001}));
  EXPECT_EQ(parse_frame_rate("23.98").value(), (Rational{24000, 1001}));
  EXPECT_EQ(parse_frame_rate("29.97").value(), (Rational{30000, 1001}));
  EXPECT_EQ(parse_frame_rate("59.94").value(), (Rational{60000, 1001}));
  EXPECT_EQ(parse_frame_rate("29.970").value(), (Rational{2997, 100}));
}

TEST(FrameRate, RefusesOutOfRangeAndNonsense) {
  for (const char* text : {"",
                           "0",
                           "0.99",
                           "1000.001",
                           "-30",
                           "+30",
                           "30/0",
                           "30/",
                           "/1",
                           "30.",
                           ".5",
                           "1e2",
                           " 30",
                           "30 ",
                           "0x1e",
                           "30/1/1",
                           "29,97",
                           "nan",
                           "99999999999999999999",
                           "999999999999999/999999999999998",
                           "1.00000000000001"}) {
    const auto rate = parse_frame_rate(text);
    ASSERT_FALSE(rate) << "'" << text << "'";
    EXPECT_EQ(rate.error().code, ErrorCode::kUsage);
  }
}

TEST(FrameRate, TextRoundTrip) {
  EXPECT_EQ(to_string(Rational{30, 1}), "30");
  EXPECT_EQ(to_string(Rational{30000, 1001}), "30000/1001");
  EXPECT_EQ(parse_frame_rate(to_string(Rational{24000, 1001})).value(), (Rational{24000, 1001}));
}

}  // namespace
}  // namespace reprise
