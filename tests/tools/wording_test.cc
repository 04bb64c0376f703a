#include "tools/common/wording.h"

#include <gtest/gtest.h>

namespace reprise::tools {
namespace {

TEST(Wording, OneIsNoPlural) {
  EXPECT_EQ(counted(0, "frame"), "0 frames");
  EXPECT_EQ(counted(1, "frame"), "1 frame");
  EXPECT_EQ(counted(2, "frame"), "2 frames");
}

TEST(Wording, FormatsAnyLength) {
  EXPECT_EQ(formatted("%s", ""), "");
  EXPECT_EQ(formatted("%03d %.1f", 7, 2.5), "007 2.5");
  const std::string path(5000, 'x');
  EXPECT_EQ(formatted("'%s'", path.c_str()), "'" + path + "'");
}

}  // namespace
}  // namespace reprise::tools
