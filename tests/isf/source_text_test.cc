#include "core/isf/source_text.h"

#include <gtest/gtest.h>

namespace reprise::isf {
namespace {

TEST(SourceText, LineEndsAndByteOrderMark) {
  EXPECT_EQ(normalize_text("\xEF\xBB\xBF"
                           "a\r\nb\rc\n\r\r\n"),
            "a\nb\nc\n\n\n");
}

TEST(SourceText, ABackslashJoinsNoLineToALineComment) {
  EXPECT_EQ(normalize_text("// a \\\r\nb // \\"), "// a  \nb //  ");
  EXPECT_EQ(normalize_text("#define A \\\n  1 /* \\\n*/ // x\\y\n"),
            "#define A \\\n  1 /* \\\n*/ // x\\y\n");
}

TEST(SourceText, CommentsAreBlankedInPlace) {
  EXPECT_EQ(without_comments("a // b /* c\nd /* e\nf */ g"), "a          \nd     \n     g");
  EXPECT_EQ(without_comments("a /* never closed\nb"), "a                \n ");
  EXPECT_EQ(without_comments("a / b * c"), "a / b * c");
  EXPECT_EQ(without_comments("/*/ still */x"), "            x");
}

TEST(SourceText, LineCommentsHideBlockComments) {
  EXPECT_TRUE(block_comments("// see /* here\nx").empty());
  EXPECT_EQ(block_comments("/* a */ /* b */").size(), 2U);
}

TEST(SourceText, TokensAreWholeWords) {
  EXPECT_TRUE(has_token("x=TIME;", "TIME"));
  EXPECT_TRUE(has_token("TIME", "TIME"));
  EXPECT_FALSE(has_token("TIMEDELTA + MYTIME + TIME_2", "TIME"));
  EXPECT_TRUE(has_token("TIMEDELTA TIME", "TIME"));
}

TEST(SourceText, Identifiers) {
  EXPECT_TRUE(is_identifier("_a1"));
  for (const char* bad : {"", "1a", "a b", "gl_x", "a__b", "ä", "a-b"}) {
    EXPECT_FALSE(is_identifier(bad)) << bad;
  }
}

TEST(SourceText, DirectivesWithOddSpaces) {
  const auto found = directives("  #  extension GL_x : enable  \nint a; # no\n#version 120");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].name, "extension");
  EXPECT_EQ(found[0].rest, "GL_x : enable");
  EXPECT_EQ(found[1].name, "version");
  EXPECT_EQ(found[1].rest, "120");
}

TEST(SourceText, DirectivesHaveTheLinesThatBackslashesJoin) {
  const auto found = directives("#define A \\\n 1 \\\n + 2\n#define B\\");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].rest, "A \\\n 1 \\\n + 2");
  EXPECT_EQ(first_word(found[0].rest), "A");
  EXPECT_EQ(first_word(found[1].rest), "B");
  EXPECT_EQ(first_word("(x)"), "");
}

TEST(SourceText, LineOf) {
  EXPECT_EQ(line_of("a\nb\nc", 0), 1);
  EXPECT_EQ(line_of("a\nb\nc", 4), 3);
}

}  // namespace
}  // namespace reprise::isf
