#include "core/base/safe_path.h"

#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

namespace reprise {
namespace {

namespace fs = std::filesystem;

TEST(SafePath, NamesStayInsideTheFolder) {
  EXPECT_EQ(*path_inside("out", "presets/aurora.fs"), fs::path("out/presets/aurora.fs"));
  EXPECT_EQ(*path_inside("/tmp/x", "a b"), fs::path("/tmp/x/a b"));
  for (const char* bad : {"", "/", "/etc/passwd", "../x", "a/../../x", "a//b", "a/", "./a", "..",
                          "a\\..\\b", "a\nb", "a/\x7F"}) {
    EXPECT_FALSE(path_inside("out", bad)) << bad;
  }
  EXPECT_FALSE(path_inside("out", std::string_view("a\0b", 3)));
}

TEST(SafePath, NoSymbolicLinkIsFollowedBelowTheFolder) {
  const fs::path folder =
      fs::temp_directory_path() / ("safe_path_test." + std::to_string(::getpid()));
  fs::create_directories(folder / "real");
  fs::create_directory_symlink("/etc", folder / "link");
  std::ofstream(folder / "file") << "x";
  fs::create_symlink(folder / "file", folder / "file_link");
  EXPECT_TRUE(path_inside(folder, "real/x"));
  EXPECT_TRUE(path_inside(folder, "file"));
  EXPECT_FALSE(path_inside(folder, "link/x"));
  EXPECT_FALSE(path_inside(folder, "file_link"));
  fs::remove_all(folder);
}

}  // namespace
}  // namespace reprise
