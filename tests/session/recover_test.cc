// A recovery that is stopped or whose disk fails leaves nothing behind; one that ends leaves a
// take.
#include <gtest/gtest.h>
#include <unistd.h>

#include "core/session/recover/recover_take.h"
#include "tests/timeline/fault_file_system.h"
#include "tests/timeline/take_fixture.h"

namespace reprise::session {
namespace {

using timeline::FaultFileSystem;

// Without its seal: the sound must be read for a new one.
Bytes unfinished_take() {
  return timeline::unfinished(timeline::make_take(
      timeline::small_header(), timeline::performance(3), timeline::small_attachments(), {}, 3));
}

class RecoverTake : public testing::Test {
 protected:
  void SetUp() override { fs_.memory.put("in.mcap", unfinished_take()); }

  [[nodiscard]] bool left_something() {
    return fs_.exists("out.mcap") || fs_.exists("out.mcap.tmp-" + std::to_string(::getpid()));
  }

  FaultFileSystem fs_;
};

TEST_F(RecoverTake, LeavesATakeUnderItsNameAlone) {
  const auto recovered = recover_take(fs_, "in.mcap", "out.mcap");
  ASSERT_TRUE(recovered.has_value()) << recovered.error().message;
  EXPECT_FALSE(fs_.exists("out.mcap.tmp-" + std::to_string(::getpid())));
  const auto take = timeline::read_take(*fs_.memory.content("out.mcap"));
  ASSERT_TRUE(take.has_value());
  EXPECT_EQ(take->summary.seal, recovered->seal);
  EXPECT_EQ(*fs_.memory.content("in.mcap"), unfinished_take());
}

// These packets hold no FLAC: what cannot be decoded is silent, and the digest is that of silence.
TEST_F(RecoverTake, WhatCannotBeDecodedIsSilent) {
  const auto recovered = recover_take(fs_, "in.mcap", "out.mcap");
  ASSERT_TRUE(recovered.has_value());
  const timeline::TakeHeader header = timeline::small_header();
  const auto bytes = static_cast<std::size_t>(3 * header.audio.sample_rate * header.audio.channels *
                                              header.audio.bits / 8);
  EXPECT_EQ(recovered->seal.pcm_sha256, sha256(Bytes(bytes)));
}

TEST_F(RecoverTake, StoppedAtAnyStepItLeavesNothing) {
  for (int step = 0;; ++step) {
    int asked = 0;
    const auto recovered =
        recover_take(fs_, "in.mcap", "out.mcap", [&] { return asked++ == step; });
    if (recovered) {
      EXPECT_GT(step, 10);
      break;
    }
    ASSERT_EQ(recovered.error().code, ErrorCode::kCancelled) << recovered.error().message;
    ASSERT_FALSE(left_something()) << step;
  }
}

TEST_F(RecoverTake, AFullDiskLeavesNothing) {
  for (const std::uint64_t limit : {0U, 100U, 12'000U, 14'000U, 18'000U}) {
    fs_.disk_limit = limit;
    const auto recovered = recover_take(fs_, "in.mcap", "out.mcap");
    ASSERT_FALSE(recovered.has_value()) << limit;
    EXPECT_EQ(recovered.error().code, ErrorCode::kNoSpace) << recovered.error().message;
    EXPECT_FALSE(left_something()) << limit;
  }
}

TEST_F(RecoverTake, ARefusedNameLeavesNothing) {
  fs_.rename_fails = true;
  EXPECT_FALSE(recover_take(fs_, "in.mcap", "out.mcap").has_value());
  EXPECT_FALSE(left_something());
}

TEST_F(RecoverTake, ASurveyWritesNothing) {
  const auto report = survey_take(fs_, "in.mcap");
  ASSERT_TRUE(report.has_value());
  EXPECT_FALSE(report->lossless());
  EXPECT_EQ(report->samples, 3 * 48'000);
  EXPECT_FALSE(left_something());
}

}  // namespace
}  // namespace reprise::session
