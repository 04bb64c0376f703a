// schema/show.schema.json, the reader and the writer must speak of the same fields and names.
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/engine/show.h"
#include "core/engine/show_fields.h"

namespace reprise::engine {
namespace {

Json schema() {
  std::ifstream file(REPRISE_SHOW_SCHEMA);
  std::stringstream text;
  text << file.rdbuf();
  auto json = parse_json(text.str());
  EXPECT_TRUE(json) << json.error().message;
  return json ? *json : Json();
}

std::set<std::string> keys(const Json& object) {
  std::set<std::string> names;
  for (const auto& [key, unused] : object.items()) {
    names.insert(key);
  }
  return names;
}

template <typename Range>
std::set<std::string> words(const Range& range) {
  std::set<std::string> names;
  for (const auto& word : range) {
    names.emplace(word);
  }
  return names;
}

std::set<std::string> choices(const Json& property) {
  std::set<std::string> names;
  for (const Json& choice : property["enum"]) {
    names.insert(choice.get<std::string>());
  }
  return names;
}

TEST(Schema, HasTheFieldsThatTheReaderKnows) {
  const Json root = schema();
  const Json& defs = root["$defs"];
  EXPECT_EQ(keys(root["properties"]), words(kShowFields));
  EXPECT_EQ(keys(defs["policy"]["properties"]), words(kPolicyFields));
  EXPECT_EQ(keys(defs["scene"]["properties"]), words(kSceneFields));
  EXPECT_EQ(keys(defs["layer"]["properties"]), words(kLayerFields));
  EXPECT_EQ(keys(defs["mapping"]["properties"]), words(kMappingFields));
}

TEST(Schema, HasTheNamesThatTheReaderKnows) {
  const Json root = schema();
  const Json& defs = root["$defs"];
  EXPECT_EQ(choices(defs["policy"]["properties"]["mode"]), words(switch_mode_names()));
  EXPECT_EQ(choices(defs["layer"]["properties"]["blend"]), words(blend_mode_names()));
  EXPECT_EQ(choices(defs["layer"]["properties"]["alpha"]), words(kAlphaNames));
  EXPECT_EQ(choices(defs["mapping"]["properties"]["curve"]), words(kCurveNames));
  std::set<std::string> features;
  for (const FeatureInfo& info : feature_table()) {
    features.emplace(info.name);
  }
  EXPECT_EQ(choices(defs["mapping"]["properties"]["feature"]), features);
}

TEST(Schema, HasTheDefaultsOfTheStructs) {
  const Json root = schema();
  Show show;
  show.scenes.push_back(Scene{"s", {0, 0, 0, 1}, {Layer{}}});
  show.scenes[0].layers[0].mappings.emplace_back();
  const Json written = show_to_json(show);
  const auto compare = [](const Json& properties, const Json& object) {
    for (const auto& [key, property] : properties.items()) {
      if (property.contains("default")) {
        EXPECT_EQ(property["default"], object.at(key)) << key;
      }
    }
  };
  const Json& defs = root["$defs"];
  const Json& layer = written["scenes"][0]["layers"][0];
  compare(root["properties"], written);
  compare(defs["policy"]["properties"], written["policy"]);
  compare(defs["scene"]["properties"], written["scenes"][0]);
  compare(defs["layer"]["properties"], layer);
  compare(defs["mapping"]["properties"], layer["mappings"][0]);
}

}  // namespace
}  // namespace reprise::engine
