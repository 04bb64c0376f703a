#include "tools/sound/sample_convert.h"

#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reprise::tools {
namespace {

using testing::ElementsAre;
using Samples = std::vector<std::int32_t>;

template <typename T>
Samples canonical(const std::vector<T>& in, SampleFormat format, std::int64_t clipped = 0) {
  Samples out{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  EXPECT_EQ(to_canonical(std::as_bytes(std::span(in)), format, out), clipped);
  return out;
}

TEST(SoundSamples, SixteenBitsAreExact) {
  const std::vector<std::int16_t> in{0, 1, -1, 32'767, -32'768};
  EXPECT_THAT(canonical(in, SampleFormat::kS16), ElementsAre(0, 1, -1, 32'767, -32'768));
}

TEST(SoundSamples, TwentyFourBitsAreExactInTheUpperBitsOfThirtyTwo) {
  const std::vector<std::int32_t> in{0, 256, -256, 8'388'607 * 256, -8'388'608 * 256};
  EXPECT_THAT(canonical(in, SampleFormat::kS24), ElementsAre(0, 1, -1, 8'388'607, -8'388'608));
}

TEST(SoundSamples, WiderIntegersAreRoundedToTheNearestTiesToEven) {
  const std::vector<std::int32_t> in{127,
                                     128,
                                     129,
                                     384,
                                     -128,
                                     -129,
                                     -384,
                                     std::numeric_limits<std::int32_t>::max(),
                                     std::numeric_limits<std::int32_t>::min()};
  EXPECT_THAT(canonical(in, SampleFormat::kS32),
              ElementsAre(0, 0, 1, 2, 0, -1, -2, 8'388'607, -8'388'608));
}

TEST(SoundSamples, FloatsAreRoundedOnceAndClippedOnesCounted) {
  const float step = 1.0F / 8'388'608.0F;
  const std::vector<float> in{
      0.0F, step,  0.5F * step, 1.5F * step,   -1.0F,
      1.0F, -1.1F, 2.0F,        std::nanf(""), std::numeric_limits<float>::infinity()};
  EXPECT_THAT(canonical(in, SampleFormat::kF32, 5),
              ElementsAre(0, 1, 0, 2, -8'388'608, 8'388'607, -8'388'608, 8'388'607, 0, 8'388'607));
}

TEST(SoundSamples, WhatGoesToADeviceComesBackTheSame) {
  const Samples in{0, 1, -1, 32'767, -32'768};
  Bytes narrow;
  append_device_samples(in, 16, narrow);
  Samples out;
  EXPECT_EQ(to_canonical(narrow, SampleFormat::kS16, out), 0);
  EXPECT_EQ(out, in);
  const Samples wide{0, 1, -1, 8'388'607, -8'388'608};
  Bytes bytes;
  append_device_samples(wide, 24, bytes);
  EXPECT_EQ(to_canonical(bytes, SampleFormat::kS32, out), 0);
  EXPECT_EQ(out, wide);
}

}  // namespace
}  // namespace reprise::tools
