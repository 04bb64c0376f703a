#include "tools/common/commands.h"

#include <array>
#include <new>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/model/version.h"

namespace reprise::tools {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string called;
std::vector<std::string> received;

template <int Code>
int record_call(std::span<const std::string> arguments) {
  called = std::to_string(Code);
  received.assign(arguments.begin(), arguments.end());
  return Code;
}
int throw_up(std::span<const std::string>) {
  throw std::runtime_error("boom");
}

constexpr auto kWithDefault = std::to_array<Command>({
    {"", "renders a take", record_call<10>},
    {"plan", "writes a plan", record_call<11>},
    {"boom", "fails", throw_up},
});
constexpr auto kWithoutDefault = std::to_array<Command>({
    {"info", "prints a summary", record_call<20>},
    {"verify", "compares", record_call<21>},
    {"secret", "for tests", record_call<22>, Visibility::kHidden},
});

int run(std::span<const Command> commands, std::vector<std::string> words) {
  std::string program = "prog";
  std::vector<char*> argv{program.data()};
  for (std::string& word : words) {
    argv.push_back(word.data());
  }
  called.clear();
  received.clear();
  return run_program({"prog", "does things", commands}, static_cast<int>(argv.size()), argv.data());
}

TEST(Commands, TheFirstArgumentNamesTheCommand) {
  EXPECT_EQ(run(kWithDefault, {"plan", "a", "-b"}), 11);
  EXPECT_THAT(received, ElementsAre("a", "-b"));
}

TEST(Commands, WhatNamesNoneIsATake) {
  EXPECT_EQ(run(kWithDefault, {"show.mcap", "plan"}), 10);
  EXPECT_THAT(received, ElementsAre("show.mcap", "plan"));
  EXPECT_EQ(run(kWithDefault, {"./plan"}), 10);
  EXPECT_EQ(run(kWithDefault, {""}), 10);
  EXPECT_EQ(run(kWithDefault, {}), 10);
  EXPECT_EQ(run(kWithDefault, {"--help"}), 10);
}

TEST(Commands, AProgramOfCommandsOnlyAsksForOne) {
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(run(kWithoutDefault, {}), 2);
  EXPECT_EQ(run(kWithoutDefault, {"verfy"}), 2);
  const std::string said = ::testing::internal::GetCapturedStderr();
  EXPECT_THAT(said, HasSubstr("a command is missing"));
  EXPECT_THAT(said, HasSubstr("'verfy' is not a command (try: prog verify)"));
  EXPECT_TRUE(called.empty());
}

TEST(Commands, HelpListsThemAll) {
  for (const char* word : {"help", "--help", "-h"}) {
    ::testing::internal::CaptureStdout();
    EXPECT_EQ(run(kWithoutDefault, {word}), 0);
    const std::string text = ::testing::internal::GetCapturedStdout();
    EXPECT_THAT(text, HasSubstr("  info    prints a summary\n"));
    EXPECT_THAT(text, HasSubstr("  verify  compares\n"));
  }
}

TEST(Commands, AHiddenCommandRunsAndNothingNamesIt) {
  EXPECT_EQ(run(kWithoutDefault, {"secret"}), 22);
  EXPECT_EQ(commands_text({"prog", "does things", kWithoutDefault}).find("secret"),
            std::string::npos);
  EXPECT_EQ(command_hint(kWithoutDefault, "secrt"), "");
}

TEST(Commands, VersionNamesTheProject) {
  ::testing::internal::CaptureStdout();
  EXPECT_EQ(run(kWithoutDefault, {"--version"}), 0);
  EXPECT_THAT(::testing::internal::GetCapturedStdout(),
              HasSubstr("prog " + std::string(kRepriseVersion)));
}

TEST(Commands, AnExceptionIsAnErrorNotACrash) {
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(run(kWithDefault, {"boom"}), 1);
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), HasSubstr("error: boom"));
}

TEST(Commands, AMissingFileMayHaveBeenACommand) {
  EXPECT_THAT(command_hint(kWithDefault, "plam"), HasSubstr("'plan'"));
  EXPECT_EQ(command_hint(kWithDefault, "show.mcap"), "");
}

TEST(RunMain, TurnsAnExceptionIntoAnExitCode) {
  std::string program = "reprise-test";
  std::string argument = "song.flac";
  char* argv[] = {program.data(), argument.data(), nullptr};
  EXPECT_EQ(run_main(2, argv,
                     [](std::span<const std::string> arguments) {
                       return arguments.size() == 1 && arguments[0] == "song.flac" ? 7 : 0;
                     }),
            7);
  EXPECT_EQ(run_main(2, argv, [](std::span<const std::string>) -> int { throw std::bad_alloc(); }),
            1);
}

}  // namespace
}  // namespace reprise::tools
