#include "core/base/json_diff.h"

#include <gtest/gtest.h>

namespace reprise {
namespace {

std::vector<std::string> paths(const char* a, const char* b, const JsonDiffRules& rules = {},
                               const std::string& root = "") {
  std::vector<std::string> out;
  for (const JsonDifference& difference :
       diff_json(*parse_json(a), *parse_json(b), rules, root, 100)) {
    out.push_back(difference.path);
  }
  return out;
}

using Paths = std::vector<std::string>;

TEST(JsonDiff, NamesThePlaceWithBothValues) {
  const auto found =
      diff_json(*parse_json(R"({"layers":[{"opacity":0.5},{"opacity":1}]})"),
                *parse_json(R"({"layers":[{"opacity":0.75},{"opacity":1}]})"), {}, "frame", 100);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].path, "frame.layers[0].opacity");
  EXPECT_EQ(*found[0].a, 0.5);
  EXPECT_EQ(*found[0].b, 0.75);
}

TEST(JsonDiff, TellsWhichSideLacksSomething) {
  const auto found = diff_json(*parse_json(R"({"a":1,"list":[1]})"),
                               *parse_json(R"({"list":[1,2],"b":3})"), {}, "", 100);
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].path, "a");
  EXPECT_FALSE(found[0].b);
  EXPECT_EQ(found[1].path, "list[1]");
  EXPECT_FALSE(found[1].a);
  EXPECT_EQ(found[2].path, "b");
  EXPECT_FALSE(found[2].a);
}

TEST(JsonDiff, OrderOfMembersAndKindOfNumberDoNotCount) {
  EXPECT_EQ(paths(R"({"a":1,"b":2.0})", R"({"b":2,"a":1})"), Paths{});
  EXPECT_EQ(paths("1", "\"1\"", {}, "x"), Paths{"x"});
}

TEST(JsonDiff, ATolerancePermitsRoundingOfNumbersOnly) {
  JsonDiffRules rules;
  rules.tolerance = 0.25;
  EXPECT_EQ(paths(R"({"x":1.0,"y":2.0})", R"({"x":1.25,"y":2.5})", rules), Paths{"y"});
  EXPECT_EQ(paths(R"({"x":"10"})", R"({"x":"10.001"})", rules), Paths{"x"});
}

TEST(JsonDiff, AFieldHasItsOwnTolerance) {
  JsonDiffRules rules;
  rules.tolerances["layers.opacity"] = 0.5;
  rules.tolerances["count"] = 1;
  EXPECT_EQ(paths(R"({"layers":[{"opacity":0,"x":0}],"count":"7"})",
                  R"({"layers":[{"opacity":0.5,"x":0.5}],"count":"8"})", rules),
            Paths{"layers[0].x"});
}

TEST(JsonDiff, IntegersAreComparedExactly) {
  EXPECT_EQ(paths("9007199254740993", "9007199254740992"), Paths{""});
  EXPECT_EQ(paths("18446744073709551615", "-1"), Paths{""});
  EXPECT_EQ(paths("18446744073709551615", "18446744073709551615"), Paths{});
  EXPECT_EQ(paths("-9223372036854775808", "9223372036854775807"), Paths{""});
  EXPECT_EQ(paths("[-3]", "[4]"), Paths{"[0]"});
  EXPECT_EQ(paths("[-3]", "[4]", {7, {}, {}}), Paths{});
}

TEST(JsonDiff, AToleranceOfIntegersIsExact) {
  JsonDiffRules rules;
  rules.tolerances["time"] = 100;
  EXPECT_EQ(paths(R"({"time":"946684800000000000"})", R"({"time":"946684800000000100"})", rules),
            Paths{});
  EXPECT_EQ(paths(R"({"time":"946684800000000000"})", R"({"time":"946684800000000101"})", rules),
            Paths{"time"});
  EXPECT_EQ(paths(R"({"time":946684800000000127})", R"({"time":"946684800000000000"})", rules),
            Paths{"time"});
  rules.tolerances["time"] = 1e30;
  EXPECT_EQ(paths(R"({"time":-9223372036854775808})", R"({"time":18446744073709551615})", rules),
            Paths{});
  rules.tolerances["time"] = 0;
  EXPECT_EQ(paths(R"({"time":null})", R"({"time":null})", rules), Paths{});
  EXPECT_EQ(paths(R"({"time":"x"})", R"({"time":"x"})", rules), Paths{});
  EXPECT_EQ(paths(R"({"time":"1.5"})", R"({"time":1.5})", rules), Paths{});
}

TEST(JsonDiff, IgnoredPlacesStandForAllBelowThem) {
  JsonDiffRules rules;
  rules.ignored = {"layers.inputs", "list[1]"};
  EXPECT_EQ(paths(R"({"layers":[{"inputs":[1],"inputs_old":1}],"list":[1,2,3]})",
                  R"({"layers":[{"inputs":[2],"inputs_old":2}],"list":[0,0,0]})", rules),
            (Paths{"layers[0].inputs_old", "list[0]", "list[2]"}));
}

TEST(JsonDiff, StopsAtTheLimit) {
  EXPECT_EQ(diff_json(*parse_json("[1,2,3]"), *parse_json("[4,5,6]"), {}, "", 2).size(), 2U);
}

}  // namespace
}  // namespace reprise
