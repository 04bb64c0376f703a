#include "core/isf/size_expression.h"

#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace reprise::isf {
namespace {

double variable(std::string_view name) {
  return name == "WIDTH" ? 1280 : name == "HEIGHT" ? 720 : name == "scale" ? 0.7F : 0;
}

int value_of(std::string_view text) {
  const auto expression = SizeExpression::parse(text);
  EXPECT_TRUE(expression) << text << ": " << expression.error().message;
  return expression ? expression->evaluate(variable, 16384) : -1;
}

std::string parse_error(std::string_view text) {
  const auto expression = SizeExpression::parse(text);
  EXPECT_FALSE(expression) << text;
  return expression ? "" : expression.error().message;
}

std::string repeat(std::string_view text, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) {
    out += text;
  }
  return out;
}

TEST(SizeExpression, EvaluatesEveryForm) {
  const std::vector<std::pair<std::string, int>> cases = {
      {"640", 640},
      {"$WIDTH", 1280},
      {"WIDTH", 1280},
      {" $HEIGHT /\t16.0 ", 45},
      {"floor($WIDTH/3.0)", 426},
      {"ceil($WIDTH/3.0)", 427},
      {"round(10.5)", 11},
      {"trunc(10.9)", 10},
      {"10.9", 10},
      {"abs(0-12)", 12},
      {"min($WIDTH, $HEIGHT)", 720},
      {"max($WIDTH, $HEIGHT, 2000)", 2000},
      {"sqrt(81)", 9},
      {"pow(2, 5)", 32},
      {"2^5", 32},
      {"2^3^2", 512},
      {"sin(0)+cos(0)*7", 7},
      {"mod(17, 5)", 2},
      {"17 % 5", 2},
      {"fract(3.5)*8", 4},
      {"log2(1024)", 10},
      {"2+3*4", 14},
      {"(2+3)*4", 20},
      {"100-10-1", 89},
      {"100/5/2", 10},
      {"-5+7", 2},
      {"- -5", 5},
      {"3*-2+10", 4},
      {"-2^2+10", 6},
      {"+4", 4},
      {"1e2", 100},
      {".5*20", 10},
      {"256.0f/2.0f", 128},
      {"$unknown+3", 3},
  };
  for (const auto& [text, expected] : cases) {
    EXPECT_EQ(value_of(text), expected) << text;
  }
}

TEST(SizeExpression, ForgivesWhatAFloatLoses) {
  EXPECT_EQ(value_of("$WIDTH * $scale"), 896);
}

TEST(SizeExpression, ClampsToOneAndTheLimit) {
  EXPECT_EQ(value_of("0"), 1);
  EXPECT_EQ(value_of("-50"), 1);
  EXPECT_EQ(value_of("$WIDTH/100000"), 1);
  EXPECT_EQ(value_of("0/0"), 1);
  EXPECT_EQ(value_of("sqrt(-1)"), 1);
  EXPECT_EQ(value_of("1/0"), 1) << "an input of 0 must not ask for all memory";
  EXPECT_EQ(value_of("1e300*1e300"), 1);
  EXPECT_EQ(value_of("16384.5"), 16384);
}

TEST(SizeExpression, ErrorsNameTheColumn) {
  EXPECT_EQ(parse_error(""), "column 1: the expression ends too early");
  EXPECT_EQ(parse_error("$WIDTH /"), "column 9: the expression ends too early");
  EXPECT_EQ(parse_error("2 & 3"), "column 3: unexpected '&'");
  EXPECT_EQ(parse_error("(2"), "column 3: expected ')'");
  EXPECT_EQ(parse_error("$"), "column 2: '$' without a name");
  EXPECT_EQ(parse_error("sinus(1)"), "column 6: unknown function 'sinus'");
  EXPECT_EQ(parse_error("pow(2)"), "column 6: pow takes two arguments");
  EXPECT_EQ(parse_error("pow(2,3,4)"), "column 10: pow takes two arguments");
  EXPECT_EQ(parse_error("floor(2,3)"), "column 8: expected ')'");
  EXPECT_EQ(parse_error("2 3"), "column 3: unexpected '3'");
}

TEST(SizeExpression, DepthIsLimitedAndLengthIsNot) {
  EXPECT_EQ(value_of(repeat("(", 60) + "7" + repeat(")", 60)), 7);
  EXPECT_NE(parse_error(repeat("(", 70) + "7" + repeat(")", 70)).find("nested deeper"),
            std::string::npos);
  EXPECT_NE(parse_error(repeat("-", 100'000) + "7").find("nested deeper"), std::string::npos);
  EXPECT_NE(parse_error(repeat("2^", 100'000) + "7").find("nested deeper"), std::string::npos);
  EXPECT_EQ(value_of("1" + repeat("+1", 9'999)), 10'000);
  EXPECT_EQ(value_of("max(1" + repeat(",1", 9'999) + ")"), 1);
}

}  // namespace
}  // namespace reprise::isf
