#include "tools/media/gl_setup.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>

namespace reprise::tools {
namespace {

TEST(GlSetup, ARenderNodeIsFoundByItsName) {
  const auto folder = std::filesystem::path(::testing::TempDir()) / "reprise_dri";
  std::filesystem::remove_all(folder);
  EXPECT_FALSE(has_render_node(folder));
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "card0");
  EXPECT_FALSE(has_render_node(folder));
  std::ofstream(folder / "renderD128");
  EXPECT_TRUE(has_render_node(folder));
}

TEST(GlSetup, WhatIsAskedForIsTaken) {
  EXPECT_EQ(choose_gl_mode(render::GlMode::kNative), render::GlMode::kNative);
  EXPECT_EQ(choose_gl_mode(render::GlMode::kPortable), render::GlMode::kPortable);
  EXPECT_EQ(choose_gl_mode(std::nullopt) == render::GlMode::kNative, has_render_node());
}

TEST(GlSetup, TheUserChoosesTheRasterizerThreads) {
  ASSERT_EQ(::unsetenv("LP_NUM_THREADS"), 0);
  const auto cores = static_cast<int>(std::thread::hardware_concurrency());
  EXPECT_EQ(offline_rasterizer_threads(), cores > 0 ? std::min(16, 2 * cores) : 1);
  ASSERT_EQ(::setenv("LP_NUM_THREADS", "1", 1), 0);
  EXPECT_LT(offline_rasterizer_threads(), 0);
  ASSERT_EQ(::unsetenv("LP_NUM_THREADS"), 0);
}

TEST(GlSetup, TheEnvironmentIsSet) {
  ASSERT_TRUE(set_gl_environment(render::GlMode::kPortable, 3));
  for (const auto& [name, value] : render::mesa_environment(render::GlMode::kPortable, 3)) {
    ASSERT_NE(std::getenv(name.c_str()), nullptr) << name;
    EXPECT_EQ(std::getenv(name.c_str()), value);
  }
}

}  // namespace
}  // namespace reprise::tools
