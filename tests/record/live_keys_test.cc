// The table of keys: no key twice, and every line of the help is a key's.
#include "tools/record/live_keys.h"

#include <set>
#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

TEST(LiveKeys, TheHelpNamesEachKindOnce) {
  const std::string text = live_keys_text();
  EXPECT_THAT(text, HasSubstr("  1 .. 9         scene 1 to 9 of the show\n"));
  EXPECT_THAT(text, HasSubstr("Ctrl+Q"));
  EXPECT_THAT(text, HasSubstr("Shift+1 .. 9"));
  EXPECT_EQ(text.find("scene 1 to 9"), text.rfind("scene 1 to 9"));
}

}  // namespace
}  // namespace reprise::tools
