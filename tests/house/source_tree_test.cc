// The tests of the house are worth what their reading of C++ is worth.
#include "tests/house/source_tree.h"

#include <gtest/gtest.h>

namespace reprise::house {
namespace {

TEST(SourceTree, CodeOnlyDropsCommentsAndLiterals) {
  EXPECT_EQ(code_only("a // b\nc /* d\ne */ f"), "a     \nc     \n     f");
  EXPECT_EQ(code_only("x(\"// no\", '\"', 1'000) y"), "x(       ,    , 1'000) y");
  EXPECT_EQ(code_only("R\"(\" // ')\" + 1"), "            + 1");
  EXPECT_EQ(code_only("\"a\\\"b\" c"), "       c");
}

TEST(SourceTree, CommentsOnlyIsTheRest) {
  EXPECT_EQ(comments_only("int a;  // why"), "        // why");
  EXPECT_EQ(comments_only("\"// no\"; /* yes */"), "         /* yes */");
}

TEST(SourceTree, IncludesCarryTheirForm) {
  const SourceFile file{"core/a/b.cc",
                        "#include <map>\n  # include \"core/a/b.h\"\n// #include <x>\n"};
  const auto includes = file.includes();
  ASSERT_EQ(includes.size(), 2U);
  EXPECT_EQ(includes[0].path, "map");
  EXPECT_FALSE(includes[0].quoted);
  EXPECT_EQ(includes[1].path, "core/a/b.h");
  EXPECT_TRUE(includes[1].quoted);
  EXPECT_EQ(includes[1].line, 2);
  EXPECT_EQ(file.folder(), "core/a");
}

TEST(SourceTree, MatchingLinesNameTheirPlace) {
  EXPECT_EQ(matching_lines("a.cc", "one\ntwo\n", "^t"), std::vector<std::string>{"a.cc:2: two"});
}

TEST(SourceTree, FindsTheProject) {
  const auto files = read_cpp_sources();
  const auto has = [&](std::string_view path) {
    return std::any_of(files.begin(), files.end(),
                       [&](const SourceFile& file) { return file.path == path; });
  };
  EXPECT_TRUE(has("core/base/file.h"));
  EXPECT_TRUE(has("core/base/file.cc"));
  EXPECT_TRUE(has("tests/house/source_tree_test.cc"));
}

}  // namespace
}  // namespace reprise::house
