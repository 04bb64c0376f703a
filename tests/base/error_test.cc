#include "core/base/error.h"

#include <cerrno>
#include <memory>
#include <set>

#include <gtest/gtest.h>

#include "core/base/check.h"

namespace reprise {
namespace {

TEST(Error, EveryCodeHasItsOwnName) {
  std::set<std::string_view> names;
  for (int code = 0; code <= static_cast<int>(ErrorCode::kInternal); ++code) {
    names.insert(error_code_name(static_cast<ErrorCode>(code)));
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(ErrorCode::kInternal) + 1);
  EXPECT_EQ(error_code_name(ErrorCode::kNoSpace), "no-space");
  EXPECT_EQ(error_code_name(ErrorCode::kTryAgain), "try-again");
}

TEST(Error, ContextGoesInFrontAndKeepsTheRest) {
  const Error error =
      Error{ErrorCode::kCorrupt, "bad CRC", "record again"}.with_context("'a.mcap'");
  EXPECT_EQ(error.message, "'a.mcap': bad CRC");
  EXPECT_EQ(error.code, ErrorCode::kCorrupt);
  EXPECT_EQ(error.hint, "record again");
}

TEST(Error, ErrnoMapsToCodes) {
  EXPECT_EQ(error_from_errno(ENOSPC, "x").code, ErrorCode::kNoSpace);
  EXPECT_EQ(error_from_errno(EDQUOT, "x").code, ErrorCode::kNoSpace);
  EXPECT_EQ(error_from_errno(EFBIG, "x").code, ErrorCode::kNoSpace);
  EXPECT_EQ(error_from_errno(ENOENT, "x").code, ErrorCode::kNotFound);
  EXPECT_EQ(error_from_errno(EEXIST, "x").code, ErrorCode::kExists);
  EXPECT_EQ(error_from_errno(EACCES, "x").code, ErrorCode::kIo);
  EXPECT_EQ(error_from_errno(ENOENT, "cannot open 'x'").message,
            "cannot open 'x': No such file or directory");
}

Status status_of(bool good) {
  return good ? Status{} : Status{fail(ErrorCode::kIo, "status", "try that")};
}

Result<std::unique_ptr<int>> value_of(int value) {
  if (value < 0) {
    return fail(ErrorCode::kInvalid, "negative");
  }
  return std::make_unique<int>(value);
}

Result<int> sum(bool good, int a, int b) {
  TRY(status_of(good));
  TRY_ASSIGN(const auto first, value_of(a));
  TRY_ASSIGN(auto second, value_of(b));
  return *first + *second;
}

TEST(Error, TryPassesValuesThrough) {
  EXPECT_EQ(sum(true, 2, 3).value(), 5);
}

TEST(Error, TryReturnsTheFirstErrorWhole) {
  const auto status = sum(false, -1, 3);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "status");
  EXPECT_EQ(status.error().hint, "try that");
  const auto value = sum(true, 2, -3);
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().code, ErrorCode::kInvalid);
}

TEST(CheckDeathTest, FailureNamesTheExpressionAndAborts) {
  const int two = 2;
  CHECK(two == 2);
  EXPECT_DEATH(CHECK(two == 3), "error_test.cc:[0-9]+: CHECK\\(two == 3\\) failed");
}

}  // namespace
}  // namespace reprise
