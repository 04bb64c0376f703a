#include <array>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/isf/parse_helper.h"

namespace reprise::isf {
namespace {

// One input of that JSON, without its NAME.
PresetInput input_of(const std::string& fields) {
  const auto preset = parse_json_header(R"({"INPUTS": [{"NAME": "x", )" + fields + "}]}");
  EXPECT_TRUE(preset) << preset.error().message;
  return preset ? preset->info.inputs.at(0) : PresetInput{};
}

struct FloatCase {
  const char* fields;
  double min, max, value;
};

TEST(Inputs, FloatDefaults) {
  for (const FloatCase& c : std::vector<FloatCase>{
           {R"("TYPE": "float")", 0, 1, 0.5},
           {R"("TYPE": "float", "MIN": -2, "MAX": 4)", -2, 4, 1},
           {R"("TYPE": "float", "MIN": 5)", 0, 1, 0.5},
           {R"("TYPE": "float", "MAX": 5, "DEFAULT": 3)", 0, 1, 1},
           {R"("TYPE": "float", "DEFAULT": -3)", 0, 1, 0},
           {R"("TYPE": "float", "MIN": 4, "MAX": 2, "DEFAULT": 3)", 2, 4, 3},
           {R"("TYPE": "float", "MIN": "1", "MAX": "2.5", "DEFAULT": " 2 ")", 1, 2.5, 2},
           {R"("TYPE": "float", "MIN": null, "MAX": [], "DEFAULT": "much")", 0, 1, 0.5},
           {R"("TYPE": "FLOAT", "MIN": 0, "MAX": 10, "DEFAULT": true)", 0, 10, 1},
       }) {
    const PresetInput input = input_of(c.fields);
    EXPECT_EQ(input.type, InputType::kFloat) << c.fields;
    EXPECT_EQ(input.min[0], c.min) << c.fields;
    EXPECT_EQ(input.max[0], c.max) << c.fields;
    EXPECT_EQ(input.default_value[0], c.value) << c.fields;
  }
}

TEST(Inputs, NumbersStayWithinFloats) {
  constexpr double kMax = std::numeric_limits<float>::max();
  const PresetInput input = input_of(R"("TYPE": "float", "MIN": -1e308, "MAX": 1e308)");
  EXPECT_EQ(input.min[0], -kMax);
  EXPECT_EQ(input.max[0], kMax);
  EXPECT_EQ(input.default_value[0], 0);
  EXPECT_EQ(input_of(R"("TYPE": "point2D", "DEFAULT": [1e300, -1e300])").default_value[1], -kMax);
}

TEST(Inputs, BoolDefaults) {
  EXPECT_EQ(input_of(R"("TYPE": "bool")").default_value[0], 1);
  EXPECT_EQ(input_of(R"("TYPE": "bool", "DEFAULT": false)").default_value[0], 0);
  EXPECT_EQ(input_of(R"("TYPE": "bool", "DEFAULT": 0)").default_value[0], 0);
  EXPECT_EQ(input_of(R"("TYPE": "bool", "DEFAULT": 1.0)").default_value[0], 1);
  EXPECT_EQ(input_of(R"("TYPE": "bool", "DEFAULT": "No")").default_value[0], 0);
  EXPECT_EQ(input_of(R"("TYPE": "event", "DEFAULT": true)").default_value[0], 0);
}

TEST(Inputs, LongDefaultIsAValueNotAnIndex) {
  const PresetInput input =
      input_of(R"("TYPE": "long", "VALUES": [10, 20, 30], "LABELS": ["a", "b"], "DEFAULT": 20)");
  EXPECT_EQ(input.values, (std::vector<std::int64_t>{10, 20, 30}));
  EXPECT_EQ(input.labels, (std::vector<std::string>{"a", "b", "30"}));
  EXPECT_EQ(input.default_value[0], 20);
  EXPECT_EQ(input.min[0], 10);
  EXPECT_EQ(input.max[0], 30);
}

TEST(Inputs, LongWithoutDefaultListOrRange) {
  EXPECT_EQ(input_of(R"("TYPE": "long", "VALUES": [7, 3])").default_value[0], 7);
  EXPECT_EQ(input_of(R"("TYPE": "long", "LABELS": ["p", "q"])").values,
            (std::vector<std::int64_t>{0, 1}));
  EXPECT_EQ(input_of(R"("TYPE": "long", "MIN": 2, "MAX": 9)").default_value[0], 2);
  EXPECT_EQ(input_of(R"("TYPE": "long", "MIN": 2, "MAX": 9, "DEFAULT": 12)").default_value[0], 9);
  const PresetInput bare = input_of(R"("TYPE": "long", "DEFAULT": 5)");
  EXPECT_EQ(bare.default_value[0], 5);
  EXPECT_EQ(bare.max[0], 5);
  EXPECT_EQ(input_of(R"("TYPE": "long", "DEFAULT": 1e300)").default_value[0], 2147483647.0);
}

TEST(Inputs, PointsArePassedRaw) {
  const PresetInput input = input_of(R"("TYPE": "point2D", "DEFAULT": [640, -3])");
  EXPECT_EQ(input.default_value, (std::array<double, 4>{640, -3, 0, 0}));
  EXPECT_EQ(input.min, (std::array<double, 4>{0, -3, 0, 0}));
  EXPECT_EQ(input.max, (std::array<double, 4>{640, 1, 0, 0}));
  EXPECT_EQ(input_of(R"("TYPE": "point2D", "MIN": [-1, 0], "MAX": [1, 4])").default_value,
            (std::array<double, 4>{0, 2, 0, 0}));
  EXPECT_EQ(input_of(R"("TYPE": "point2D")").default_value,
            (std::array<double, 4>{0.5, 0.5, 0, 0}));
}

TEST(Inputs, ColorsAreStraightAndClamped) {
  EXPECT_EQ(input_of(R"("TYPE": "color", "DEFAULT": [1, 0.5, 0, 0.25])").default_value,
            (std::array<double, 4>{1, 0.5, 0, 0.25}));
  EXPECT_EQ(input_of(R"("TYPE": "color", "DEFAULT": [2, 0.5, -1])").default_value,
            (std::array<double, 4>{1, 0.5, 0, 1}));
  EXPECT_EQ(input_of(R"("TYPE": "color")").default_value, (std::array<double, 4>{0, 0, 0, 1}));
}

TEST(Inputs, AudioSampleCounts) {
  EXPECT_EQ(input_of(R"("TYPE": "audioFFT", "MAX": 64)").max_samples, 64);
  EXPECT_EQ(input_of(R"("TYPE": "audioFFT")").type, InputType::kAudioFft);
  EXPECT_EQ(input_of(R"("TYPE": "audio")").max_samples, 0);
  EXPECT_EQ(input_of(R"("TYPE": "audio", "MAX": -5)").max_samples, 0);
  EXPECT_EQ(input_of(R"("TYPE": "audio", "MAX": 1e18)").max_samples, 65536);
}

TEST(Inputs, LabelAndRole) {
  EXPECT_EQ(input_of(R"("TYPE": "float")").label, "x");
  const PresetInput input = input_of(R"("TYPE": "float", "LABEL": "Low end", "ROLE": " Bass ")");
  EXPECT_EQ(input.label, "Low end");
  EXPECT_EQ(input.role, "bass");
  EXPECT_EQ(input_of(R"("TYPE": "float", "ROLE": 3)").role, "");
}

TEST(Inputs, TheSameDeclarationTwiceCountsOnce) {
  const auto preset = parse_json_header(
      R"({"INPUTS": [{"NAME": "a", "TYPE": "float", "MAX": 9, "MIN": 1},
                     {"NAME": "a", "TYPE": "float"}]})");
  ASSERT_TRUE(preset);
  ASSERT_EQ(preset->info.inputs.size(), 1U);
  EXPECT_EQ(preset->info.inputs[0].max[0], 9);
}

TEST(Inputs, ErrorsNameLineAndPath) {
  const auto error = [](const std::string& json) {
    const auto preset = parse_json_header(json);
    EXPECT_FALSE(preset) << json;
    EXPECT_EQ(preset ? ErrorCode::kInternal : preset.error().code, ErrorCode::kInvalid);
    return preset ? std::string() : preset.error().message;
  };
  EXPECT_EQ(error("{\n \"INPUTS\": [\n  {\"NAME\": \"a\", \"TYPE\": \"float\"},\n"
                  "  {\"NAME\": \"b\",\n   \"TYPE\": \"flot\"}]}"),
            "demo.fs:5: INPUTS[1].TYPE: unknown type \"flot\"");
  EXPECT_EQ(error("{\"INPUTS\": [\n{\"TYPE\": \"float\"}]}"),
            "demo.fs:2: INPUTS[0]: \"NAME\" is missing");
  EXPECT_EQ(error("{\"INPUTS\": [\n{\"NAME\": \"a b\", \"TYPE\": \"float\"}]}"),
            "demo.fs:2: INPUTS[0].NAME: \"a b\" is no name that GLSL allows");
  EXPECT_EQ(error(R"({"INPUTS": {"a": 1}})"), "demo.fs:1: INPUTS: expected an array");
  EXPECT_EQ(error(R"({"INPUTS": [7]})"), "demo.fs:1: INPUTS[0]: expected an object");
  EXPECT_EQ(error("{\"INPUTS\": [{\"NAME\": \"a\", \"TYPE\": \"float\"},\n\n"
                  "{\"NAME\": \"a\", \"TYPE\": \"bool\"}]}"),
            "demo.fs:3: INPUTS[1]: \"a\" is declared twice, with two types");
  EXPECT_EQ(error(R"({"INPUTS": [{"NAME": "TIME", "TYPE": "float"}]})"),
            "demo.fs:1: INPUTS[0].NAME: the name \"TIME\" is taken");
}

TEST(Inputs, UnknownTypeSuggestsTheNearest) {
  const auto preset = parse_json_header(R"({"INPUTS": [{"NAME": "a", "TYPE": "point2"}]})");
  ASSERT_FALSE(preset);
  EXPECT_EQ(preset.error().hint, "did you mean \"point2D\"?");
}

TEST(Inputs, NumberIsLimited) {
  const auto with = [](int count) {
    std::string json = R"({"INPUTS": [)";
    for (int i = 0; i < count; ++i) {
      json += (i > 0 ? "," : "") + (R"({"NAME": "i)" + std::to_string(i)) + R"(", "TYPE": "bool"})";
    }
    return parse_json_header(json + "]}");
  };
  EXPECT_TRUE(with(256));
  ASSERT_FALSE(with(257));
  EXPECT_EQ(with(257).error().message, "demo.fs:1: INPUTS: more than 256 inputs");
}

}  // namespace
}  // namespace reprise::isf
