// The presets that come with the tools keep to what they promise to shows and to performers.
#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/file.h"
#include "core/isf/preset.h"
#include "core/isf/source_text.h"

namespace reprise::isf {
namespace {

std::vector<Preset> own_presets() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(ISF_PRESETS)) {
    if (entry.path().extension() == ".fs") {
      paths.push_back(entry.path());
    }
  }
  std::sort(paths.begin(), paths.end());
  std::vector<Preset> presets;
  for (std::filesystem::path path : paths) {
    PresetSource source;
    source.name = path.stem().string();
    source.fragment = read_text_file(posix_file_system(), path).value_or("");
    source.vertex = read_text_file(posix_file_system(), path.replace_extension(".vs")).value_or("");
    auto preset = parse_preset(source);
    EXPECT_TRUE(preset) << preset.error().message;
    if (preset) {
      presets.push_back(std::move(*preset));
    }
  }
  return presets;
}

TEST(OwnPresets, AreThere) {
  std::vector<std::string> names;
  for (const Preset& preset : own_presets()) {
    names.push_back(preset.name);
  }
  EXPECT_EQ(names, (std::vector<std::string>{"aurora", "embers", "pulse", "spectrum"}));
}

TEST(OwnPresets, DescribeThemselves) {
  for (const Preset& preset : own_presets()) {
    EXPECT_EQ(preset.info.isf_version, 2) << preset.name;
    EXPECT_FALSE(preset.info.description.empty()) << preset.name;
    EXPECT_EQ(preset.info.credit, "Reprise") << preset.name;
    EXPECT_FALSE(preset.info.categories.empty()) << preset.name;
    for (const PresetInput& input : preset.info.inputs) {
      EXPECT_NE(input.label, input.name) << preset.name;
    }
  }
}

TEST(OwnPresets, FollowBassOnsetAndTone) {
  for (const Preset& preset : own_presets()) {
    std::set<std::string> roles;
    for (const PresetInput& input : preset.info.inputs) {
      EXPECT_TRUE(input.role.empty() || roles.insert(input.role).second)
          << preset.name << ": two inputs of role " << input.role;
    }
    for (const char* role : {"bass", "onset", "centroid", "hue"}) {
      EXPECT_TRUE(roles.contains(role)) << preset.name << " has no input of role " << role;
    }
  }
}

TEST(OwnPresets, EveryInputIsUsed) {
  for (const Preset& preset : own_presets()) {
    const std::string code =
        without_comments(preset.fragment_code) + without_comments(preset.vertex_code);
    for (const PresetInput& input : preset.info.inputs) {
      EXPECT_TRUE(has_token(code, input.name)) << preset.name << " ignores " << input.name;
    }
  }
}

// FRAMEINDEX would make a picture depend on the frame rate; so would TIMEDELTA, except where
// buffers step at the take's own rate.
TEST(OwnPresets, DoNotDependOnTheFrameRate) {
  for (const Preset& preset : own_presets()) {
    EXPECT_FALSE(preset.info.reads_frame_index) << preset.name;
    EXPECT_EQ(preset.info.reads_time_delta, preset.info.has_persistent_passes()) << preset.name;
  }
}

}  // namespace
}  // namespace reprise::isf
