#include "tools/common/console.h"

#include <array>
#include <csignal>
#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tools/common/exit_code.h"

namespace reprise::tools {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const Error kError{ErrorCode::kNotFound, "cannot read 'x.mp3'", "reprise-inspect info x.mp3"};

TEST(Console, AnErrorSaysWhatToTry) {
  EXPECT_EQ(format_error(kError, false),
            "error: cannot read 'x.mp3' (try: reprise-inspect info x.mp3)");
  EXPECT_EQ(format_error({ErrorCode::kIo, "no", ""}, false), "error: no");
}

TEST(Console, ColourOnlyDecorates) {
  std::string text = format_error(kError, true);
  EXPECT_THAT(text, HasSubstr("\x1b[1;31merror:\x1b[0m"));
  for (std::size_t at = text.find('\x1b'); at != std::string::npos; at = text.find('\x1b')) {
    text.erase(at, text.find('m', at) - at + 1);
  }
  EXPECT_EQ(text, format_error(kError, false));
}

TEST(Console, AFileNameCannotSteerTheTerminal) {
  EXPECT_EQ(format_error({ErrorCode::kIo, "bad \x1b[2J\n'é'", ""}, false), "error: bad ?[2J?'é'");
}

TEST(Console, NothingOfAFileCanSteerTheTerminal) {
  EXPECT_EQ(printable("/topic\x1b]0;title\x07\r\n\x7F"), "/topic?]0;title????");
  EXPECT_EQ(printable("csi \xC2\x9B"
                      "2J, é, \xC2\xA0, \xC2"),
            "csi ?2J, é, \xC2\xA0, \xC2");
}

TEST(Console, ColourRules) {
  EXPECT_TRUE(use_color(ColorChoice::kAlways, 2));
  EXPECT_FALSE(use_color(ColorChoice::kNever, 2));
  // A test's stderr may be a terminal: NO_COLOR and TERM=dumb must each be enough.
  ::setenv("TERM", "xterm", 1);
  ::setenv("NO_COLOR", "1", 1);
  EXPECT_FALSE(use_color(ColorChoice::kAuto, 2));
  ::unsetenv("NO_COLOR");
  ::setenv("TERM", "dumb", 1);
  EXPECT_FALSE(use_color(ColorChoice::kAuto, 2));
  ::setenv("TERM", "xterm", 1);
  EXPECT_FALSE(use_color(ColorChoice::kAuto, 99));  // not a terminal
}

TEST(Console, QuietDropsNotesAndVerboseAddsDetails) {
  const auto said = [](bool quiet, int verbosity) {
    Console::Options options;
    options.color = ColorChoice::kNever;
    options.quiet = quiet;
    options.verbosity = verbosity;
    const Console console(options);
    ::testing::internal::CaptureStderr();
    console.error(kError);
    console.warning("w");
    console.note("n");
    console.detail("d");
    return ::testing::internal::GetCapturedStderr();
  };
  EXPECT_THAT(said(false, 0), HasSubstr("warning: w\nnote: n\n"));
  EXPECT_THAT(said(false, 0), Not(HasSubstr("d\n")));
  EXPECT_THAT(said(true, 0), Not(HasSubstr("note: n")));
  EXPECT_THAT(said(true, 0), HasSubstr("error: "));
  EXPECT_THAT(said(false, 1), HasSubstr("\nd\n"));
}

TEST(Console, JsonResultsAreOneLine) {
  ::testing::internal::CaptureStdout();
  ASSERT_TRUE(print_json(Json{{"result", "same"}, {"frames", 3}}));
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "{\"result\":\"same\",\"frames\":3}\n");
}

// In a child process, with stdout a pipe that nobody reads.
[[noreturn]] void print_into_closed_pipe(void (*sigpipe)(int)) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0 || ::dup2(ends[1], STDOUT_FILENO) < 0) {
    ::_exit(2);
  }
  ::close(ends[0]);
  std::signal(SIGPIPE, sigpipe);
  const bool printed = print_result("x").has_value();
  ::_exit(printed ? 0 : 1);
}

TEST(ConsoleDeathTest, WhenTheReaderHasGoneTheProcessEndsAsSigpipeEndsIt) {
  EXPECT_EXIT(print_into_closed_pipe(SIG_DFL), ::testing::KilledBySignal(SIGPIPE), "^$");
  EXPECT_EXIT(print_into_closed_pipe(SIG_IGN), ::testing::KilledBySignal(SIGPIPE), "^$");
}

TEST(ExitCode, FollowsTheErrorsCode) {
  const auto code_of = [](ErrorCode code) { return to_int(exit_code_of({code, "", ""})); };
  EXPECT_EQ(code_of(ErrorCode::kUsage), 2);
  EXPECT_EQ(code_of(ErrorCode::kTryAgain), 75);
  EXPECT_EQ(code_of(ErrorCode::kCancelled), 130);
  EXPECT_EQ(code_of(ErrorCode::kNotFound), 1);
  EXPECT_EQ(code_of(ErrorCode::kNoSpace), 1);
  EXPECT_EQ(to_int(Verdict::kDifferent), 1);
  EXPECT_EQ(to_int(Verdict::kTrouble), 2);
}

}  // namespace
}  // namespace reprise::tools
