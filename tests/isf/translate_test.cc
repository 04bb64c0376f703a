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
  EXPECT_THAT(pair.fragment, HasSubstr("\nnoperspective varying vec2 isf_FragNormCoord;"));
  EXPECT_THAT(pair.fragment, HasSubstr("layout(location = 0) out vec4 isf_FragColor;"));
  EXPECT_THAT(pair.vertex, HasSubstr("#define varying out\n"));
  EXPECT_THAT(pair.vertex, HasSubstr("\nnoperspective varying vec2 isf_FragNormCoord;"));
  EXPECT_THAT(pair.vertex, HasSubstr("void isf_vertShaderInit()"));
  EXPECT_THAT(pair.vertex, Not(HasSubstr("texture(")));
  EXPECT_THAT(pair.fragment, Not(HasSubstr("isf_vertShaderInit()")));
}

TEST(Translate, ATiltedQuadKeepsItsPerspective) {
  const ShaderPair pair =
      shaders("/*{}*/ void main() {}",
              "void main() { isf_vertShaderInit(); gl_Position.w = 1.0 + isf_FragNormCoord.y; }");
  EXPECT_THAT(pair.fragment, HasSubstr("\nvarying vec2 isf_FragNormCoord;"));
  EXPECT_THAT(pair.vertex, HasSubstr("\nvarying vec2 isf_FragNormCoord;"));
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

TEST(Translate, FlatValuesGoThroughTheVertices) {
  const auto preset = parse_text(R"(/*{"INPUTS": [
      {"NAME": "f", "TYPE": "float"}, {"NAME": "b", "TYPE": "bool"}, {"NAME": "unused", "TYPE": "color"},
      {"NAME": "i", "TYPE": "image"}]}*/
      void main() { gl_FragColor = IMG_THIS_PIXEL(i) * f * (b ? TIME : 1.0); })");
  ASSERT_TRUE(preset);
  const ShaderPair pair = translate(*preset, GlslVersion::k450, 0, InputPath::kFlatVarying);
  EXPECT_THAT(pair.fragment, HasSubstr("flat in float isf_flat_f;\nfloat f = isf_flat_f;\n"));
  EXPECT_THAT(pair.fragment, HasSubstr("flat in int isf_flat_b;\nbool b = isf_flat_b != 0;\n"));
  EXPECT_THAT(pair.fragment, HasSubstr("float TIME = isf_flat_TIME;\n"));
  EXPECT_THAT(pair.fragment, HasSubstr("\nuniform vec4 unused;\n"));
  EXPECT_THAT(pair.fragment, HasSubstr("\nuniform sampler2D i;\n"));
  EXPECT_THAT(pair.fragment, Not(HasSubstr("uniform float f;")));
  EXPECT_THAT(pair.vertex, HasSubstr("\nuniform float f;\nflat out float isf_flat_f;\n"));
  EXPECT_THAT(pair.vertex, HasSubstr("  isf_flat_b = int(b);\n"));
  EXPECT_THAT(pair.vertex, HasSubstr("#define main isf_main\n#line 4000001\n"));
  EXPECT_THAT(pair.vertex, HasSubstr("#line 2000001\n#undef main\nvoid main() {"));
  EXPECT_THAT(pair.vertex, Not(HasSubstr("isf_flat_unused")));
}

TEST(Translate, WhatDoesNotFitBetweenTheStagesStaysAUniform) {
  std::string inputs;
  std::string sum;
  for (int i = 0; i < 20; ++i) {
    const std::string name = "c" + std::to_string(i);
    inputs += std::string(i == 0 ? "" : ", ") + R"({"NAME": ")" + name + R"(", "TYPE": "color"})";
    sum += " + " + name;
  }
  const auto preset =
      parse_text("/*{\"INPUTS\": [" + inputs + "]}*/ void main() { gl_FragColor = " + sum + "; }");
  ASSERT_TRUE(preset);
  const ShaderPair pair = translate(*preset, GlslVersion::k450, 0, InputPath::kFlatVarying);
  EXPECT_THAT(pair.fragment, HasSubstr("flat in vec4 isf_flat_c9;"));
  EXPECT_THAT(pair.fragment, HasSubstr("uniform vec4 c10;"));
  EXPECT_THAT(pair.vertex, Not(HasSubstr("isf_flat_c10")));
}

bool covers(const std::string& fragment, const std::string& vertex = {}) {
  const auto preset = parse_text("/*{}*/ " + fragment, vertex);
  return preset && covers_target(*preset);
}

TEST(Translate, CoversItsTargetUnlessItDiscardsOrMovesTheCorners) {
  EXPECT_TRUE(covers("void main() { gl_FragColor = vec4(1.0); }  // discard nothing"));
  EXPECT_FALSE(covers("void main() { if (gl_FragCoord.x < 1.0) discard; }"));
  EXPECT_TRUE(covers("void main() {}", "void main() { isf_vertShaderInit(); }"));
  EXPECT_FALSE(
      covers("void main() {}", "void main() { isf_vertShaderInit(); gl_Position *= 2.; }"));
  EXPECT_FALSE(covers("void main() {}", "void main() {}"));
  EXPECT_FALSE(covers("void main() {}", "void main() { if (TIME > 1.) isf_vertShaderInit(); }"));
  EXPECT_FALSE(
      covers("void main() {}", "void f() { isf_vertShaderInit(); } void main() { TIME; }"));
  EXPECT_FALSE(covers("void main() {}", "#if 0\nvoid main() { isf_vertShaderInit(); }\n#endif\n"));
  EXPECT_FALSE(
      covers("void main() {}", "void main() { isf_vertShaderInit(); gl_CullDistance[0] = -1.; }"));
}

TEST(Translate, IsAFunctionOfItsInput) {
  EXPECT_EQ(shaders("/*{}*/ void main() {}").fragment, shaders("/*{}*/ void main() {}").fragment);
}

}  // namespace
}  // namespace reprise::isf
