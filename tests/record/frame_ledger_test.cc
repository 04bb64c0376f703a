// Every frame of a run is told of once and in order, whoever is late.
#include "tools/record/frame_ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/timeline/records.h"

namespace reprise::tools {
namespace {

using testing::ElementsAre;

constexpr FrameGrid kGrid{{10, 1}, 1000};  // a frame is 100 samples
constexpr std::int64_t kLatency = 50;

class LedgerOfFrames : public testing::Test {
 protected:
  // "3" shown, "3l" late, "3d" dropped, "3h" with a hash.
  void note(const std::vector<session::CommittedFrame>& frames) {
    for (const session::CommittedFrame& frame : frames) {
      EXPECT_EQ(frame.sample.value, frame.index.value * 100);
      committed_.push_back(std::to_string(frame.index.value) +
                           ((frame.flags & timeline::kFrameLate) != 0 ? "l" : "") +
                           ((frame.flags & timeline::kFrameDropped) != 0 ? "d" : "") +
                           (frame.hash_follows ? "h" : ""));
    }
  }
  bool show(double now, bool hash_follows = false) {
    const auto due = ledger_.due(now);
    return due && ledger_.take(*due, hash_follows);
  }

  SampleIndex heard_{100'000};
  std::vector<std::string> committed_;
  FrameLedger ledger_{kGrid,
                      kLatency,
                      {[this](SampleIndex at) { return at <= heard_; },
                       [this](std::vector<session::CommittedFrame> frames) { note(frames); }}};
};

TEST_F(LedgerOfFrames, FramesThatNobodyTookWereDropped) {
  EXPECT_TRUE(show(250)) << "the first of a run drops none";
  EXPECT_FALSE(show(340)) << "still the same";
  EXPECT_TRUE(show(351, true));
  EXPECT_TRUE(show(730));
  EXPECT_THAT(committed_, ElementsAre("2", "3h", "4d", "5d", "6l"));
  const FrameLedger::Counts counts = ledger_.counts();
  EXPECT_EQ(counts.drawn, 3);
  EXPECT_EQ(counts.late, 1);
  EXPECT_EQ(counts.dropped, 2);
}

TEST_F(LedgerOfFrames, WhileNobodyDrawsAllButTheFrameThatIsDueAreDropped) {
  ledger_.drop_overdue(260);
  EXPECT_TRUE(committed_.empty()) << "nothing was shown yet";
  EXPECT_TRUE(show(260));
  ledger_.drop_overdue(449);
  EXPECT_TRUE(committed_.size() == 1) << "3 may still be shown";
  ledger_.drop_overdue(655);
  ledger_.drop_overdue(655);
  EXPECT_THAT(committed_, ElementsAre("2", "3d", "4d", "5d"));
  EXPECT_TRUE(show(655));
  EXPECT_EQ(committed_.back(), "6");
}

TEST_F(LedgerOfFrames, AFrameThatWasGivenUpIsNotShown) {
  EXPECT_TRUE(show(250));
  const auto due = ledger_.due(360);
  ledger_.drop_overdue(870);
  EXPECT_FALSE(ledger_.take(*due, false));
  EXPECT_EQ(committed_.back(), "7d");
}

TEST_F(LedgerOfFrames, NothingIsDroppedBeforeItsMomentIsThere) {
  EXPECT_TRUE(show(250));
  heard_ = {650};
  ledger_.drop_overdue(870);
  EXPECT_THAT(committed_, ElementsAre("2"));
  heard_ = {700};
  ledger_.drop_overdue(870);
  EXPECT_EQ(committed_.back(), "7d");
}

}  // namespace
}  // namespace reprise::tools
