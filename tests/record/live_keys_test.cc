// The table of keys: no key twice, and every line of the help is a key's.
#include "tools/record/live_keys.h"

#include <filesystem>
#include <set>
#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/file.h"
#include "core/base/text.h"

namespace reprise::tools {
namespace {

using testing::HasSubstr;
using testing::IsNull;
using testing::Not;

TEST(LiveKeys, NoKeyDoesTwoThings) {
  std::set<std::tuple<std::string_view, bool, bool>> seen;
  for (const KeyBinding& binding : live_keys()) {
    EXPECT_TRUE(seen.emplace(binding.key, binding.with.shift, binding.with.control).second)
        << key_name(binding);
    EXPECT_FALSE(binding.help.empty()) << key_name(binding);
  }
}

TEST(LiveKeys, AreFoundWithTheirModifiers) {
  ASSERT_THAT(find_key("3", {}), Not(IsNull()));
  EXPECT_EQ(find_key("3", {})->action, LiveAction::kScene);
  EXPECT_EQ(find_key("3", {})->number, 3);
  EXPECT_EQ(find_key("3", {.shift = true})->action, LiveAction::kSceneCut);
  EXPECT_THAT(find_key("Q", {}), IsNull()) << "a slip on stage must not end the show";
  EXPECT_EQ(find_key("Q", {.control = true})->action, LiveAction::kQuit);
  EXPECT_THAT(find_key("no such key", {}), IsNull());
}

TEST(LiveKeys, ShiftByMistakeLosesNoKey) {
  for (const KeyBinding& binding : live_keys()) {
    const KeyBinding* found = find_key(binding.key, {true, binding.with.control});
    ASSERT_THAT(found, Not(IsNull())) << key_name(binding);
    EXPECT_TRUE(found->with.shift || found->action == binding.action) << key_name(binding);
  }
  EXPECT_EQ(find_key("R", {.shift = true})->action, LiveAction::kRecord);
  EXPECT_EQ(find_key("Q", {.shift = true, .control = true})->action, LiveAction::kQuit);
  EXPECT_THAT(find_key("Q", {.shift = true}), IsNull());
  EXPECT_THAT(find_key("R", {.control = true}), IsNull());
}

TEST(LiveKeys, TheHelpNamesEachKindOnce) {
  const std::string text = live_keys_text();
  EXPECT_THAT(text, HasSubstr("  1 .. 9         scene 1 to 9 of the show\n"));
  EXPECT_THAT(text, HasSubstr("Ctrl+Q"));
  EXPECT_THAT(text, HasSubstr("Shift+1 .. 9"));
  EXPECT_EQ(text.find("scene 1 to 9"), text.rfind("scene 1 to 9"));
}

// docs/LIVE.md has the table that --help prints.
TEST(LiveKeys, TheManualHasEveryLine) {
  const auto manual =
      read_text_file(posix_file_system(), std::filesystem::path(SOURCE_DIR) / "docs/LIVE.md");
  ASSERT_TRUE(manual.has_value());
  std::string rows;
  for (const std::string& line : split(live_keys_text(), '\n')) {
    if (!line.empty()) {
      rows += "| " + std::string(trim(line.substr(0, 17))) + " | " + line.substr(17) + " |\n";
    }
  }
  EXPECT_THAT(*manual, HasSubstr("|---|---|\n" + rows + "\n"));
}

}  // namespace
}  // namespace reprise::tools
