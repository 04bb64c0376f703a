#include "tools/common/overwrite.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reprise::tools {
namespace {

class AllowOutput : public ::testing::Test {
 protected:
  AllowOutput() { fs.put("old.mp4", as_byte_span("x")); }

  Status allow(const std::string& path, Overwrite overwrite, std::optional<bool> answer) {
    return allow_output(fs, path, overwrite, [this, answer](std::string_view question) {
      asked = question;
      return answer;
    });
  }
  MemoryFileSystem fs;
  std::string asked;
};

TEST_F(AllowOutput, NewFilesAndStdoutNeedNoQuestion) {
  EXPECT_TRUE(allow("new.mp4", Overwrite::kNever, std::nullopt));
  EXPECT_TRUE(allow("-", Overwrite::kNever, std::nullopt));
  EXPECT_EQ(asked, "");
}

TEST_F(AllowOutput, APersonMaySayYesOrNo) {
  EXPECT_TRUE(allow("old.mp4", Overwrite::kAsk, true));
  EXPECT_EQ(asked, "'old.mp4' exists. Replace it?");
  EXPECT_EQ(allow("old.mp4", Overwrite::kAsk, false).error().code, ErrorCode::kExists);
}

TEST_F(AllowOutput, NobodyToAskMeansNo) {
  const Status status = allow("old.mp4", Overwrite::kAsk, std::nullopt);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "'old.mp4' exists");
  EXPECT_EQ(status.error().hint, "-y to replace it");
}

TEST_F(AllowOutput, OptionsDecideWithoutAsking) {
  EXPECT_TRUE(allow("old.mp4", Overwrite::kAlways, false));
  EXPECT_FALSE(allow("old.mp4", Overwrite::kNever, true));
  EXPECT_EQ(asked, "");
}

TEST_F(AllowOutput, ADeviceIsNotReplaced) {
  EXPECT_TRUE(allow_output(posix_file_system(), "/dev/null", Overwrite::kNever, terminal_ask()));
}

TEST_F(AllowOutput, APlaceWhereNoFileCanBeIsRefusedWhateverTheAnswer) {
  const Status nowhere = allow("/no/such folder/x.mp4", Overwrite::kAlways, true);
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(nowhere.error().hint, "mkdir -p '/no/such folder'");
  const Status folder = allow("/tmp", Overwrite::kAlways, true);
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.error().message, "'/tmp' is a folder");
}

}  // namespace
}  // namespace reprise::tools
