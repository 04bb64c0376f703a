#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/isf/parse_helper.h"

namespace reprise::isf {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

ShaderPair shaders(const std::string& fragment, const std::string& vertex = {},
                   GlslVersion version = GlslVersion::k450) {
  const auto preset = parse_text(fragment, vertex);
  EXPECT_TRUE(preset) << preset.error().message;
  return preset ? translate(*preset, version) : ShaderPair{};
}

// What stands before the author's first line, and the rest.
std::string preamble(const std::string& shader) {
  return shader.substr(0, shader.rfind("#line "));
}
std::string authors_part(const std::string& shader) {
  return shader.substr(shader.rfind("#line "));
}

TEST(Translate, VersionComesFirst) {
  EXPECT_THAT(shaders("/*{}*/").fragment, StartsWith("#version 450 core\n"));
  EXPECT_THAT(shaders("/*{}*/").vertex, StartsWith("#version 450 core\n"));
  EXPECT_THAT(shaders("/*{}*/", "", GlslVersion::k330).fragment, StartsWith("#version 330 core\n"));
}

TEST(Translate, DeclaresEveryInputByItsType) {
  const ShaderPair pair = shaders(R"(/*{"INPUTS": [
      {"NAME": "f", "TYPE": "float"}, {"NAME": "b", "TYPE": "bool"}, {"NAME": "e", "TYPE": "event"},
      {"NAME": "l", "TYPE": "long"}, {"NAME": "p", "TYPE": "point2D"}, {"NAME": "c", "TYPE": "color"},
      {"NAME": "i", "TYPE": "image"}, {"NAME": "a", "TYPE": "audio"}, {"NAME": "s", "TYPE": "audioFFT"},
      {"NAME": "k", "TYPE": "cube"}],
      "PASSES": [{"TARGET": "t"}, {"TARGET": "t"}, {}], "IMPORTED": {"m": {"PATH": "m.png"}}}*/)");
  for (const std::string& shader : {pair.fragment, pair.vertex}) {
    for (const char* line :
         {"uniform float f;",         "uniform bool b;",          "uniform bool e;",
          "uniform int l;",           "uniform vec2 p;",          "uniform vec4 c;",
          "uniform sampler2D i;",     "uniform sampler2D a;",     "uniform sampler2D s;",
          "uniform samplerCube k;",   "uniform sampler2D t;",     "uniform sampler2D m;",
          "uniform vec4 _t_imgRect;", "uniform vec2 _a_imgSize;", "uniform bool _m_flip;",
          "uniform int PASSINDEX;",   "uniform vec2 RENDERSIZE;", "uniform float TIME;",
          "uniform float TIMEDELTA;", "uniform vec4 DATE;",       "uniform int FRAMEINDEX;"}) {
      const std::string declaration = "\n" + std::string(line) + "\n";
      const std::size_t first = shader.find(declaration);
      EXPECT_NE(first, std::string::npos) << line;
      EXPECT_EQ(shader.find(declaration, first + 1), std::string::npos) << line << " twice";
    }
  }
}

TEST(Translate, AuthorsVersionAndExtensionsMoveToTheFront) {
  const ShaderPair pair = shaders(
      "#version 120\n/*{}*/\n#extension GL_EXT_a : require\n // #version 3\n"
      "#extension GL_EXT_b:disable\n#extension all : warn\nvoid main() {}");
  EXPECT_THAT(preamble(pair.fragment), HasSubstr("#extension GL_EXT_a : enable\n"));
  EXPECT_THAT(preamble(pair.fragment), HasSubstr("#extension GL_EXT_b : disable\n"));
  EXPECT_THAT(pair.fragment, Not(HasSubstr("#version 120")));
  EXPECT_THAT(pair.fragment, Not(HasSubstr("extension all")));
  EXPECT_THAT(authors_part(pair.fragment), HasSubstr("// #version 3"));
  EXPECT_THAT(authors_part(pair.fragment), Not(HasSubstr("#extension")));
}

TEST(Translate, AuthorsLinesKeepTheirNumbers) {
  const ShaderPair pair = shaders("/*{\n}*/\nvoid main() {}\n", "// v\nvoid main() {}\n");
  EXPECT_EQ(authors_part(pair.fragment), "#line 1\n   \n   \nvoid main() {}\n");
  EXPECT_EQ(authors_part(pair.vertex), "#line 4000001\n// v\nvoid main() {}\n");
}

TEST(Translate, EachStageHasItsOwnSideOfTheInterface) {
  const ShaderPair pair = shaders("/*{}*/ void main() { gl_FragColor = vec4(1); }");
  EXPECT_THAT(pair.fragment, HasSubstr("#define varying in\n"));
  EXPECT_THAT(pair.fragment, HasSubstr("\nin vec2 isf_FragNormCoord;"));
  EXPECT_THAT(pair.fragment, HasSubstr("layout(location = 0) out vec4 isf_FragColor;"));
  EXPECT_THAT(pair.vertex, HasSubstr("#define varying out\n"));
  EXPECT_THAT(pair.vertex, HasSubstr("\nout vec2 isf_FragNormCoord;"));
  EXPECT_THAT(pair.vertex, HasSubstr("void isf_vertShaderInit()"));
  EXPECT_THAT(pair.vertex, Not(HasSubstr("texture(")));
  EXPECT_THAT(pair.fragment, Not(HasSubstr("isf_vertShaderInit()")));
}

TEST(Translate, AnOwnOutputIsTheOnlyOne) {
  const auto has_output = [](const std::string& code) {
    return shaders("/*{}*/" + code).fragment.find("out vec4 isf_FragColor") != std::string::npos;
  };
  EXPECT_FALSE(has_output("out vec4 mine; void main() { mine = vec4(1); }"));
  EXPECT_TRUE(has_output("void f(out vec4 c) { c = vec4(1); } void main() { f(gl_FragColor); }"));
  EXPECT_TRUE(has_output("// out\nvoid main() {}"));
}

TEST(Translate, NamesOfVersion1) {
  const ShaderPair pair = shaders("/*{}*/");
  for (const char* line : {"#define vv_FragNormCoord isf_FragNormCoord",
                           "#define vv_vertShaderInit isf_vertShaderInit",
                           "#define texture2DLod textureLod", "#define texture2DRect IMG_PIXEL"}) {
    EXPECT_THAT(pair.fragment, HasSubstr(line));
    EXPECT_THAT(pair.vertex, HasSubstr(line));
  }
  EXPECT_THAT(pair.fragment, HasSubstr("#define gl_FragColor isf_FragColor\n"));
}

TEST(Translate, DataOutputsTakeThePlaceOfTheColor) {
  const ShaderPair pair = shaders("/*{}*/ void main() { gl_FragData[0] = vec4(1); }");
  EXPECT_THAT(pair.fragment, HasSubstr("layout(location = 0) out vec4 isf_FragData[8];\n"));
  EXPECT_THAT(pair.fragment, HasSubstr("#define gl_FragData isf_FragData\n"));
  EXPECT_THAT(pair.fragment, HasSubstr("#define gl_FragColor isf_FragData[0]\n"));
  EXPECT_THAT(pair.fragment, Not(HasSubstr("isf_FragColor")));
}

TEST(Translate, ForbiddenWordsAreRenamedWhereTheyAreUsed) {
  const ShaderPair pair =
      shaders(R"(/*{"INPUTS": [{"NAME": "filter", "TYPE": "bool"}]}*/ float input; // output)",
              "int half;");
  EXPECT_THAT(preamble(pair.fragment), HasSubstr("#define filter isf_name_filter\n"));
  EXPECT_THAT(preamble(pair.fragment), HasSubstr("#define input isf_name_input\n"));
  EXPECT_THAT(preamble(pair.vertex), HasSubstr("#define filter isf_name_filter\n"));
  EXPECT_THAT(preamble(pair.vertex), HasSubstr("#define half isf_name_half\n"));
  EXPECT_THAT(preamble(pair.vertex), Not(HasSubstr("input")));
  EXPECT_THAT(pair.fragment, Not(HasSubstr("isf_name_output")));
  EXPECT_EQ(glsl_name("filter"), "isf_name_filter");
  EXPECT_EQ(glsl_name("filters"), "filters");
}

TEST(Translate, KeywordsAreRenamedWhereTheyAreDeclaredOrIn330) {
  const std::string used = "/*{}*/ float sample;";
  const std::string declared = R"(/*{"PASSES": [{"TARGET": "sample"}]}*/)";
  const std::string renamed = "#define sample isf_name_sample\n";
  EXPECT_THAT(shaders(used).fragment, Not(HasSubstr(renamed)));
  EXPECT_THAT(shaders(used, "", GlslVersion::k330).fragment, HasSubstr(renamed));
  EXPECT_THAT(shaders(declared).fragment, HasSubstr(renamed));
  EXPECT_THAT(shaders(declared).vertex, HasSubstr(renamed));
}

TEST(Translate, AuthorsMacrosReplaceOurs) {
  const std::string code =
      "/*{}*/\n#ifdef GL_ES\n  # define texture2D(s, p) \\\n  f(s, p)\n#endif\n"
      "#define mine texture2D\n// #define varying in\n";
  EXPECT_THAT(shaders(code).fragment,
              HasSubstr("#ifdef GL_ES\n#undef texture2D\n#line 3\n  # define texture2D(s, p) \\\n"
                        "  f(s, p)\n#endif\n#define mine texture2D\n"));
  EXPECT_THAT(shaders(code).fragment, Not(HasSubstr("#undef varying")));
  EXPECT_THAT(shaders("/*{}*/", code).vertex, HasSubstr("#undef texture2D\n#line 4000003\n"));
}

TEST(Translate, OnePassHasAConstantPassIndex) {
  const auto preset = parse_text("/*{\"PASSES\": [{\"TARGET\": \"a\"}, {}]}*/ void main() {}");
  ASSERT_TRUE(preset);
  const ShaderPair second = translate(*preset, GlslVersion::k450, 1);
  for (const std::string& shader : {second.fragment, second.vertex}) {
    EXPECT_THAT(shader, HasSubstr("\nconst int PASSINDEX = 1;\n"));
    EXPECT_THAT(shader, Not(HasSubstr("uniform int PASSINDEX;")));
  }
}

TEST(Translate, IsAFunctionOfItsInput) {
  EXPECT_EQ(shaders("/*{}*/ void main() {}").fragment, shaders("/*{}*/ void main() {}").fragment);
}

}  // namespace
}  // namespace reprise::isf
