#include "core/base/json_tree.h"

#include <bit>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/json.h"
#include "core/base/json_text.h"
#include "core/base/utf8.h"

namespace reprise {
namespace {

using testing::HasSubstr;

bool parses(std::string_view text) {
  JsonTree tree;
  return tree.parse(text).has_value();
}
std::string error_of(std::string_view text) {
  JsonTree tree;
  const Status status = tree.parse(text);
  return status ? "" : status.error().message;
}

TEST(JsonTree, AgreesWithTheOtherParserOnWhatIsJson) {
  for (const std::string_view text :
       {"0", "-0", "1.5e+7", "\"\"", "[]", "{}", " [1, 2 ,3] ", "{\"a\":{\"b\":[null,true,false]}}",
        "\"\\ud83c\\udfb5\\n\\/\"", "[[],[[]],{}]", "\"\xC3\xA9\"", "1E5", "\t\"x\"\r\n",
        // and what is not
        "", " ", "01", "1.", ".5", "-", "+1", "1e", "[1,]", "[,1]", "{\"a\":1,}", "{\"a\"}",
        "{a:1}", "{\"a\":1 \"b\":2}", "[1 2]", "[", "]", "{", "}", "[}", "{]", "\"", "\"\\\"",
        "\"\\x\"", "\"\\u12\"", "\"\\ud83c\"", "\"\\udfb5\"", "\"\\ud83cx\"", "\"\n\"", "nul",
        "tru", "NaN", "1 2", "[1]]", "\"\xC3\"", "\"\xED\xA0\x80\"", "'a'", "{\"a\":}", "{:1}",
        "[\"a\":1]"}) {
    EXPECT_EQ(parses(text), parse_json(text).has_value()) << text;
  }
}

TEST(JsonTree, LimitsDepthAndSize) {
  EXPECT_TRUE(parses(std::string(200, '[') + std::string(200, ']')));
  EXPECT_THAT(error_of(std::string(201, '[') + std::string(201, ']')), HasSubstr("nested deeper"));
  std::string wide = "[0";
  for (std::size_t i = 0; i < JsonTree::kMaxNodes; ++i) {
    wide += ",0";
  }
  EXPECT_THAT(error_of(wide + "]"), HasSubstr("more than 1000000 values"));
}

TEST(JsonTree, MembersAreTakenInAnyOrderAndOnce) {
  JsonTree tree;
  ASSERT_TRUE(tree.parse(R"({"a":1,"\u0062":"x","c":[1,2],"a":3})").has_value());
  JsonNode root = tree.root();
  EXPECT_EQ(root.size(), 4U);
  EXPECT_EQ(*root.take("a")->as_int(0, 9), 1);
  EXPECT_EQ(*root.take("c")->first()->next()->as_int(0, 9), 2);
  EXPECT_EQ(*root.take("b")->as_text(), "x");
  EXPECT_FALSE(root.take("d").has_value());
  EXPECT_EQ(root.all_taken().error().message, "$: unknown or repeated field \"a\"");
  EXPECT_TRUE(root.take("a").has_value());
  EXPECT_TRUE(root.all_taken().has_value());
  EXPECT_EQ(root.require("e").error().message, "$: \"e\" is missing");
}

TEST(JsonTree, ErrorsNameThePath) {
  JsonTree tree;
  ASSERT_TRUE(tree.parse(R"({"a":{"b":[0,{"c":"x"}]}})").has_value());
  const JsonNode c = *tree.root().take("a")->take("b")->first()->next()->take("c");
  EXPECT_EQ(c.path(), "a.b[1].c");
  EXPECT_EQ(c.as_int(0, 1).error().message, "a.b[1].c: expected an integer");
  EXPECT_EQ(c.as_double().error().message, "a.b[1].c: expected a number");
  EXPECT_EQ(c.as_boolean().error().message, "a.b[1].c: expected true or false");
  EXPECT_THAT(c.as_base64().error().message, HasSubstr("a.b[1].c: base64"));
}

TEST(JsonTree, IntegersComeAsNumbersOrDecimalStrings) {
  JsonTree tree;
  ASSERT_TRUE(tree.parse(R"(["-9223372036854775808","18446744073709551615",2.0,1e3,1.5,"1x","",
                             9223372036854775808,-1])")
                  .has_value());
  std::vector<JsonNode> nodes;
  for (auto node = tree.root().first(); node; node = node->next()) {
    nodes.push_back(*node);
  }
  constexpr auto kMin = std::numeric_limits<std::int64_t>::min();
  constexpr auto kMax = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(*nodes[0].as_int(kMin, kMax), kMin);
  EXPECT_EQ(*nodes[1].as_uint64(), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(*nodes[2].as_int(kMin, kMax), 2);
  EXPECT_EQ(*nodes[3].as_uint64(), 1000U);
  for (const std::size_t bad : {4U, 5U, 6U, 7U}) {
    EXPECT_FALSE(nodes[bad].as_int(kMin, kMax).has_value()) << bad;
  }
  EXPECT_FALSE(nodes[8].as_uint64().has_value());
  EXPECT_THAT(nodes[8].as_int(0, 5).error().message, HasSubstr("-1 is outside 0 to 5"));
}

TEST(JsonText, NumbersReadBackBitForBit) {
  std::string text;
  JsonTextWriter json(text);
  const std::vector<double> values{0.0,
                                   -0.0,
                                   0.1,
                                   1e300,
                                   -1e-300,
                                   std::numeric_limits<double>::denorm_min(),
                                   std::numeric_limits<double>::max(),
                                   std::numeric_limits<double>::infinity(),
                                   -std::numeric_limits<double>::infinity(),
                                   9007199254740993.0,
                                   std::numeric_limits<double>::quiet_NaN()};
  json.begin_array();
  for (const double value : values) {
    json.real(value);
    json.real(static_cast<float>(value));
  }
  json.end_array();
  ASSERT_TRUE(parse_json(text).has_value()) << text;
  JsonTree tree;
  ASSERT_TRUE(tree.parse(text).has_value());
  auto node = tree.root().first();
  for (const double value : values) {
    EXPECT_EQ(std::bit_cast<std::uint64_t>(*node->as_double()),
              std::bit_cast<std::uint64_t>(value));
    node = node->next();
    EXPECT_EQ(std::bit_cast<std::uint32_t>(*node->as_float()),
              std::bit_cast<std::uint32_t>(static_cast<float>(value)));
    node = node->next();
  }
}

TEST(JsonText, TextIsEscapedAndAlwaysUtf8) {
  std::string text;
  JsonTextWriter json(text);
  json.begin_object();
  json.any_key("k\"\\");
  json.text(std::string_view("\0\x1F\n\r\t\"\\\x7Fé🎵\xFF\xC3", 16));
  json.key("empty");
  json.begin_object();
  json.end_object();
  json.key("wide");
  json.wide(std::numeric_limits<std::uint64_t>::max());
  json.end_object();
  EXPECT_EQ(text, R"({"k\"\\":"\u0000\u001f\n\r\t\"\\\u007fé🎵)"
                  "\xEF\xBF\xBD\xEF\xBF\xBD"
                  R"(","empty":{},"wide":"18446744073709551615"})");
  EXPECT_TRUE(is_utf8(text));
  EXPECT_TRUE(parse_json(text).has_value());
}

TEST(Utf8, FollowsTheStandard) {
  for (const std::string_view good :
       {"", "abcdefghijkl", "é", "€", "🎵", "\xF4\x8F\xBF\xBF", "abcdefghi€"}) {
    EXPECT_TRUE(is_utf8(good)) << good;
  }
  for (const std::string_view bad :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE2\x82", "abcdefgh\xFF"}) {
    EXPECT_FALSE(is_utf8(bad));
  }
}

}  // namespace
}  // namespace reprise
