// The picture of a live run without a window.
#include "tools/record/live_picture.h"

#include <gtest/gtest.h>

#include "tests/session/studio.h"

namespace reprise::tools {
namespace {

// A take waits for what is asked for there before it is on the disk.
TEST(LivePicture, OnlyPresetsThatKeepBuffersLetTakesAskForThem) {
  session::Studio studio;
  const PictureOptions options{.size = {64, 36}, .window = false, .gl = render::GlMode::kPortable};
  for (const bool keeps : {true, false}) {
    const auto show =
        studio.show(keeps ? R"({"scenes": [{"name": "a", "layers": [{"preset": "trail"}]}]})"
                          : R"({"scenes": [{"name": "a", "layers": [{"preset": "sweep"}]}]})");
    auto picture = LivePicture::open(options, show, 48000);
    ASSERT_TRUE(picture.has_value()) << picture.error().message;
    EXPECT_EQ(picture->buffers() != nullptr, keeps);
    EXPECT_TRUE(picture->look_after().has_value());
  }
}

}  // namespace
}  // namespace reprise::tools
