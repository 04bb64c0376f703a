#include <string>

#include <gtest/gtest.h>

#include "core/isf/preset.h"

namespace reprise::isf {
namespace {

std::string explain(std::string_view log) {
  Preset preset;
  preset.name = "glow";
  return explain_compile_log(preset, log);
}

TEST(CompileLog, Mesa) {
  EXPECT_EQ(explain("0:12(3): error: `b' undeclared"), "glow.fs:12: error: `b' undeclared");
  EXPECT_EQ(explain("0:2(1): preprocessor error: #if with no expression\n"),
            "glow.fs:2: preprocessor error: #if with no expression");
  EXPECT_EQ(explain("0:7(1): warning: a: b\n0:9(2): error: c\n"),
            "glow.fs:7: warning: a: b\nglow.fs:9: error: c");
}

TEST(CompileLog, VertexShader) {
  EXPECT_EQ(explain("0:4000003(15): error: no"), "glow.vs:3: error: no");
  EXPECT_EQ(explain("0(4000003) : error C1: no"), "glow.vs:3: error C1: no");
}

TEST(CompileLog, PreambleKeepsTheDriversWords) {
  EXPECT_EQ(explain("0:2000023(15): error: syntax error"), "0:2000023(15): error: syntax error");
}

TEST(CompileLog, OtherDrivers) {
  EXPECT_EQ(explain("0(12) : error C1008: undefined"), "glow.fs:12: error C1008: undefined");
  EXPECT_EQ(explain("ERROR: 0:12: 'b' : undeclared identifier\r\n"),
            "glow.fs:12: error: 'b' : undeclared identifier");
  EXPECT_EQ(explain("WARNING: 0:3: hm"), "glow.fs:3: warning: hm");
}

TEST(CompileLog, WhatIsNoPlaceStays) {
  EXPECT_EQ(explain(""), "");
  EXPECT_EQ(explain(" \n"), "");
  EXPECT_EQ(explain("error: linking failed"), "error: linking failed");
  EXPECT_EQ(explain("0:12: odd"), "0:12: odd");
  EXPECT_EQ(explain("0:99999999999999999999(1): x"), "0:99999999999999999999(1): x");
  EXPECT_EQ(explain("ERROR: two errors"), "ERROR: two errors");
  EXPECT_EQ(explain(std::string_view("0:1(1): a\0junk", 14)), "glow.fs:1: a");
}

}  // namespace
}  // namespace reprise::isf
