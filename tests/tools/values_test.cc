#include "tools/common/values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reprise::tools {
namespace {

using ::testing::HasSubstr;

template <typename T>
void expect_usage_error(const Result<T>& result, const std::string& word) {
  ASSERT_FALSE(result) << word;
  EXPECT_EQ(result.error().code, ErrorCode::kUsage);
  EXPECT_THAT(result.error().message, HasSubstr(word));
}

TEST(ParseSize, NamesAndNumbers) {
  EXPECT_EQ(*parse_size("1280x720"), (ImageSize{1280, 720}));
  EXPECT_EQ(*parse_size("720p"), (ImageSize{1280, 720}));
  EXPECT_EQ(*parse_size("1080P"), (ImageSize{1920, 1080}));
  EXPECT_EQ(*parse_size("1440p"), (ImageSize{2560, 1440}));
  EXPECT_EQ(*parse_size("2160p"), (ImageSize{3840, 2160}));
  EXPECT_EQ(*parse_size("4K"), (ImageSize{3840, 2160}));
  EXPECT_EQ(*parse_size("1X16384"), (ImageSize{1, 16384}));
  for (const NamedSize& named : named_sizes()) {
    EXPECT_EQ(*parse_size(named.name), named.size);
  }
}

TEST(ParseSize, Refuses) {
  for (const char* text : {"", "x", "720", "1280x", "x720", "-1x5", "1280 x 720", "1280x720x3",
                           "0x5", "16385x1", "5p", "99999999999999999999x1", "1.5x2"}) {
    expect_usage_error(parse_size(text), text);
  }
}

TEST(ParseByteCount, UnitsArePowersOf1024) {
  EXPECT_EQ(*parse_byte_count("4096"), 4096);
  EXPECT_EQ(*parse_byte_count("640k"), 640 * 1024);
  EXPECT_EQ(*parse_byte_count("1.5M"), 3 << 19);
  EXPECT_EQ(*parse_byte_count("2G"), std::int64_t{2} << 30);
  for (const char* text : {"", "K", "-1", "1.5", "1.2345K", "3X", "9999999999999T"}) {
    expect_usage_error(parse_byte_count(text), text);
  }
}

TEST(ParseTime, AllSpellingsAreExact) {
  EXPECT_EQ(*parse_time("90"), TimeValue(Rational{90, 1}));
  EXPECT_EQ(*parse_time("0.1"), TimeValue(Rational{1, 10}));
  EXPECT_EQ(*parse_time("1:30.5"), TimeValue(Rational{181, 2}));
  EXPECT_EQ(*parse_time("00:01:30.5"), TimeValue(Rational{181, 2}));
  EXPECT_EQ(*parse_time("100:00:00"), TimeValue(Rational{360000, 1}));
  EXPECT_EQ(*parse_time("90:00"), TimeValue(Rational{5400, 1}));
  EXPECT_EQ(*parse_time("1.000000001"), TimeValue(Rational{1000000001, 1000000000}));
  EXPECT_EQ(*parse_time("1234f"), TimeValue(FrameIndex{1234}));
  EXPECT_EQ(*parse_time("48000s"), TimeValue(SampleIndex{48000}));
}

TEST(ParseTime, Refuses) {
  for (const char* text : {"",
                           "f",
                           "s",
                           "-1",
                           "+1",
                           "1.",
                           ".5",
                           "1:60",
                           "1:2:3:4",
                           "1:61:00",
                           "1.0000000001",
                           "1e3",
                           "1 s",
                           "1.5f",
                           "-3f",
                           "1:",
                           ":1",
                           "99999999999",
                           "9999999999999f",
                           "9007199254740991s",
                           "99999999:00:00"}) {
    expect_usage_error(parse_time(text), text);
  }
}

TEST(ParseLength, AUnitMeansWhatItSays) {
  EXPECT_EQ(*parse_length("30"), TimeValue(Rational{30, 1}));
  EXPECT_EQ(*parse_length("30s"), TimeValue(Rational{30, 1}));
  EXPECT_EQ(*parse_length("1.5s"), TimeValue(Rational{3, 2}));
  EXPECT_EQ(*parse_length("500ms"), TimeValue(Rational{1, 2}));
  EXPECT_EQ(*parse_length("0.5ms"), TimeValue(Rational{1, 2000}));
  EXPECT_EQ(*parse_length("2m"), TimeValue(Rational{120, 1}));
  EXPECT_EQ(*parse_length("1.5h"), TimeValue(Rational{5400, 1}));
  EXPECT_EQ(*parse_length("0.000000001m"), TimeValue(Rational{3, 50'000'000}));
  EXPECT_EQ(*parse_length("1:30"), TimeValue(Rational{90, 1}));
  EXPECT_EQ(*parse_length("12f"), TimeValue(FrameIndex{12}));
  for (const char* text : {"", "s", "ms", "-1", "-30s", "1:30s", "30 s", "2M", "1d", "1e3s", "-2m",
                           "1000000000h", "."}) {
    expect_usage_error(parse_length(text), text);
  }
}

TEST(TimeValue, ResolvesAgainstRateAndFps) {
  const FrameGrid ntsc{{30000, 1001}, 48000};
  // 0.1 s is sample 4800; frame 3 lies at 4804, so it is the first at or after.
  EXPECT_EQ(sample_of(*parse_time("0.1"), ntsc).value, 4800);
  EXPECT_EQ(first_frame_of(*parse_time("0.1"), ntsc).value, 3);
  EXPECT_EQ(first_frame_of(*parse_time("0"), ntsc).value, 0);
  EXPECT_EQ(sample_of(*parse_time("3f"), ntsc).value, 4804);
  EXPECT_EQ(first_frame_of(*parse_time("3f"), ntsc).value, 3);
  EXPECT_EQ(first_frame_of(*parse_time("4804s"), ntsc).value, 3);
  EXPECT_EQ(first_frame_of(*parse_time("4805s"), ntsc).value, 4);
  EXPECT_EQ(sample_of(*parse_time("4805s"), ntsc).value, 4805);
}

TEST(TimeValue, TheLargestValuesDoNotOverflow) {
  const FrameGrid fast{{1000, 1}, 192000};
  const FrameGrid odd{{999999999999999, 1000000000000}, 192000};
  for (const char* text : {"1000000000.999999999", "1000000000000f", "1000000000000s"}) {
    for (const FrameGrid& grid : {fast, odd}) {
      EXPECT_GT(sample_of(*parse_time(text), grid).value, 0) << text;
      EXPECT_GT(first_frame_of(*parse_time(text), grid).value, 0) << text;
    }
  }
}

TEST(TimeValue, PrintsAsWritten) {
  EXPECT_EQ(to_string(*parse_time("1:30.5")), "90.5");
  EXPECT_EQ(to_string(*parse_time("12f")), "12f");
  EXPECT_EQ(to_string(*parse_time("48000s")), "48000s");
}

TEST(ParseTimeRange, EitherSideMayBeOpen) {
  const auto both = parse_time_range("10..1:30.5");
  ASSERT_TRUE(both);
  EXPECT_EQ(both->begin, TimeValue(Rational{10, 1}));
  EXPECT_EQ(both->end, TimeValue(Rational{181, 2}));
  EXPECT_FALSE(parse_time_range("10..")->end);
  EXPECT_FALSE(parse_time_range("..48000s")->begin);
  for (const char* text : {"", "..", "10", "a..b", "10-20"}) {
    EXPECT_FALSE(parse_time_range(text)) << text;
  }
}

TEST(ParseFrameRange, BothIncluded) {
  const auto range = parse_frame_range("100..199");
  ASSERT_TRUE(range);
  EXPECT_EQ(range->first.value, 100);
  EXPECT_EQ(range->last->value, 199);
  EXPECT_EQ(parse_frame_range("7")->last->value, 7);
  EXPECT_FALSE(parse_frame_range("7..")->last);
  for (const char* text :
       {"", "..", "..5", "5..4", "1f..2f", "-1..4", "1...4", "1..99999999999999"}) {
    EXPECT_FALSE(parse_frame_range(text)) << text;
  }
}

}  // namespace
}  // namespace reprise::tools
