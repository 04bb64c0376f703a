#include "core/base/json.h"

#include <array>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reprise {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr std::int64_t kMin64 = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMax64 = std::numeric_limits<std::int64_t>::max();

std::string strict_error(std::string_view text) {
  const auto json = parse_json(text);
  return json ? "parsed: " + dump_json(*json) : json.error().message;
}

Json lenient(std::string_view text) {
  const auto json = parse_json(text, JsonDialect::kLenient);
  return json ? *json : Json("failed: " + json.error().message);
}

TEST(JsonParse, KeepsTheOrderOfKeys) {
  const Json json = parse_json(R"({"z":1,"a":[true,null],"m":"x"})").value();
  EXPECT_EQ(dump_json(json), R"({"z":1,"a":[true,null],"m":"x"})");
}

TEST(JsonParse, ErrorsNameLineAndColumn) {
  EXPECT_THAT(strict_error("{\n  \"a\": 1,\n  \"b\": x\n}"), StartsWith("line 3, column 8: "));
  EXPECT_THAT(strict_error("[1,\r\n2,\r\nx]"), StartsWith("line 3, column 1: "));
  EXPECT_THAT(strict_error("[1,\r2,\rx]"), StartsWith("line 3, column 1: "));
  EXPECT_EQ(parse_json("").error().code, ErrorCode::kInvalid);
}

TEST(JsonParse, StrictRefusesTheLenientForms) {
  for (const char* text : {"[1,]", "{\"a\":1,}", "// x\n1", "/* x */ 1", "[1,,2]", "NaN", "'a'",
                           "{a:1}", "01", "1 2", "\"\n\""}) {
    EXPECT_FALSE(parse_json(text)) << text;
  }
}

TEST(JsonParse, DeepNestingIsRefusedAndItsLimitAllowed) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(parse_json(nested(200)));
  EXPECT_THAT(strict_error(nested(201)), HasSubstr("column 201: nested deeper than 200"));
  EXPECT_FALSE(parse_json(std::string(1'000'000, '[')));
  EXPECT_TRUE(parse_json("[\"" + std::string(300, '[') + "\\\"" + std::string(300, '{') + "\"]"))
      << "brackets in a string are no nesting";
}

TEST(JsonParse, ObjectsOfVeryManyMembersAreRefusedAndTheLimitAllowed) {
  const auto members = [](int count) {
    std::string text = "{\"in a string\": \":::\"";
    for (int i = 1; i < count; ++i) {
      text += ",\"" + std::to_string(i) + "\":{\"a\":[]}";
    }
    return text + "}";
  };
  EXPECT_TRUE(parse_json(members(10'000)));
  EXPECT_THAT(strict_error(members(10'001)), HasSubstr("an object of more than 10000 members"));
  EXPECT_FALSE(parse_json("}" + members(10'001)));
}

TEST(JsonParse, NumbersTooLargeForAnyTypeDoNotThrow) {
  EXPECT_FALSE(parse_json("1e999"));
  EXPECT_TRUE(parse_json("99999999999999999999999")) << "read as a double";
}

TEST(JsonParse, InvalidUtf8IsRefused) {
  EXPECT_FALSE(parse_json("\"\xFF\""));
}

TEST(JsonLenient, BomCommentsAndTrailingCommas) {
  EXPECT_EQ(lenient("\xEF\xBB\xBF{\"a\": [1, 2, /* three */ ], // end\n \"b\": {\"c\": 1,},}"),
            (Json{{"a", {1, 2}}, {"b", {{"c", 1}}}}));
  EXPECT_EQ(lenient("[1, // one\r\n]"), Json::array({1}));
  EXPECT_EQ(lenient("[1 /**/ , /* , */ \n ]"), Json::array({1}));
}

TEST(JsonLenient, StringsAreLeftAlone) {
  EXPECT_EQ(lenient(R"(["// no", "/* no */", ",]", "\",]", "a\\",])"),
            Json::array({"// no", "/* no */", ",]", "\",]", "a\\"}));
}

TEST(JsonLenient, OnlyOneTrailingCommaAndOnlyAfterAValue) {
  for (const char* text : {"[,]", "{,}", "[1,,]", "[,1]", "[1,,2]", "{\"a\":,}", "{\"a\":1,,}"}) {
    EXPECT_FALSE(parse_json(text, JsonDialect::kLenient)) << text;
  }
}

TEST(JsonLenient, LinesAndColumnsStayTrue) {
  const auto json = parse_json("\xEF\xBB\xBF{\n/* two\nlines */ \"a\": 1, // c\n  \"b\": x }",
                               JsonDialect::kLenient);
  ASSERT_FALSE(json);
  EXPECT_THAT(json.error().message, StartsWith("line 4, column 8: "));
}

TEST(JsonLenient, UnfinishedFormsFailWithoutACrash) {
  for (const char* text :
       {"", "\xEF\xBB\xBF", "/*", "/", "//", "\"", "\"\\", "[1,", "{\"a\"", "[/*]"}) {
    EXPECT_FALSE(parse_json(text, JsonDialect::kLenient)) << text;
  }
}

TEST(JsonDump, OneLineAndPretty) {
  const Json json{{"a", 1}, {"b", Json::array()}};
  EXPECT_EQ(dump_json(json), R"({"a":1,"b":[]})");
  EXPECT_EQ(dump_json_pretty(json), "{\n  \"a\": 1,\n  \"b\": []\n}\n");
}

TEST(JsonDump, InvalidUtf8IsReplaced) {
  EXPECT_EQ(dump_json(Json("a\xFFz")), "\"a\uFFFDz\"");
}

class JsonFieldTest : public testing::Test {
 protected:
  const Json json_ = parse_json(R"({
    "name": "x", "on": true, "none": null, "big": "18446744073709551615", "int": -7,
    "real": 2.5, "whole": 2.0, "huge": 18446744073709551615, "text": "12x",
    "scenes": [{"layers": [{"opacity": "no"}]}]
  })")
                         .value();
  const JsonField root_{json_};

  JsonField field(std::string_view key) { return root_.member(key).value(); }
};

TEST_F(JsonFieldTest, ErrorsNameTheWholePath) {
  const auto scene = field("scenes").elements().value().at(0);
  const auto layer = scene.member("layers").value().elements().value().at(0);
  const auto opacity = layer.member("opacity").value();
  EXPECT_EQ(opacity.path(), "scenes[0].layers[0].opacity");
  const Error error = opacity.as_number(0, 1).error();
  EXPECT_EQ(error.code, ErrorCode::kInvalid);
  EXPECT_EQ(error.message, "scenes[0].layers[0].opacity: expected a number");
}

TEST_F(JsonFieldTest, MissingAndOptionalMembers) {
  EXPECT_EQ(root_.member("nope").error().message, "$: \"nope\" is missing");
  EXPECT_FALSE(root_.optional_member("nope").value().has_value());
  EXPECT_FALSE(root_.optional_member("none").value().has_value());
  EXPECT_EQ(root_.optional_member("name").value()->as_string().value(), "x");
  EXPECT_TRUE(root_.member("none")) << "a null is there";
}

TEST_F(JsonFieldTest, MembersOfNoObjectFail) {
  EXPECT_THAT(field("name").member("x").error().message, HasSubstr("name: expected an object"));
  EXPECT_FALSE(field("name").optional_member("x"));
  EXPECT_FALSE(field("name").only_members({}));
  EXPECT_THAT(field("name").elements().error().message, HasSubstr("expected an array"));
}

TEST_F(JsonFieldTest, Types) {
  EXPECT_EQ(field("name").as_string().value(), "x");
  EXPECT_FALSE(field("int").as_string());
  EXPECT_TRUE(field("on").as_bool().value());
  EXPECT_FALSE(field("int").as_bool());
  EXPECT_EQ(field("real").as_number(0, 3).value(), 2.5);
  EXPECT_EQ(field("int").as_number(-10, 3).value(), -7.0);
  EXPECT_FALSE(field("on").as_number(0, 3));
}

TEST_F(JsonFieldTest, Integers) {
  EXPECT_EQ(field("int").as_int(-10, 10).value(), -7);
  EXPECT_EQ(field("whole").as_int(-10, 10).value(), 2);
  EXPECT_FALSE(field("real").as_int(kMin64, kMax64));
  EXPECT_FALSE(field("text").as_int(kMin64, kMax64));
  EXPECT_FALSE(field("huge").as_int(kMin64, kMax64));
  EXPECT_FALSE(field("on").as_int(kMin64, kMax64));
  EXPECT_EQ(field("int").as_int(0, 10).error().message, "int: -7 is outside 0 to 10");
  EXPECT_EQ(field("big").as_uint64().value(), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(field("huge").as_uint64().value(), std::numeric_limits<std::uint64_t>::max());
  EXPECT_FALSE(field("int").as_uint64());
}

TEST_F(JsonFieldTest, NumbersKeepTheirRange) {
  EXPECT_EQ(field("real").as_number(0, 1).error().message, "real: 2.5 is outside 0 to 1");
  EXPECT_TRUE(field("real").as_number(2.5, 2.5));
  EXPECT_FALSE(field("real").as_number(2.6, 9));
  const Json nan(std::numeric_limits<double>::quiet_NaN());
  EXPECT_FALSE(JsonField(nan).as_number(-1e300, 1e300));
}

TEST(JsonField, UnknownMembersGetAHint) {
  const Json json{{"opacity", 1}, {"opactiy", 1}};
  const std::array<std::string_view, 2> known = {"opacity", "blend"};
  const Status status = JsonField(json, "layers[2]").only_members(known);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "layers[2]: unknown field \"opactiy\"");
  EXPECT_EQ(status.error().hint, "did you mean \"opacity\"?");
  EXPECT_TRUE(JsonField(Json{{"blend", 1}}).only_members(known));
}

}  // namespace
}  // namespace reprise
