#include "tools/common/child_process.h"

#include <gtest/gtest.h>

namespace reprise::tools {
namespace {

TEST(ChildProcess, ReturnsWhatAProgramPrints) {
  const auto outcome = run_child({"sh", "-c", "cat; echo wrong >&2; exit 7"}, "the input\n");
  ASSERT_TRUE(outcome.has_value()) << outcome.error().message;
  EXPECT_EQ(outcome->code, 7);
  EXPECT_EQ(outcome->out, "the input\n");
  EXPECT_EQ(outcome->err, "wrong\n");
}

TEST(ChildProcess, ArgumentsAreNoShellText) {
  const auto outcome = run_child({"printf", "%s|", "a b", "$HOME", "'; exit 3"}, "");
  ASSERT_TRUE(outcome.has_value());
  EXPECT_EQ(outcome->out, "a b|$HOME|'; exit 3|");
}

TEST(ChildProcess, MuchOutputDoesNotBlock) {
  const std::string input(300'000, 'x');
  const auto outcome = run_child({"cat"}, input);
  ASSERT_TRUE(outcome.has_value());
  EXPECT_EQ(outcome->out, input);
}

TEST(ChildProcess, ASignalIsACodeAsInAShell) {
  const auto outcome = run_child({"sh", "-c", "kill -TERM $$"}, "");
  ASSERT_TRUE(outcome.has_value());
  EXPECT_EQ(outcome->code, 128 + 15);
}

TEST(ChildProcess, AMissingProgramIsNotFound) {
  const auto outcome = run_child({"no-such-program-anywhere"}, "");
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace reprise::tools
