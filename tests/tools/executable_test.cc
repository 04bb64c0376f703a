#include "tools/common/executable.h"

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reprise::tools {
namespace {

using ::testing::ElementsAre;

Environment environment_of(std::map<std::string, std::string> values) {
  return [values = std::move(values)](std::string_view name) -> std::optional<std::string> {
    const auto found = values.find(std::string(name));
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
}

std::vector<std::string> search(std::vector<std::string> options,
                                std::map<std::string, std::string> environment) {
  std::vector<std::string> paths;
  for (const auto& path : preset_search_path(options, environment_of(std::move(environment)),
                                             "/opt/reprise/bin/reprise-replay")) {
    paths.push_back(path.string());
  }
  return paths;
}

TEST(Executable, IsThisTest) {
  const auto path = executable_path();
  ASSERT_TRUE(path);
  EXPECT_EQ(path->filename(), "tools_common_test");
}

TEST(PresetSearchPath, OptionsThenVariablesThenInstalled) {
  EXPECT_THAT(search({"mine", "yours/"}, {{"REPRISE_PRESET_PATH", "/a:/b"},
                                          {"XDG_DATA_HOME", "/home/u/data"},
                                          {"XDG_DATA_DIRS", "/x:/y"}}),
              ElementsAre("mine", "yours/", "/a", "/b", "/home/u/data/reprise/presets",
                          "/x/reprise/presets", "/y/reprise/presets",
                          "/opt/reprise/share/reprise/presets"));
}

TEST(PresetSearchPath, HasTheDefaultsOfTheSpecification) {
  EXPECT_THAT(
      search({}, {{"HOME", "/home/u"}}),
      ElementsAre("/home/u/.local/share/reprise/presets", "/usr/local/share/reprise/presets",
                  "/usr/share/reprise/presets", "/opt/reprise/share/reprise/presets"));
}

TEST(PresetSearchPath, IgnoresRelativeXdgFoldersEmptyPartsAndRepeats) {
  EXPECT_THAT(search({"/a"}, {{"REPRISE_PRESET_PATH", ":/a::/c/"},
                              {"XDG_DATA_HOME", "data"},
                              {"XDG_DATA_DIRS", "/x::/x:y"}}),
              ElementsAre("/a", "/c/", "/x/reprise/presets", "/opt/reprise/share/reprise/presets"));
}

TEST(Executable, WhatWasInstalledWithItIsFoundFromBothFolders) {
  for (const char* program : {"/opt/bin/reprise-inspect", "/opt/libexec/reprise/inspect-media"}) {
    EXPECT_EQ(share_folder(program), "/opt/share/reprise");
    EXPECT_EQ(support_folder(program), "/opt/libexec/reprise");
  }
}

TEST(Become, SaysWhatCannotBeStarted) {
  const Error error = become("/nowhere/program", {"program"});
  EXPECT_EQ(error.code, ErrorCode::kNotFound);
  EXPECT_THAT(error.message, testing::HasSubstr("'/nowhere/program'"));
}

TEST(Become, IsTheOtherProgram) {
  EXPECT_EXIT(static_cast<void>(become("sh", {"sh", "-c", "exit $1", "sh", "7"})),
              testing::ExitedWithCode(7), "");
}

TEST(ProcessEnvironment, EmptyIsUnset) {
  ::setenv("REPRISE_TEST_VARIABLE", "", 1);
  EXPECT_FALSE(process_environment()("REPRISE_TEST_VARIABLE"));
  ::setenv("REPRISE_TEST_VARIABLE", "x", 1);
  EXPECT_EQ(process_environment()("REPRISE_TEST_VARIABLE"), "x");
}

}  // namespace
}  // namespace reprise::tools
