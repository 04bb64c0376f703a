// Whether a live take replays what was shown, and that nothing is claimed, either way, of what
// cannot be drawn again from it.
#include "tools/inspect/media/performed_verification.h"

#include <functional>

#include <gmock/gmock.h>

#include "tests/session/live_window.h"

namespace reprise::tools {
namespace {

using session::Verdict;
using timeline::FrameRecord;

class PerformedVerification : public session::LiveWindowTest {
 protected:
  PerformedReport verify(const std::filesystem::path& path) {
    timeline::TakeReader take = studio_.open(path);
    auto report = verify_performed(take, {}, [](std::int64_t) { return Status(); });
    EXPECT_TRUE(report.has_value()) << report.error().message;
    return std::move(*report);
  }
  // The take as a disk left it that did not take these frames.
  std::filesystem::path without(const std::filesystem::path& path,
                                const std::function<bool(const FrameRecord&)>& lost) {
    timeline::TakeReader take = studio_.open(path);
    const std::filesystem::path target = studio_.path("without.mcap");
    std::filesystem::remove(target);
    auto writer = timeline::TakeWriter::create(posix_file_system(), target, take.summary().header,
                                               *take.attachments(), {});
    timeline::TakeReader::Cursor cursor = take.read({});
    while (auto record = *cursor.next()) {
      const auto* frame = std::get_if<FrameRecord>(&*record);
      if ((frame == nullptr || !lost(*frame)) &&
          !std::holds_alternative<timeline::TakeHeader>(*record)) {
        EXPECT_TRUE(writer->append(std::move(*record)).has_value());
      }
    }
    EXPECT_TRUE(writer->seal(*take.summary().seal).has_value());
    return target;
  }
  static bool is_lost(const FrameRecord& frame) {
    return frame.index.value >= 20 && frame.index.value <= 27;
  }
};

TEST_F(PerformedVerification, AWholeTakeIsTheSame) {
  perform(session::kTrailShow, std::make_shared<session::BufferRequests>());
  for (const session::TakeEnd& end : {first_, second_}) {
    const PerformedReport report = verify(end.stats.path);
    EXPECT_EQ(report.verdict, Verdict::kSame) << report.reason;
    EXPECT_EQ(report.check.checked, report.check.hashes);
    EXPECT_GT(report.check.checked, 20);
  }
}

// Feedback shows lost frames for ever after.
TEST_F(PerformedVerification, WhatIsMadeUponLostFramesIsNotProvable) {
  perform(session::kTrailShow);
  const PerformedReport report = verify(without(first_.stats.path, is_lost));
  EXPECT_EQ(report.verdict, Verdict::kSame) << report.reason;
  EXPECT_EQ(report.check.checked, 18);  // 7 and 18 were dropped
  EXPECT_EQ(report.check.undrawable, report.check.hashes - 18);
  EXPECT_EQ(report.unproven.lost, report.check.undrawable);
  EXPECT_THAT(report.notes, testing::Contains(testing::HasSubstr("were lost, first at 0:00.9")));
}

TEST_F(PerformedVerification, ASceneThatBeginsBehindLostFramesIsProvableAgain) {
  freeze_ = -1;
  thaw_ = -1;
  perform(R"({"policy": {"mode": "time", "interval": 0.5, "transition": 0}, "scenes": [
    {"name": "a", "layers": [{"preset": "trail", "mappings": [{"feature": "peak", "role": "peak"}]}]},
    {"name": "b", "layers": [{"preset": "sweep"}]}]})");
  const auto early = [](const FrameRecord& frame) { return frame.index.value == 4; };
  const PerformedReport report = verify(without(first_.stats.path, early));
  EXPECT_EQ(report.verdict, Verdict::kSame) << report.reason;
  EXPECT_GT(report.check.undrawable, 5);
  EXPECT_GT(report.check.checked, 30);
}

// Each frame says how long the one before it was there.
TEST_F(PerformedVerification, WithoutFeedbackOnlyLostFramesAreNotProvable) {
  freeze_ = -1;
  thaw_ = -1;
  perform(R"({"policy": {"mode": "manual"}, "scenes": [
    {"name": "a", "layers": [{"preset": "blink"}]}]})");
  const PerformedReport report = verify(without(first_.stats.path, is_lost));
  EXPECT_EQ(report.verdict, Verdict::kSame) << report.reason;
  EXPECT_EQ(report.check.undrawable, 8);
  EXPECT_EQ(report.check.checked, report.check.hashes - 8);
}

// The take's buffers are older than the frames before its start, and those are lost.
TEST_F(PerformedVerification, AnEmptyLeadIsNoProof) {
  perform(session::kTrailShow, std::make_shared<session::BufferRequests>());
  const SampleIndex start = second_.stats.start;
  const auto leads = [start](const FrameRecord& frame) { return frame.sample < start; };
  const PerformedReport report = verify(without(second_.stats.path, leads));
  EXPECT_EQ(report.verdict, Verdict::kNotProvable);
  EXPECT_EQ(report.check.checked, 0);
  EXPECT_EQ(report.unproven.feedback, report.check.undrawable);
}

TEST_F(PerformedVerification, ATakeWithoutItsBuffersIsNotProvable) {
  perform(session::kTrailShow);
  const PerformedReport report = verify(second_.stats.path);
  EXPECT_EQ(report.verdict, Verdict::kNotProvable);
  EXPECT_EQ(report.check.undrawable, report.check.hashes);
  EXPECT_EQ(report.check.different, 0);
}

// Another picture than was shown is found, whatever else was lost.
TEST_F(PerformedVerification, AnotherPictureIsDifferent) {
  perform(session::kTrailShow);
  timeline::TakeReader take = studio_.open(first_.stats.path);
  const std::filesystem::path target = studio_.path("forged.mcap");
  auto writer = timeline::TakeWriter::create(posix_file_system(), target, take.summary().header,
                                             *take.attachments(), {});
  timeline::TakeReader::Cursor cursor = take.read({});
  while (auto record = *cursor.next()) {
    if (auto* hash = std::get_if<timeline::HashRecord>(&*record)) {
      hash->hash.low ^= hash->index.value == 12 ? 1U : 0U;
    }
    const auto* frame = std::get_if<FrameRecord>(&*record);
    if ((frame == nullptr || !is_lost(*frame)) &&
        !std::holds_alternative<timeline::TakeHeader>(*record)) {
      ASSERT_TRUE(writer->append(std::move(*record)).has_value());
    }
  }
  ASSERT_TRUE(writer->seal(*take.summary().seal).has_value());
  const PerformedReport report = verify(target);
  EXPECT_EQ(report.check.different, 1);
  ASSERT_TRUE(report.check.first);
  EXPECT_EQ(report.check.first->frame.value, 12);
}

}  // namespace
}  // namespace reprise::tools
