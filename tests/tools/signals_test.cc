#include "tools/common/signals.h"

#include <csignal>

#include <gtest/gtest.h>
#include <unistd.h>

namespace reprise::tools {
namespace {

// In child processes: the flag cannot be cleared.
[[noreturn]] void exit_after_one(int signal_number) {
  install_stop_signals();
  const bool before = stop_requested() || signal_exit_code() != 0;
  std::raise(signal_number);
  ::_exit(!before && stop_requested() ? signal_exit_code() : 1);
}

[[noreturn]] void exit_after_two(int first, int second) {
  install_stop_signals();
  std::raise(first);
  ::usleep(250'000);
  std::raise(second);
  ::_exit(0);
}

[[noreturn]] void exit_after_echo() {
  install_stop_signals();
  std::raise(SIGTERM);
  std::raise(SIGTERM);
  ::_exit(stop_requested() ? signal_exit_code() - 100 : 1);
}

[[noreturn]] void exit_under_nohup() {
  std::signal(SIGHUP, SIG_IGN);
  install_stop_signals();
  std::raise(SIGHUP);
  ::_exit(stop_requested() ? 1 : 7);
}

[[noreturn]] void exit_by_signal(int signal_number) {
  install_exit_signals();
  std::raise(signal_number);
  ::_exit(1);
}

[[noreturn]] void exit_after_change(int signal_number) {
  install_exit_signals();
  exit_after_one(signal_number);
}

TEST(SignalsDeathTest, TheFirstEndsAProcessThatHasNothingToTidyUp) {
  EXPECT_EXIT(exit_by_signal(SIGINT), ::testing::ExitedWithCode(130), "");
  EXPECT_EXIT(exit_by_signal(SIGTERM), ::testing::ExitedWithCode(143), "");
  EXPECT_EXIT(exit_by_signal(SIGHUP), ::testing::ExitedWithCode(129), "");
  EXPECT_EXIT(exit_after_change(SIGINT), ::testing::ExitedWithCode(130), "");
}

TEST(SignalsDeathTest, TheFirstOnlySetsTheFlag) {
  EXPECT_EXIT(exit_after_one(SIGINT), ::testing::ExitedWithCode(130), "");
  EXPECT_EXIT(exit_after_one(SIGTERM), ::testing::ExitedWithCode(143), "");
  EXPECT_EXIT(exit_after_one(SIGHUP), ::testing::ExitedWithCode(129), "");
}

TEST(SignalsDeathTest, TheSecondEndsTheProcess) {
  EXPECT_EXIT(exit_after_two(SIGINT, SIGINT), ::testing::ExitedWithCode(130), "");
  EXPECT_EXIT(exit_after_two(SIGINT, SIGTERM), ::testing::ExitedWithCode(143), "");
}

TEST(SignalsDeathTest, ATerminalThatGoesAwayIsNoSecond) {
  EXPECT_EXIT(exit_after_two(SIGHUP, SIGHUP), ::testing::ExitedWithCode(0), "");
  EXPECT_EXIT(exit_after_two(SIGINT, SIGHUP), ::testing::ExitedWithCode(0), "");
  EXPECT_EXIT(exit_after_two(SIGHUP, SIGINT), ::testing::ExitedWithCode(130), "");
}

TEST(SignalsDeathTest, NohupKeepsItsWord) {
  EXPECT_EXIT(exit_under_nohup(), ::testing::ExitedWithCode(7), "");
}

TEST(SignalsDeathTest, AnEchoOfTheFirstIsNoSecond) {
  EXPECT_EXIT(exit_after_echo(), ::testing::ExitedWithCode(43), "");
}

}  // namespace
}  // namespace reprise::tools
