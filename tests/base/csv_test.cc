#include "core/base/csv.h"

#include <gtest/gtest.h>

#include "core/base/text.h"

namespace reprise {
namespace {

TEST(Csv, CellsAreQuotedWhereTheyMustBe) {
  EXPECT_EQ(csv_cell("plain text"), "plain text");
  EXPECT_EQ(csv_cell("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_cell("say \"hi\""), "\"say \"\"hi\"\"\"");
  EXPECT_EQ(csv_cell("two\nlines"), "\"two\nlines\"");
  EXPECT_EQ(csv_cell(""), "");
}

TEST(Csv, MembersOfMembersAreColumnsAndListsAreCells) {
  CsvTable table;
  const Json row = *parse_json(R"({"sample":"10","size":{"width":64,"height":36},"on":true,
                                   "list":[1,"x"],"none":null,"empty":{}})");
  table.add_columns(row);
  EXPECT_EQ(table.header(), "sample,size.width,size.height,on,list,none\r\n");
  EXPECT_EQ(table.row(row), "10,64,36,true,\"[1,\"\"x\"\"]\",\r\n");
}

TEST(Csv, RowsWithOtherMembersKeepTheirColumns) {
  CsvTable table;
  const Json first = *parse_json(R"({"a":1,"b":2})");
  const Json second = *parse_json(R"({"c":3,"a":4})");
  table.add_columns(first);
  table.add_columns(second);
  EXPECT_EQ(table.header(), "a,b,c\r\n");
  EXPECT_EQ(table.row(first), "1,2,\r\n");
  EXPECT_EQ(table.row(second), "4,,3\r\n");
}

TEST(Csv, AnEmptyFirstCellIsACell) {
  CsvTable table;
  table.add_columns(*parse_json(R"({"a":null,"b":1})"));
  EXPECT_EQ(table.row(*parse_json(R"({"b":1})")), ",1\r\n");
}

TEST(Glob, StarsAndQuestionMarks) {
  EXPECT_TRUE(matches_glob("/audio/*", "/audio/0"));
  EXPECT_TRUE(matches_glob("*", ""));
  EXPECT_TRUE(matches_glob("*a*b", "xaybazb"));
  EXPECT_TRUE(matches_glob("/audio/?", "/audio/7"));
  EXPECT_FALSE(matches_glob("/audio/?", "/audio/17"));
  EXPECT_FALSE(matches_glob("/audio/*", "/audio"));
  EXPECT_FALSE(matches_glob("*a", "ab"));
  EXPECT_FALSE(matches_glob("", "x"));
  EXPECT_FALSE(matches_glob("abc", "ab"));
}

}  // namespace
}  // namespace reprise
