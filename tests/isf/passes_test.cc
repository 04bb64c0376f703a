#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/isf/parse_helper.h"

namespace reprise::isf {
namespace {

std::vector<PresetPass> passes_of(const std::string& json) {
  const auto preset = parse_json_header(json);
  EXPECT_TRUE(preset) << preset.error().message;
  return preset ? preset->info.passes : std::vector<PresetPass>{};
}

std::string error_of(const std::string& json) {
  const auto preset = parse_json_header(json);
  EXPECT_FALSE(preset) << json;
  return preset ? std::string() : preset.error().message;
}

TEST(Passes, AtLeastOne) {
  for (const char* json :
       {"{}", R"({"PASSES": []})", R"({"PASSES": [{}]})", R"({"PASSES": null})"}) {
    const auto passes = passes_of(json);
    ASSERT_EQ(passes.size(), 1U) << json;
    EXPECT_EQ(passes[0].target, "");
    EXPECT_EQ(passes[0].width, "$WIDTH");
    EXPECT_EQ(passes[0].height, "$HEIGHT");
    EXPECT_FALSE(passes[0].persistent);
  }
}

TEST(Passes, ValuesOfAnyShape) {
  const auto passes = passes_of(R"({"PASSES": [
    {"TARGET": "a", "WIDTH": 16, "HEIGHT": "$HEIGHT / 2.0", "PERSISTENT": true, "FLOAT": 1},
    {"TARGET": "b", "WIDTH": 32.5, "HEIGHT": "", "PERSISTENT": "true", "FLOAT": "YES"},
    {"TARGET": "c", "PERSISTENT": 0, "FLOAT": "false", "WIDTH": " floor($WIDTH) "},
    {"PERSISTENT": true}]})");
  ASSERT_EQ(passes.size(), 4U);
  EXPECT_EQ(passes[0].width, "16");
  EXPECT_EQ(passes[0].height, "$HEIGHT / 2.0");
  EXPECT_TRUE(passes[0].persistent && passes[0].float32);
  EXPECT_EQ(passes[1].width, "32.5");
  EXPECT_EQ(passes[1].height, "$HEIGHT");
  EXPECT_TRUE(passes[1].persistent && passes[1].float32);
  EXPECT_EQ(passes[2].width, "floor($WIDTH)");
  EXPECT_FALSE(passes[2].persistent || passes[2].float32);
  EXPECT_FALSE(passes[3].persistent) << "nothing without a name can persist";
}

TEST(Passes, PersistentBuffersOfVersion1) {
  const auto names = passes_of(
      R"({"PERSISTENT_BUFFERS": ["last"], "PASSES": [{"TARGET": "last"}, {"TARGET": "tmp"}, {}]})");
  EXPECT_TRUE(names[0].persistent);
  EXPECT_FALSE(names[0].float32);
  EXPECT_FALSE(names[1].persistent);

  const auto objects = passes_of(R"({"PERSISTENT_BUFFERS": {
      "last": {"WIDTH": "$WIDTH/4", "HEIGHT": 90, "FLOAT": true}, "unused": {}},
      "PASSES": [{"TARGET": "last", "HEIGHT": "45"}, {}]})");
  EXPECT_TRUE(objects[0].persistent && objects[0].float32);
  EXPECT_EQ(objects[0].width, "$WIDTH/4");
  EXPECT_EQ(objects[0].height, "45") << "the pass's own size wins";
  EXPECT_FALSE(objects[1].persistent);
}

TEST(Passes, PersistentBuffersThatNoPassDraws) {
  const auto names = [](const std::string& json) {
    const auto preset = parse_json_header(json);
    EXPECT_TRUE(preset) << preset.error().message;
    std::vector<std::string> found;
    for (const PresetPass& buffer : preset->info.undrawn) {
      found.push_back(buffer.target + " " + buffer.width + " " + buffer.height);
    }
    return found;
  };
  using Names = std::vector<std::string>;
  EXPECT_EQ(names(R"({"PERSISTENT_BUFFERS": ["a", "b", "a", "1st", 5, null]})"),
            (Names{"a $WIDTH $HEIGHT", "b $WIDTH $HEIGHT"}));
  EXPECT_EQ(
      names(R"({"PERSISTENT_BUFFERS": {"a": {"WIDTH": 4}, "b": 1}, "PASSES": [{"TARGET": "b"}]})"),
      (Names{"a 4 $HEIGHT"}));
  EXPECT_EQ(names(R"({"PERSISTENT_BUFFERS": ["f"], "INPUTS": [{"NAME": "f", "TYPE": "float"}]})"),
            Names{})
      << "the input has the name";
  EXPECT_EQ(passes_of(R"({"PERSISTENT_BUFFERS": ["a"]})").size(), 1U);
  std::string many = R"({"PERSISTENT_BUFFERS": ["b")";
  for (int i = 0; i < 64; ++i) {
    many += ",\"b" + std::to_string(i) + "\"";
  }
  EXPECT_EQ(error_of(many + "]}"), "demo.fs:1: PERSISTENT_BUFFERS: more than 64 buffers");
}

TEST(Passes, PassesOfOneTargetAgree) {
  const auto passes = passes_of(R"({"PASSES": [
    {"TARGET": "a"}, {"TARGET": "a", "PERSISTENT": true, "FLOAT": true}, {"TARGET": "b"}]})");
  EXPECT_TRUE(passes[0].persistent && passes[0].float32);
  EXPECT_FALSE(passes[2].persistent || passes[2].float32);
}

TEST(Passes, ErrorsNameLineAndPath) {
  EXPECT_EQ(error_of("{\"PASSES\": [{},\n{\"WIDTH\": \"$WIDTH /\"}]}"),
            "demo.fs:2: PASSES[1].WIDTH: \"$WIDTH /\": column 9: the expression ends too early");
  EXPECT_EQ(error_of(R"({"PASSES": [{"TARGET": "1st"}]})"),
            "demo.fs:1: PASSES[0].TARGET: \"1st\" is no name that GLSL allows");
  EXPECT_EQ(error_of(R"({"PASSES": ["a"]})"), "demo.fs:1: PASSES[0]: expected an object");
  EXPECT_EQ(
      error_of(R"({"INPUTS": [{"NAME": "a", "TYPE": "image"}], "PASSES": [{"TARGET": "a"}]})"),
      "demo.fs:1: PASSES[0].TARGET: the name \"a\" is taken");
  EXPECT_EQ(
      error_of(R"({"PERSISTENT_BUFFERS": {"a": {"WIDTH": "("}}, "PASSES": [{"TARGET": "a"}]})")
          .substr(0, 37),
      "demo.fs:1: PERSISTENT_BUFFERS.a.WIDTH");
  std::string many = R"({"PASSES": [{})";
  for (int i = 0; i < 64; ++i) {
    many += ",{}";
  }
  EXPECT_EQ(error_of(many + "]}"), "demo.fs:1: PASSES: more than 64 passes");
}

TEST(Imports, EveryForm) {
  for (const char* json : {
           R"({"IMPORTED": {"tex": {"PATH": "./img/../img/a.png"}}})",
           R"({"IMPORTED": {"tex": "img/a.png"}})",
           R"({"IMPORTED": [{"NAME": "tex", "PATH": "img\\a.png"}]})",
       }) {
    const auto preset = parse_json_header(json);
    ASSERT_TRUE(preset) << preset.error().message;
    ASSERT_EQ(preset->info.imports.size(), 1U);
    EXPECT_EQ(preset->info.imports[0].name, "tex");
    EXPECT_EQ(preset->info.imports[0].paths, std::vector<std::string>{"img/a.png"});
    EXPECT_FALSE(preset->info.imports[0].cube);
  }
}

TEST(Imports, CubesHaveSixFaces) {
  const auto preset = parse_json_header(
      R"({"IMPORTED": {"sky": {"TYPE": "cube", "PATH": ["1", "2", "3", "4", "5", "6"]}}})");
  ASSERT_TRUE(preset) << preset.error().message;
  EXPECT_TRUE(preset->info.imports[0].cube);
  EXPECT_EQ(preset->info.imports[0].paths.size(), 6U);
  EXPECT_EQ(error_of(R"({"IMPORTED": {"sky": {"TYPE": "cube", "PATHS": ["1", "2"]}}})"),
            "demo.fs:1: IMPORTED.sky.PATHS: expected one path, or six for a cube");
}

TEST(Imports, StayInsideTheFolder) {
  for (const char* path : {"../a.png", "/etc/passwd", "a/../../b.png", "..\\\\a.png", "C:\\\\a.png",
                           "", ".", "http://x/a.png", "a\\u0000b"}) {
    const std::string json = R"({"IMPORTED": {"t": {"PATH": ")" + std::string(path) + R"("}}})";
    EXPECT_NE(error_of(json).find("is no file inside the preset's folder"), std::string::npos)
        << path;
  }
}

TEST(Imports, Errors) {
  EXPECT_EQ(error_of(R"({"IMPORTED": {"t": {}}})"), "demo.fs:1: IMPORTED.t: \"PATH\" is missing");
  EXPECT_EQ(error_of(R"({"IMPORTED": {"t": 5}})"), "demo.fs:1: IMPORTED.t: expected an object");
  EXPECT_EQ(error_of(R"({"IMPORTED": [{"PATH": "a"}]})"),
            "demo.fs:1: IMPORTED[0]: \"NAME\" is missing");
}

}  // namespace
}  // namespace reprise::isf
