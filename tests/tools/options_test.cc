#include "tools/common/options.h"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/common/values.h"

namespace reprise::tools {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// A command with one of everything.
struct Everything {
  Everything()
      : line("prog do", "does things",
             {{"prog do x.mcap", "the first"}, {"prog do x.mcap -o y.mp4", "the second"}}) {
    line.positional("TAKE", "the take", take);
    line.positionals("MORE", "other takes", more, CommandLine::Need::kOptional);
    line.group("Picture");
    line.option("-o,--output", "FILE", "where to", output);
    line.option("--map", "OLD=NEW", "replace a preset", maps);
    line.option("--count", "N", "how many", count, 1, 10);
    line.option("--seed", "N", "randomness", "1", seed);
    line.value("-s,--size", "SIZE", "of the picture", "720p", parse_size, size);
    line.value("--start", "TIME", "begin there", "", parse_time, start);
    line.choice("--color-of", "a colour", kColors, "red", [this](std::size_t i) { color = i; });
    line.flag("--fast", "hurry", fast);
    add_common_options(line, common);
    add_output_options(line, out);
  }

  Result<Parsed> parse(std::vector<std::string> arguments) { return line.parse(arguments); }

  static constexpr auto kColors = std::to_array<std::string_view>({"red", "green", "blue"});
  CommandLine line;
  std::string take;
  std::vector<std::string> more;
  std::string output;
  std::vector<std::string> maps;
  std::int64_t count = 3;
  std::optional<std::uint64_t> seed;
  ImageSize size{1280, 720};
  std::optional<TimeValue> start;
  std::size_t color = 0;
  bool fast = false;
  CommonOptions common;
  OutputOptions out;
};

class Options : public ::testing::Test, protected Everything {
 protected:
  static Error error(std::vector<std::string> arguments) {
    const auto parsed = Everything().parse(std::move(arguments));
    EXPECT_FALSE(parsed);
    return parsed ? Error{} : parsed.error();
  }
};

TEST_F(Options, ReadsOneOfEverything) {
  const auto parsed = parse({"a.mcap",     "-o",      "b.mp4",   "--map",   "x=y",
                             "--map=u=v",  "--count", "7",       "--seed",  "18446744073709551615",
                             "-s",         "4k",      "--start", "1:30.5",  "--color-of",
                             "blue",       "--fast",  "c.mcap",  "d.mcap",  "--json",
                             "-vv",        "-q",      "-y",      "--color", "never",
                             "--progress", "3"});
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_EQ(*parsed, Parsed::kRun);
  EXPECT_EQ(take, "a.mcap");
  EXPECT_THAT(more, ElementsAre("c.mcap", "d.mcap"));
  EXPECT_EQ(output, "b.mp4");
  EXPECT_THAT(maps, ElementsAre("x=y", "u=v"));
  EXPECT_EQ(count, 7);
  EXPECT_EQ(seed, 18446744073709551615ULL);
  EXPECT_EQ(size, (ImageSize{3840, 2160}));
  EXPECT_EQ(start, TimeValue(Rational{181, 2}));
  EXPECT_EQ(color, 2U);
  EXPECT_TRUE(fast);
  EXPECT_TRUE(common.json);
  EXPECT_TRUE(common.quiet);
  EXPECT_EQ(common.verbosity, 2);
  EXPECT_EQ(common.color, ColorChoice::kNever);
  EXPECT_EQ(out.overwrite, Overwrite::kAlways);
  EXPECT_EQ(out.progress, "3");
}

TEST_F(Options, WhatIsNotGivenKeepsItsDefault) {
  ASSERT_TRUE(parse({"a.mcap", "--seed", "5"}));
  EXPECT_EQ(count, 3);
  EXPECT_EQ(size, (ImageSize{1280, 720}));
  EXPECT_FALSE(start);
  EXPECT_TRUE(more.empty());
  EXPECT_TRUE(line.given("--seed"));
  EXPECT_TRUE(line.given("TAKE"));
  EXPECT_FALSE(line.given("--count"));
  EXPECT_FALSE(line.given("--nothing"));
}

TEST_F(Options, ADashIsAValueAndAnArgument) {
  ASSERT_TRUE(parse({"-", "-o", "-"}));
  EXPECT_EQ(take, "-");
  EXPECT_EQ(output, "-");
}

TEST_F(Options, BehindTwoDashesNothingIsAnOption) {
  ASSERT_TRUE(parse({"--", "--fast"}));
  EXPECT_EQ(take, "--fast");
  EXPECT_FALSE(fast);
}

TEST_F(Options, TheLastOfSeveralValuesCounts) {
  ASSERT_TRUE(parse({"a", "--count", "2", "--count", "4"}));
  EXPECT_EQ(count, 4);
}

TEST_F(Options, ATypoGetsASuggestion) {
  const Error typo = error({"a.mcap", "--sead", "3"});
  EXPECT_EQ(typo.code, ErrorCode::kUsage);
  EXPECT_EQ(typo.message, "unknown option '--sead'");
  EXPECT_EQ(typo.hint, "--seed");
  EXPECT_EQ(error({"a.mcap", "--outptu=x"}).hint, "--output");
  for (const char* other : {"--xylophone", "--end", "-x"}) {
    EXPECT_EQ(error({"a.mcap", other}).hint, "prog do --help") << other;
  }
}

TEST_F(Options, WrongValuesNameTheirOption) {
  EXPECT_EQ(error({"a", "-s", "tiny"}).message, "--size: 'tiny' is not a size");
  EXPECT_THAT(error({"a", "-s", "tiny"}).hint, HasSubstr("1280x720"));
  EXPECT_EQ(error({"a", "--count", "11"}).message, "--count: 11 is outside 1 to 10");
  EXPECT_EQ(error({"a", "--count", "x"}).message, "--count: 'x' is not a whole number");
  EXPECT_EQ(error({"a", "--seed=-1"}).message, "--seed: '-1' is not a whole number");
  EXPECT_EQ(error({"a", "--color-of", "gren"}).hint, "green; one of red, green, blue");
  EXPECT_THAT(error({"a", "--color-of", "x"}).hint, HasSubstr("red, green, blue"));
}

TEST_F(Options, MissingThingsAreSaid) {
  EXPECT_EQ(error({}).message, "missing TAKE");
  EXPECT_EQ(error({}).code, ErrorCode::kUsage);
  EXPECT_THAT(error({"a", "--output"}).message, HasSubstr("--output"));
}

TEST(CommandLine, MissingArgumentsAreListedTogether) {
  CommandLine line("p", "s", {});
  std::string a;
  std::string b;
  line.positional("TAKE", "", a);
  line.positional("FILE", "", b);
  EXPECT_EQ(line.parse({}).error().message, "missing TAKE and FILE");
}

TEST(CommandLine, TooManyArgumentsAreRefused) {
  CommandLine line("p", "s", {});
  std::string a;
  line.positional("TAKE", "", a);
  const auto parsed = line.parse(std::vector<std::string>{"x", "y"});
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().message, "unexpected argument 'y'");
}

TEST_F(Options, HelpWinsOverWhatIsMissingAndStartsWithTwoExamples) {
  ::testing::internal::CaptureStdout();
  const auto parsed = parse({"--help"});
  const std::string text = ::testing::internal::GetCapturedStdout();
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_EQ(*parsed, Parsed::kDone);
  EXPECT_THAT(text, StartsWith("Examples:\n"
                               "  prog do x.mcap           # the first\n"
                               "  prog do x.mcap -o y.mp4  # the second\n"
                               "\nUsage: prog do [options] TAKE [MORE…]\n"));
  EXPECT_THAT(text, HasSubstr("\nPicture:\n  -o, --output FILE             where to\n"));
  EXPECT_THAT(text, HasSubstr("-s, --size SIZE               of the picture [720p]\n"));
  EXPECT_THAT(text, HasSubstr("--color-of red|green|blue     a colour [red]\n"));
  EXPECT_THAT(text, HasSubstr("--no-clobber"));
  for (const OptionInfo& row : line.table()) {
    EXPECT_THAT(text, HasSubstr(row.names.back()));
  }
}

TEST_F(Options, VersionIsPrinted) {
  line.version([] { return std::string("prog 1.2\n"); });
  ::testing::internal::CaptureStdout();
  ASSERT_EQ(*parse({"--version"}), Parsed::kDone);
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "prog 1.2\n");
}

TEST_F(Options, TheTableTellsCompletionsWhatToOffer) {
  const auto row = std::ranges::find_if(
      line.table(), [](const OptionInfo& info) { return info.names.back() == "--color-of"; });
  ASSERT_NE(row, line.table().end());
  EXPECT_THAT(row->choices, ElementsAre("red", "green", "blue"));
  EXPECT_EQ(row->group, "Picture");
  EXPECT_EQ(row->default_text, "red");
}

}  // namespace
}  // namespace reprise::tools
