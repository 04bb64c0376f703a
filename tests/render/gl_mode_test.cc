#include "core/render/gl_mode.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/render/stage.h"

namespace reprise::render {
namespace {

using testing::HasSubstr;

bool sets(const std::vector<std::pair<std::string, std::string>>& environment,
          std::string_view name, std::string_view value) {
  return std::ranges::any_of(environment, [name, value](const auto& variable) {
    return variable.first == name && variable.second == value;
  });
}

TEST(GlMode, NamesReadBack) {
  for (GlMode mode : {GlMode::kPortable, GlMode::kNative}) {
    EXPECT_EQ(gl_mode_by_name(gl_mode_name(mode)), mode);
  }
  EXPECT_EQ(gl_mode_by_name("fast"), std::nullopt);
}

TEST(GlMode, PortableFixesTheCpuAndTheDriver) {
  const auto environment = mesa_environment(GlMode::kPortable, 2);
  EXPECT_TRUE(sets(environment, "GALLIUM_OVERRIDE_CPU_CAPS", "sse4.1"));
  EXPECT_TRUE(sets(environment, "GALLIUM_DRIVER", "llvmpipe"));
  EXPECT_TRUE(sets(environment, "MESA_SHADER_CACHE_DISABLE", "true"));
  EXPECT_TRUE(sets(environment, "LP_NUM_THREADS", "2"));
}

TEST(GlMode, NativeLeavesTheCpuAlone) {
  const auto environment = mesa_environment(GlMode::kNative, -1);
  EXPECT_TRUE(sets(environment, "MESA_SHADER_CACHE_DISABLE", "true"));
  EXPECT_TRUE(std::ranges::none_of(environment, [](const auto& variable) {
    return variable.first == "GALLIUM_OVERRIDE_CPU_CAPS" || variable.first == "LP_NUM_THREADS";
  }));
}

TEST(GlMode, TiersTellModesBuildsAndDepthsApart) {
  const GlInfo info{"Mesa", "llvmpipe (LLVM 15.0.6, 128 bits)", "4.5 Mesa 22.3.6"};
  const std::string portable = tier_name(GlMode::kPortable, info, 8);
  EXPECT_EQ(portable, "portable; llvmpipe (LLVM 15.0.6, 128 bits); 4.5 Mesa 22.3.6; 8 bit");
  EXPECT_NE(portable, tier_name(GlMode::kPortable, info, 16));
  EXPECT_THAT(tier_name(GlMode::kNative, info, 8), HasSubstr("; cpu "));
}

TEST(GlMode, PortableRenderersSaySo) {
  Stage stage;
  EXPECT_THAT(stage.renderer().gl_info().renderer, HasSubstr("llvmpipe"));
  EXPECT_THAT(stage.renderer().gl_info().renderer, HasSubstr("128 bits"));
}

TEST(GlMode, TwoRenderersOfOneThreadDoNotDisturbEachOther) {
  Stage first;
  first.add("white", "/*{}*/\nvoid main() { gl_FragColor = vec4(1.0); }");
  {
    Stage second({.size = {8, 8}});
    second.add("white", "/*{}*/\nvoid main() { gl_FragColor = vec4(0.2); }");
    first.frame(show({layer("white")}));
    second.frame(show({layer("white")}));
    EXPECT_EQ(second.at(0, 0), (Rgba{51, 51, 51, 255}));
  }
  first.frame(show({layer("white")}), 1);
  EXPECT_EQ(first.at(63, 35), (Rgba{255, 255, 255, 255}));
}

}  // namespace
}  // namespace reprise::render
