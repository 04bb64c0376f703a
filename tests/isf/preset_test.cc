#include "core/isf/preset.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/isf/parse_helper.h"

namespace reprise::isf {
namespace {

TEST(Preset, ReadsTheDescription) {
  const auto preset = parse_json_header(
      R"({"ISFVSN": "2", "DESCRIPTION": "d", "CREDIT": "c", "CATEGORIES": ["x", 3, "y"], "ODD": {}})");
  ASSERT_TRUE(preset);
  EXPECT_EQ(preset->name, "demo");
  EXPECT_EQ(preset->info.isf_version, 2);
  EXPECT_EQ(preset->info.description, "d");
  EXPECT_EQ(preset->info.credit, "c");
  EXPECT_EQ(preset->info.categories, (std::vector<std::string>{"x", "y"}));
}

TEST(Preset, VersionInEverySpelling) {
  const auto version = [](const char* json) { return parse_json_header(json)->info.isf_version; };
  EXPECT_EQ(version("{}"), 1);
  EXPECT_EQ(version(R"({"ISFVSN": "1"})"), 1);
  EXPECT_EQ(version(R"({"ISFVSN": 2})"), 2);
  EXPECT_EQ(version(R"({"ISFVSN": "2.0"})"), 2);
  EXPECT_EQ(version(R"({"ISFVSN": "two"})"), 1);
}

TEST(Preset, KindFollowsFromItsImages) {
  const auto kind = [](const std::string& inputs) {
    return parse_json_header(R"({"INPUTS": [)" + inputs + "]}")->info.kind;
  };
  EXPECT_EQ(kind(""), PresetKind::kGenerator);
  EXPECT_EQ(kind(R"({"NAME": "inputImage", "TYPE": "image"})"), PresetKind::kFilter);
  EXPECT_EQ(kind(R"({"NAME": "inputImage", "TYPE": "float"})"), PresetKind::kGenerator);
  EXPECT_EQ(kind(R"({"NAME": "startImage", "TYPE": "image"}, {"NAME": "endImage", "TYPE": "image"},
                    {"NAME": "progress", "TYPE": "float"})"),
            PresetKind::kTransition);
  EXPECT_EQ(kind(R"({"NAME": "startImage", "TYPE": "image"}, {"NAME": "endImage", "TYPE": "image"},
                    {"NAME": "progress", "TYPE": "bool"})"),
            PresetKind::kGenerator);
}

TEST(Preset, DirtyHeaders) {
  const std::vector<std::string> texts = {
      "\xEF\xBB\xBF/*{\"DESCRIPTION\": \"d\",}*/ void main() {}",
      "#version 120\n// Copyright /* nobody\n/*\n{\"DESCRIPTION\": \"d\", // why\n}*/",
      "/* a licence */\n/* { \"DESCRIPTION\" : \"d\", \"INPUTS\": [ ], } */",
      "/*\n// commented first\n\n{\"DESCRIPTION\": \"d\"}\n*/",
      "/*{\r\n\t\"DESCRIPTION\": \"d\",\r\n}*/\r\n",
      "/*{\"DESCRIPTION\": \"d\", \"CREDIT\": \"by\tme\nand you\"}*/",
      "/*{\"DESCRIPTION\": \"d\", \"CREDIT\": \"Andr\xE9\"}*/",
      "/*{\"DESCRIPTION\": \"d\", \"CREDIT\": \"http://x.org // and\nmore\"}*/",
      "/*{\"DESCRIPTION\": \"d\"}",
      "/*{\"DESCRIPTION\": \"d\"}\n\nNotes: {more} of \"it\",\n}*/",
  };
  for (const std::string& text : texts) {
    const auto preset = parse_text(text);
    ASSERT_TRUE(preset) << text << "\n" << preset.error().message;
    EXPECT_EQ(preset->info.description, "d") << text;
  }
}

TEST(Preset, BrokenHeaders) {
  const auto error = [](const std::string& text) {
    const auto preset = parse_text(text);
    EXPECT_FALSE(preset) << text;
    EXPECT_EQ(preset ? ErrorCode::kInternal : preset.error().code, ErrorCode::kInvalid);
    return preset ? std::string() : preset.error().message;
  };
  EXPECT_EQ(error(""), "demo.fs: no ISF header");
  EXPECT_EQ(error("void main() {}"), "demo.fs: no ISF header");
  EXPECT_EQ(error("// /*{}*/"), "demo.fs: no ISF header");
  EXPECT_EQ(error("/* words */"), "demo.fs: no ISF header");
  EXPECT_NE(error("//\n/*\n{\"A\" 1}*/").find("demo.fs: the header is no JSON: line 3, column 6"),
            std::string::npos);
  EXPECT_NE(error("/*{} {}*/").find("the header is no JSON"), std::string::npos);
  EXPECT_NE(error("/*{\"INPUTS\": []}, \"PASSES\": []}*/").find("the header is no JSON"),
            std::string::npos);
  EXPECT_NE(error("/*{\"A\": " + std::string(300, '[') + std::string(300, ']') + "}*/")
                .find("the header is no JSON"),
            std::string::npos);
  EXPECT_EQ(error(std::string("/*{}*/\0void", 11)), "demo.fs: no text (it contains a zero byte)");
  EXPECT_EQ(error("/*{}*/" + std::string(1 << 20, ' ')), "demo.fs: larger than 1 MiB");
}

TEST(Preset, ManyCommentsAreNoTrouble) {
  std::string text;
  for (int i = 0; i < 200'000; ++i) {
    text += "/**/\n";
  }
  EXPECT_FALSE(parse_text(text));
  EXPECT_TRUE(parse_text(text.substr(0, 900'000) + "\n/*{}*/"));
}

TEST(Preset, CodeKeepsItsLines) {
  const auto preset = parse_text("// top\r\n/*{\r\n}*/ int a;\r\nint b;\r\n");
  ASSERT_TRUE(preset);
  EXPECT_EQ(preset->fragment_code, "// top\n   \n    int a;\nint b;\n");
}

TEST(Preset, ClockUseIsFoundOutsideComments) {
  const auto reads = [](const std::string& fragment, const std::string& vertex = {}) {
    const auto preset =
        parse_text("/*{\"DESCRIPTION\": \"FRAMEINDEX TIMEDELTA\"}*/" + fragment, vertex);
    return std::pair(preset->info.reads_frame_index, preset->info.reads_time_delta);
  };
  EXPECT_EQ(reads("// FRAMEINDEX\n/* TIMEDELTA */ float MY_FRAMEINDEX = TIME;"),
            std::pair(false, false));
  EXPECT_EQ(reads("int i = FRAMEINDEX;"), std::pair(true, false));
  EXPECT_EQ(reads("float f = TIMEDELTA*2.0;"), std::pair(false, true));
  EXPECT_EQ(reads("", "void main() { float f = float(FRAMEINDEX); }"), std::pair(true, false));
}

TEST(Preset, VertexShader) {
  EXPECT_NE(parse_text("/*{}*/")->vertex_code.find("isf_vertShaderInit();"), std::string::npos);
  EXPECT_EQ(parse_text("/*{}*/", "void main() {\r}")->vertex_code, "void main() {\n}");
  EXPECT_FALSE(parse_text("/*{}*/", std::string(2 << 20, ' ')));
}

}  // namespace
}  // namespace reprise::isf
