#include "core/base/text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "core/base/time.h"

namespace reprise {
namespace {

TEST(Base64, Rfc4648Vectors) {
  const std::vector<std::pair<std::string, std::string>> vectors = {{"", ""},
                                                                    {"f", "Zg=="},
                                                                    {"fo", "Zm8="},
                                                                    {"foo", "Zm9v"},
                                                                    {"foob", "Zm9vYg=="},
                                                                    {"fooba", "Zm9vYmE="},
                                                                    {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, encoded] : vectors) {
    EXPECT_EQ(to_base64(as_byte_span(plain)), encoded);
    EXPECT_EQ(as_text(from_base64(encoded).value()), plain);
  }
}

TEST(Base64, EveryByteRoundTrips) {
  Bytes bytes;
  for (int round = 0; round < 3; ++round) {
    for (int value = 0; value < 256; ++value) {
      bytes.push_back(static_cast<std::byte>(value));
    }
    EXPECT_EQ(from_base64(to_base64(bytes)).value(), bytes);
    bytes.push_back(std::byte{1});
  }
}

TEST(Base64, RefusesWhatItWouldNotWrite) {
  for (const char* text :
       {"Z", "Zg", "Zg=", "Zh==", "Zm9=", "Zm9v\n", "Z===", "====", "Zg==Zg==", "Zm-v", "Zm9v "}) {
    EXPECT_FALSE(from_base64(text)) << text;
  }
}

TEST(Hex, Bytes) {
  const Bytes bytes{std::byte{0}, std::byte{0xAB}, std::byte{0x7F}};
  EXPECT_EQ(to_hex_bytes(bytes), "00ab7f");
  EXPECT_EQ(to_hex_bytes({}), "");
}

TEST(FormatNumber, ShortestThatReadsBack) {
  EXPECT_EQ(format_double(0.1), "0.1");
  EXPECT_EQ(format_float(0.1F), "0.1");
  EXPECT_EQ(format_double(-0.0), "-0");
  EXPECT_EQ(format_double(std::nan("")), "NaN");
  EXPECT_EQ(format_double(-std::nan("")), "NaN");
  EXPECT_EQ(format_double(std::numeric_limits<double>::infinity()), "Infinity");
  EXPECT_EQ(format_float(-std::numeric_limits<float>::infinity()), "-Infinity");
}

TEST(FormatNumber, ReadsBackBitForBit) {
  std::uint32_t bits = 1;
  for (int i = 0; i < 20'000; ++i) {
    bits = bits * 1664525U + 1013904223U;
    float value = 0;
    std::memcpy(&value, &bits, sizeof value);
    if (!std::isfinite(value)) {
      continue;
    }
    const std::string text = format_float(value);
    float back = 1;
    std::from_chars(text.data(), text.data() + text.size(), back);
    ASSERT_EQ(std::memcmp(&back, &value, sizeof value), 0) << text;
  }
}

TEST(NearestWord, FindsTyposAndNothingElse) {
  const std::array<std::string_view, 3> words = {"opacity", "preset", "blend"};
  EXPECT_EQ(nearest_word("opactiy", words), "opacity");
  EXPECT_EQ(nearest_word("presets", words), "preset");
  EXPECT_EQ(nearest_word("blnd", words), "blend");
  EXPECT_EQ(nearest_word("codec", words), "");
  EXPECT_EQ(nearest_word("", words), "");
  EXPECT_EQ(nearest_word("x", {}), "");
  const std::array<std::string_view, 2> options = {"seed", "o"};
  EXPECT_EQ(nearest_word("end", options), "");
  EXPECT_EQ(nearest_word("x", options), "");
}

TEST(NearestWord, TheFirstOfEquallyNearWins) {
  const std::array<std::string_view, 2> words = {"cat", "car"};
  EXPECT_EQ(nearest_word("cab", words), "cat");
}

TEST(ShellLine, QuotesWhatAShellWouldTouch) {
  const std::vector<std::string> words = {"reprise", "a/b.mp4", "--map=x=y", "it's me",
                                          "",        "$HOME",   "*"};
  EXPECT_EQ(shell_line(words), "reprise a/b.mp4 --map=x=y 'it'\\''s me' '' '$HOME' '*'");
}

TEST(SplitJoin, AreInverses) {
  EXPECT_EQ(split("a,b,,c", ','), (std::vector<std::string>{"a", "b", "", "c"}));
  EXPECT_EQ(split("", ','), std::vector<std::string>{""});
  EXPECT_EQ(split(",", ','), (std::vector<std::string>{"", ""}));
  EXPECT_EQ(join(split("x//y/", '/'), "/"), "x//y/");
  EXPECT_EQ(join({}, ","), "");
}

TEST(Trim, AsciiSpaceAtBothEndsOnly) {
  EXPECT_EQ(trim(" \t\r\n a b \v\f"), "a b");
  EXPECT_EQ(trim(" \n"), "");
  EXPECT_EQ(trim("\xC2\xA0x"), "\xC2\xA0x") << "no-break space is text";
}

TEST(ToLower, AsciiOnly) {
  EXPECT_EQ(to_lower_ascii("AZ[É]"), "az[É]");
}

TEST(Fnv1a, PublishedVectors) {
  EXPECT_EQ(fnv1a(""), 0x811C9DC5U);
  EXPECT_EQ(fnv1a("a"), 0xE40C292CU);
  EXPECT_EQ(fnv1a("foobar"), 0xBF9CF968U);
}

TEST(UtcTime, ParsesAndFormats) {
  EXPECT_EQ(parse_utc_time("1970-01-01T00:00:00Z").value(), 0);
  EXPECT_EQ(parse_utc_time("2000-01-01T00:00:00Z").value(), kFileEpochNs);
  EXPECT_EQ(parse_utc_time("2000-02-29T12:34:56.25Z").value(), 951'827'696'250'000'000);
  EXPECT_EQ(parse_utc_time("1969-12-31T23:59:59.999999999Z").value(), -1);
  EXPECT_EQ(format_utc_time(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(format_utc_time(-1), "1969-12-31T23:59:59.999999999Z");
  EXPECT_EQ(format_utc_time(951'827'696'250'000'000), "2000-02-29T12:34:56.25Z");
}

TEST(UtcTime, RoundTripsAcrossTheWholeRange) {
  for (std::int64_t ns = -9'200'000'000'000'000'000; ns < 9'200'000'000'000'000'000;
       ns += 7'777'777'777'777'777) {
    ASSERT_EQ(parse_utc_time(format_utc_time(ns)).value(), ns) << format_utc_time(ns);
  }
}

TEST(UtcTime, RefusesOtherForms) {
  for (const char* text :
       {"", "2000-01-01", "2000-01-01T00:00:00", "2000-01-01T00:00:00+00:00",
        "2000-01-01 00:00:00Z", "2000-13-01T00:00:00Z", "2000-00-01T00:00:00Z",
        "2001-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2000-04-31T00:00:00Z",
        "2000-01-00T00:00:00Z", "2000-01-01T24:00:00Z", "2000-01-01T00:60:00Z",
        "2000-01-01T00:00:60Z", "2000-01-01T00:00:00.Z", "2000-01-01T00:00:00.1234567890Z",
        "2000-01-01T00:00:00Zx", "9999-01-01T00:00:00Z", "-200-01-01T00:00:00Z"}) {
    const auto time = parse_utc_time(text);
    ASSERT_FALSE(time) << text;
    EXPECT_EQ(time.error().code, ErrorCode::kUsage);
  }
}

}  // namespace
}  // namespace reprise
