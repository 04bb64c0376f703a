#include "core/engine/envelope.h"

#include <cmath>

#include <gtest/gtest.h>

namespace reprise::engine {
namespace {

TEST(Envelope, ShareAgreesWithExpm1) {
  for (double step : {0.001, 256.0 / 48000, 0.02}) {
    for (double constant : {0.0005, 0.001, 0.01, 0.1, 1.0, 60.0, 3600.0}) {
      const double expected = -std::expm1(-step / constant);
      EXPECT_NEAR(envelope_share(step, constant), expected, 1e-14 * expected)
          << step << " / " << constant;
    }
  }
}

TEST(Envelope, ZeroTimeConstantJumps) {
  EXPECT_EQ(envelope_share(0.005, 0), 1);
}

TEST(Envelope, ShareIsTheSameBitsEverywhere) {
  // Written down once; a change of the arithmetic changes takes.
  EXPECT_EQ(envelope_share(256.0 / 48000, 0.15), 0x1.1e275e96d70c6p-5);
}

TEST(Envelope, CurvesKeepTheEndsAndRise) {
  for (Curve curve : {Curve::kLinear, Curve::kSquare, Curve::kSquareRoot, Curve::kSmoothstep}) {
    EXPECT_EQ(apply_curve(curve, 0), 0);
    EXPECT_EQ(apply_curve(curve, 1), 1);
    for (int i = 1; i <= 100; ++i) {
      EXPECT_GT(apply_curve(curve, i / 100.0), apply_curve(curve, (i - 1) / 100.0));
    }
  }
  EXPECT_EQ(apply_curve(Curve::kSquare, 0.5), 0.25);
  EXPECT_EQ(apply_curve(Curve::kSquareRoot, 0.25), 0.5);
  EXPECT_EQ(apply_curve(Curve::kSmoothstep, 0.25), 0.15625);
}

TEST(Envelope, PlaceIsClamped) {
  EXPECT_EQ(place_between(0.1, 0.25, 0.75), 0);
  EXPECT_EQ(place_between(0.5, 0.25, 0.75), 0.5);
  EXPECT_EQ(place_between(0.9, 0.25, 0.75), 1);
}

}  // namespace
}  // namespace reprise::engine
