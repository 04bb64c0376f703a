#include "core/base/time.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace reprise {
namespace {

TEST(HopSize, CommonRates) {
  EXPECT_EQ(hop_size(8000), 32);    // log2(1/6) = -2.58
  EXPECT_EQ(hop_size(11025), 64);   // -2.12
  EXPECT_EQ(hop_size(16000), 64);   // -1.58
  EXPECT_EQ(hop_size(22050), 128);  // -1.12
  EXPECT_EQ(hop_size(32000), 128);  // -0.58
  EXPECT_EQ(hop_size(44100), 256);
  EXPECT_EQ(hop_size(48000), 256);
  EXPECT_EQ(hop_size(64000), 256);  // 0.42
  EXPECT_EQ(hop_size(88200), 512);
  EXPECT_EQ(hop_size(96000), 512);
  EXPECT_EQ(hop_size(176400), 1024);
  EXPECT_EQ(hop_size(192000), 1024);
  EXPECT_EQ(hop_size(384000), 2048);
}

TEST(HopSize, EqualsTheFormulaForEveryRate) {
  for (std::int64_t rate = 1000; rate <= 400'000; ++rate) {
    const double exponent = std::round(std::log2(static_cast<double>(rate) / 48000.0));
    ASSERT_EQ(hop_size(rate), static_cast<std::int64_t>(std::exp2(exponent) * 256)) << rate;
    ASSERT_EQ(window_size(rate), hop_size(rate) * 8) << rate;
  }
}

TEST(HopSize, TheBordersLieAtTheSquareRootOfTwo) {
  EXPECT_EQ(hop_size(67882), 256);  // 48000·√2 = 67882.25
  EXPECT_EQ(hop_size(67883), 512);
  EXPECT_EQ(hop_size(33941), 128);  // 48000/√2 = 33941.13
  EXPECT_EQ(hop_size(33942), 256);
}

TEST(Hop, BeforeAndAfter) {
  EXPECT_EQ(hop_at_or_before(SampleIndex{0}, 256).value, 0);
  EXPECT_EQ(hop_at_or_after(SampleIndex{0}, 256).value, 0);
  EXPECT_EQ(hop_at_or_before(SampleIndex{255}, 256).value, 0);
  EXPECT_EQ(hop_at_or_after(SampleIndex{1}, 256).value, 1);
  EXPECT_EQ(hop_at_or_before(SampleIndex{256}, 256).value, 1);
  EXPECT_EQ(hop_at_or_after(SampleIndex{256}, 256).value, 1);
  EXPECT_EQ(hop_at_or_before(SampleIndex{-1}, 256).value, -1);
  EXPECT_EQ(hop_at_or_after(SampleIndex{-1}, 256).value, 0);
}

struct GridCase {
  Rational fps;
  std::int64_t rate;
};

class EveryGrid : public testing::TestWithParam<GridCase> {
 protected:
  FrameGrid grid_{GetParam().fps, GetParam().rate};
};

std::vector<GridCase> grid_cases() {
  std::vector<GridCase> cases;
  for (const Rational fps :
       {Rational{24000, 1001}, Rational{30000, 1001}, Rational{60000, 1001}, Rational{120000, 1001},
        Rational{30, 1}, Rational{1, 1}, Rational{1000, 1}}) {
    for (const std::int64_t rate : {44100, 48000, 96000}) {
      cases.push_back({fps, rate});
    }
  }
  return cases;
}

INSTANTIATE_TEST_SUITE_P(All, EveryGrid, testing::ValuesIn(grid_cases()),
                         [](const auto& parameter) {
                           const GridCase& c = parameter.param;
                           return std::to_string(c.fps.num) + "_" + std::to_string(c.fps.den) +
                                  "_at_" + std::to_string(c.rate);
                         });

TEST_P(EveryGrid, FrameZeroLiesAtSampleZero) {
  EXPECT_EQ(grid_.sample_of(FrameIndex{0}).value, 0);
  EXPECT_EQ(grid_.last_at_or_before(SampleIndex{0}).value, 0);
}

TEST_P(EveryGrid, LastAtOrBeforeInvertsSampleOf) {
  for (std::int64_t n = 0; n < 4000; ++n) {
    const SampleIndex at = grid_.sample_of(FrameIndex{n});
    ASSERT_EQ(grid_.last_at_or_before(at).value, n);
    if (at.value > 0) {
      ASSERT_EQ(grid_.last_at_or_before(SampleIndex{at.value - 1}).value, n - 1);
    }
  }
}

TEST_P(EveryGrid, FrameCountIsTheNumberOfFramesThatBeginInside) {
  for (std::int64_t samples = 1; samples < 5000; samples += 7) {
    // n·rate·den/num < samples counts frame times that are not rounded down to a sample.
    std::int64_t count = 0;
    while (count * grid_.sample_rate * grid_.fps.den < samples * grid_.fps.num) {
      ++count;
    }
    ASSERT_EQ(grid_.frame_count(SampleIndex{samples}), count) << samples;
  }
  EXPECT_EQ(grid_.frame_count(SampleIndex{0}), 0);
}

TEST_P(EveryGrid, HoldsForAYearWithoutDrift) {
  const std::int64_t year = 366LL * 86400;
  const std::int64_t frames = multiply_divide_floor(year, grid_.fps.num, grid_.fps.den);
  const SampleIndex at = grid_.sample_of(FrameIndex{frames});
  EXPECT_LE(at.value, year * grid_.sample_rate);
  EXPECT_GT(at.value + grid_.sample_rate, year * grid_.sample_rate);
  EXPECT_EQ(grid_.last_at_or_before(at).value, frames);
}

TEST(FrameGrid, KnownSamples) {
  const FrameGrid ntsc{Rational{30000, 1001}, 48000};
  EXPECT_EQ(ntsc.sample_of(FrameIndex{1}).value, 1601);  // 1601.6
  EXPECT_EQ(ntsc.sample_of(FrameIndex{5}).value, 8008);
  EXPECT_EQ(ntsc.frame_count(SampleIndex{8008}), 5);
  EXPECT_EQ(ntsc.frame_count(SampleIndex{8009}), 6);
  const FrameGrid cd{Rational{60, 1}, 44100};
  EXPECT_EQ(cd.sample_of(FrameIndex{1}).value, 735);
  EXPECT_EQ(cd.last_at_or_before(SampleIndex{734}).value, 0);
}

TEST(FrameGrid, NegativeSamplesAreBeforeFrameZero) {
  const FrameGrid grid;
  EXPECT_EQ(grid.last_at_or_before(SampleIndex{-1}).value, -1);
  EXPECT_EQ(grid.last_at_or_before(SampleIndex{-1'000'000}).value, -1);
}

TEST(FrameGrid, EveryFrameAt30IsEverySecondFrameAt60) {
  for (const std::int64_t rate : {44100, 48000, 96000, 22050, 11025}) {
    const FrameGrid slow{Rational{30, 1}, rate};
    const FrameGrid fast{Rational{60, 1}, rate};
    for (std::int64_t n = 0; n < 2000; ++n) {
      ASSERT_EQ(slow.sample_of(FrameIndex{n}), fast.sample_of(FrameIndex{2 * n}));
    }
  }
}

TEST(Nanoseconds, AreExactFloors) {
  EXPECT_EQ(nanoseconds_of(SampleIndex{48000}, 48000), 1'000'000'000);
  EXPECT_EQ(nanoseconds_of(SampleIndex{1}, 44100), 22675);  // 22675.73
  EXPECT_EQ(nanoseconds_of(SampleIndex{-1}, 44100), -22676);
  EXPECT_EQ(nanoseconds_of(SampleIndex{44100LL * 86400 * 365}, 44100),
            86400LL * 365 * 1'000'000'000);
}

TEST(Seconds, AreRoundedOnce) {
  EXPECT_EQ(seconds_of(SampleIndex{1}, 3), 1.0 / 3.0);
  EXPECT_EQ(seconds_of(SampleIndex{44100}, 44100), 1.0);
}

TEST(CalendarDate, KnownDays) {
  const CalendarDate start = calendar_date(0);
  EXPECT_EQ(start.year, 1970);
  EXPECT_EQ(start.month, 1);
  EXPECT_EQ(start.day, 1);
  EXPECT_EQ(start.second_of_day, 0.0);

  const CalendarDate leap = calendar_date(951'827'696'250'000'000);  // 2000-02-29T12:34:56.25Z
  EXPECT_EQ(leap.year, 2000);
  EXPECT_EQ(leap.month, 2);
  EXPECT_EQ(leap.day, 29);
  EXPECT_EQ(leap.second_of_day, 12 * 3600 + 34 * 60 + 56.25);

  const CalendarDate before = calendar_date(-1);
  EXPECT_EQ(before.year, 1969);
  EXPECT_EQ(before.month, 12);
  EXPECT_EQ(before.day, 31);
  EXPECT_EQ(calendar_date(kFileEpochNs).year, 2000);
}

TEST(CalendarDate, DaysFollowEachOther) {
  constexpr std::int64_t kDay = 86'400'000'000'000;
  CalendarDate last = calendar_date(-70 * 366 * kDay);
  for (std::int64_t day = -70 * 366 + 1; day < 250 * 365; ++day) {
    const CalendarDate date = calendar_date(day * kDay);
    const bool next_day = date.month == last.month && date.day == last.day + 1;
    const bool next_month = date.month == last.month % 12 + 1 && date.day == 1 && last.day >= 28;
    ASSERT_TRUE(next_day || next_month) << day;
    ASSERT_EQ(date.year, last.year + (date.month == 1 && date.day == 1 ? 1 : 0)) << day;
    last = date;
  }
}

}  // namespace
}  // namespace reprise
