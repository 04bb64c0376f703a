// The takes of a live run on disks that fail, hang or fill up, and what is asked of them on the
// way.
#include "tools/record/live_takes.h"

#include <atomic>
#include <future>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/session/hung_disk.h"
#include "tests/session/studio.h"
#include "tests/support/wait_until.h"
#include "tools/record/live_report.h"

namespace reprise::tools {
namespace {

using session::DiskCall;
using session::Studio;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::int64_t kSecond = 12'000;

// A run of a tone without pictures; each second is looked after as the tools do it.
class LiveTakesTest : public testing::Test {
 protected:
  LiveTakesTest() {
    std::filesystem::create_directory(studio_.path("spare"));
    timeline::TakeWriterOptions writer;
    writer.overflow = timeline::Overflow::kDrop;
    writer.durability = timeline::Durability::kChunk;
    options_.writer = writer;
    options_.fallback = studio_.path("spare");
  }

  void open() {
    session::LiveOptions options;
    options.audio = {kSecond, 1, 16};
    options.fps = {5, 1};
    options.draws = false;
    session_.emplace(std::move(*session::LiveSession::create(
        disk_, options,
        studio_.show(R"({"scenes": [{"name": "a", "layers": [{"preset": "flash"}]}]})"))));
    takes_.emplace(options_, *session_, [this](LiveMessage::Kind /*kind*/, std::string text) {
      told_.push_back(std::move(text));
    });
  }
  // A second is as long as twenty where a disk is waited for.
  void hurry() {
    options_.clock = [] { return 20 * seconds_now(); };
  }
  void play(int seconds) {
    for (int i = 0; i < 10 * seconds; ++i) {
      const std::vector<std::int32_t> tone(kSecond / 10, 1000);
      ASSERT_TRUE(session_->push({{kSecond, 1, 16}, session_->position(), tone}).has_value());
      takes_->look_after();
      if (i % 10 == 9) {
        takes_->watch_disk(++second_);
      }
    }
  }

  Studio studio_;
  session::HungDisk disk_;
  LiveTakesOptions options_{.names = TakeNames(studio_.path("live.mcap")),
                            .fallback = {},
                            .writer = {},
                            .disk = {.most_bytes = {}, .reserve = 0},
                            .split_samples = {},
                            .split_bytes = {}};
  std::optional<session::LiveSession> session_;
  std::optional<LiveTakes> takes_;
  std::vector<std::string> told_;
  double second_ = 0;
};

TEST_F(LiveTakesTest, AFallbackBeginsWhereTheFailedTakeWouldHave) {
  options_.names = TakeNames(studio_.path("none/live.mcap"));
  open();
  play(1);
  takes_->begin();
  const SampleIndex begun = session_->final_until();
  for (int i = 0; i < 100 && takes_->outcomes().empty(); ++i) {
    play(1);
  }
  play(1);
  takes_->finish();
  ASSERT_EQ(takes_->outcomes().size(), 2U);
  EXPECT_FALSE(takes_->outcomes()[0].end.has_value());
  EXPECT_EQ(takes_->outcomes()[1].path, studio_.path("spare/live-2.mcap"));
  EXPECT_EQ(takes_->outcomes()[1].end->stats.start, begun);
  EXPECT_EQ(takes_->outcomes()[1].end->seal.samples, session_->position());
}

TEST_F(LiveTakesTest, ATakeThatFailsAtTheEndIsTakenOverAsAWhole) {
  options_.names = TakeNames(studio_.path("none/live.mcap"));
  open();
  disk_.hold(DiskCall::kExists);
  takes_->begin();
  play(3);
  EXPECT_THAT(takes_->outcomes(), IsEmpty());
  auto late = std::async(std::launch::async, [this] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    disk_.let_go(DiskCall::kExists);
  });
  takes_->finish();
  ASSERT_EQ(takes_->outcomes().size(), 2U);
  EXPECT_FALSE(takes_->outcomes()[0].end.has_value());
  EXPECT_EQ(takes_->outcomes()[1].end->stats.start.value, 0);
  EXPECT_EQ(takes_->outcomes()[1].end->seal.samples.value, 3 * kSecond);
}

TEST_F(LiveTakesTest, ADiskThatHangsIsToldOfAndReplaced) {
  open();
  takes_->begin();
  play(3);
  disk_.hold(DiskCall::kSync);
  play(8);
  EXPECT_THAT(told_, Contains(HasSubstr("the disk has not answered for ")));
  EXPECT_THAT(takes_->outcomes(), IsEmpty());
  play(16);
  ASSERT_EQ(takes_->outcomes().size(), 1U);
  EXPECT_FALSE(takes_->outcomes()[0].end.has_value());
  EXPECT_TRUE(session_->recording());
  disk_.let_go(DiskCall::kSync);
  takes_->finish();
  ASSERT_EQ(takes_->outcomes().size(), 2U);
  // Nothing is missing between them.
  const session::TakeEnd& spare = *takes_->outcomes()[1].end;
  EXPECT_LT(spare.stats.start.value, 4 * kSecond);
  EXPECT_EQ(spare.seal.samples, session_->position());
  EXPECT_GE(studio_.open(timeline::partial_path(studio_.path("live.mcap"))).summary().end,
            spare.stats.start);
}

TEST_F(LiveTakesTest, WithoutAnotherDiskItWaits) {
  options_.fallback.clear();
  options_.split_samples = kSecond;
  open();
  disk_.hold(DiskCall::kCreate);
  takes_->begin();
  play(30);
  EXPECT_THAT(takes_->outcomes(), IsEmpty());
  EXPECT_THAT(told_, Not(Contains(HasSubstr("recording "))));
  disk_.let_go(DiskCall::kCreate);
  takes_->finish();
  std::int64_t next = 0;
  for (const TakeOutcome& outcome : takes_->outcomes()) {
    ASSERT_TRUE(outcome.end.has_value()) << outcome.end.error().message;
    EXPECT_EQ(outcome.end->stats.start.value, next);
    next = outcome.end->seal.samples.value;
  }
  EXPECT_EQ(next, 30 * kSecond);
}

// For ever, as far as a program can tell: it is left behind, and what it did not save is elsewhere.
class ADiskThatHangsAtTheEnd : public LiveTakesTest, public testing::WithParamInterface<DiskCall> {
 protected:
  ADiskThatHangsAtTheEnd() {
    hurry();
    disk_.hold_only_in(studio_.path("live.mcap").parent_path());
  }
  ~ADiskThatHangsAtTheEnd() override { disk_.let_go(GetParam()); }
};

TEST_P(ADiskThatHangsAtTheEnd, IsLeftForTheOther) {
  options_.fallback = studio_.path("spare");
  open();
  takes_->begin();
  play(3);
  EXPECT_TRUE(wait_until([&] { return session_->take_stats().saved_until.value > kSecond; }));
  disk_.hold(GetParam());
  play(1);
  takes_->finish();
  EXPECT_TRUE(takes_->hang()) << testing::PrintToString(told_);
  EXPECT_THAT(told_, Contains(HasSubstr("the disk has not answered for ")));
  ASSERT_GE(takes_->outcomes().size(), 1U);
  const TakeOutcome& left = takes_->outcomes()[0];
  EXPECT_FALSE(left.end.has_value());
  EXPECT_TRUE(left.stats.left);
  if (left.stats.saved_until < session_->position()) {
    ASSERT_EQ(takes_->outcomes().size(), 2U);
    ASSERT_TRUE(takes_->outcomes()[1].end.has_value());
    const session::TakeEnd& spare = *takes_->outcomes()[1].end;
    EXPECT_EQ(spare.stats.path.parent_path(), studio_.path("spare"));
    EXPECT_LE(spare.stats.start, left.stats.saved_until);
    EXPECT_EQ(spare.seal.samples, session_->position());
  }
  EXPECT_GE(studio_.open(timeline::partial_path(left.path)).summary().end, left.stats.saved_until);
}

TEST_P(ADiskThatHangsAtTheEnd, IsLeftWithoutAnother) {
  options_.fallback.clear();
  open();
  takes_->begin();
  play(1);
  disk_.hold(GetParam());
  play(1);
  takes_->finish();
  ASSERT_EQ(takes_->outcomes().size(), 1U);
  EXPECT_THAT(takes_->outcomes()[0].end.error().message, HasSubstr("the disk has not answered"));
}

INSTANTIATE_TEST_SUITE_P(Calls, ADiskThatHangsAtTheEnd,
                         testing::Values(DiskCall::kAppend, DiskCall::kSync, DiskCall::kRename));

// A take that the performer has ended fails later: what came behind its end was not to be kept.
TEST_F(LiveTakesTest, WhatComesBehindATakeThatWasEndedIsNotRecorded) {
  disk_.hold_only_in(studio_.path("live.mcap").parent_path());
  hurry();
  open();
  takes_->begin();
  play(3);
  disk_.hold(DiskCall::kSync);
  play(1);
  takes_->end();
  const SampleIndex ended = session_->final_until();
  play(2);
  takes_->finish();
  disk_.let_go(DiskCall::kSync);
  ASSERT_EQ(takes_->outcomes().size(), 2U);
  EXPECT_FALSE(takes_->outcomes()[0].end.has_value());
  EXPECT_LE(takes_->outcomes()[1].end->stats.start, takes_->outcomes()[0].stats.saved_until);
  EXPECT_EQ(takes_->outcomes()[1].end->seal.samples, ended);
}

// Many seconds behind, each take is in another stage of being written.
TEST_F(LiveTakesTest, EveryPartThatASlowDiskFailsToSealIsSavedElsewhere) {
  disk_.hold_only_in(studio_.path("live.mcap").parent_path());
  hurry();
  options_.split_samples = 2 * kSecond;
  open();
  takes_->begin();
  play(3);
  EXPECT_TRUE(wait_until([&] {
    takes_->look_after();
    return session_->take_stats().created && takes_->outcomes().size() == 1;
  }));
  disk_.hold(DiskCall::kSync);
  play(40);
  takes_->finish();
  disk_.let_go(DiskCall::kSync);
  // Whoever puts together what is there has every sample.
  std::int64_t covered = 0;
  for (const TakeOutcome& take : takes_->outcomes()) {
    if (take.stats.start.value <= covered) {
      const SampleIndex to = take.end ? take.end->seal.samples : take.stats.saved_until;
      covered = std::max(covered, to.value);
    }
  }
  EXPECT_EQ(covered, session_->position().value);
}

// The performer ends it before anybody has looked after it.
TEST_F(LiveTakesTest, ATakeThatIsEndedWhenItHasJustFailedIsSavedElsewhere) {
  disk_.hold_only_in(studio_.path("live.mcap").parent_path());
  open();
  takes_->begin();
  play(3);
  EXPECT_TRUE(wait_until([&] { return session_->take_stats().saved_until.value > kSecond; }));
  disk_.break_down();
  EXPECT_TRUE(wait_until([&] {
    const std::vector<std::int32_t> tone(kSecond / 10, 1000);
    EXPECT_TRUE(session_->push({{kSecond, 1, 16}, session_->position(), tone}).has_value());
    return !session_->recording();
  }));
  takes_->end();
  const SampleIndex ended = session_->final_until();
  EXPECT_FALSE(session_->recording());
  play(2);
  takes_->finish();
  ASSERT_EQ(takes_->outcomes().size(), 2U);
  EXPECT_FALSE(takes_->outcomes()[0].end.has_value());
  ASSERT_TRUE(takes_->outcomes()[1].end.has_value());
  EXPECT_LE(takes_->outcomes()[1].end->stats.start, takes_->outcomes()[0].stats.saved_until);
  EXPECT_EQ(takes_->outcomes()[1].end->seal.samples, ended);
}

TEST_F(LiveTakesTest, ATakeThatFailsInAPauseIsToldOfAtOnce) {
  open();
  takes_->begin();
  play(2);
  EXPECT_TRUE(wait_until([&] { return session_->take_stats().created; }));
  ASSERT_TRUE(session_->recording());
  disk_.hold(DiskCall::kAppend);
  play(1);
  disk_.break_down();
  disk_.let_go(DiskCall::kAppend);
  EXPECT_TRUE(wait_until([&] {
    takes_->look_after();
    return !takes_->outcomes().empty();
  })) << "no sound has to come for that";
}

// Nobody waits for the answer, which comes when the run is over.
TEST_F(LiveTakesTest, ADiskThatDoesNotSayWhatIsFreeHoldsUpNobody) {
  std::promise<void> go;
  options_.free = [gone = go.get_future().share()](const std::filesystem::path& /*folder*/) {
    gone.wait();
    return Result<std::int64_t>(0);
  };
  open();
  takes_->begin();
  play(5);
  EXPECT_THAT(takes_->outcomes(), IsEmpty());
  go.set_value();
  for (int i = 0; i < 1000 && takes_->outcomes().empty(); ++i) {
    play(1);
  }
  EXPECT_THAT(told_, Contains("the disk is full: the take ends"));
  takes_->finish();
  ASSERT_EQ(takes_->outcomes().size(), 2U);
  EXPECT_EQ(takes_->outcomes()[0].end->seal.samples, takes_->outcomes()[1].end->stats.start);
}

TEST_F(LiveTakesTest, ANameThatIsTakenIsTakenByNoOther) {
  ASSERT_TRUE(write_file(posix_file_system(), studio_.path("live-2.mcap"), {}).has_value());
  options_.split_samples = 2 * kSecond;
  open();
  takes_->begin();
  for (int i = 0; i < 7; ++i) {
    play(1);
    EXPECT_TRUE(wait_until([&] { return session_->take_stats().created; }));
  }
  takes_->finish();
  std::vector<std::string> names;
  for (const TakeOutcome& outcome : takes_->outcomes()) {
    names.push_back(outcome.path.filename().string());
  }
  EXPECT_THAT(names, ElementsAre("live.mcap", "live-3.mcap", "live-4.mcap", "live-5.mcap"));
  EXPECT_EQ(std::filesystem::file_size(studio_.path("live-2.mcap")), 0U);
}

TEST(LiveReport, TellsWhatATakeLacks) {
  session::TakeStats take;
  EXPECT_EQ(what_lacks(take), "");
  take.writer.dropped = 3;
  EXPECT_EQ(what_lacks(take), "3 records left out: the disk was too slow");
  take.late_frames = 1;
  take.late_hashes = 2;
  EXPECT_THAT(what_lacks(take), HasSubstr("; 1 frame told of too late: recorded as dropped; 2 fr"));
}

// One is looked for on a disk that does not answer: the next is another's.
TEST(TakeNames, AreNeverGivenTwice) {
  MemoryFileSystem fs;
  fs.put("show-2.mcap", {});
  TakeNames names("show.mcap");
  EXPECT_EQ(names.next().path, "show.mcap");
  const session::TakeTarget slow = names.next();
  const session::TakeTarget quick = names.next();
  EXPECT_EQ(slow.path, "show-2.mcap");
  EXPECT_EQ(quick.find(fs), "show-3.mcap");
  EXPECT_EQ(slow.find(fs), "show-4.mcap");
}

TEST(FreeSpace, IsAskedForWithoutWaiting) {
  std::promise<void> go;
  auto gone = go.get_future().share();
  std::atomic<int> asked = 0;
  FreeSpace space([&asked, gone](const std::filesystem::path& folder) -> Result<std::int64_t> {
    ++asked;
    gone.wait();
    return folder == "there" ? Result<std::int64_t>(42) : fail(ErrorCode::kNotFound, "none");
  });
  for (int second = 0; second < 5; ++second) {
    space.ask("there");
    EXPECT_FALSE(space.answer("there").has_value());
  }
  go.set_value();
  std::optional<std::int64_t> answer;
  EXPECT_TRUE(wait_until([&] {
    answer = answer ? answer : space.answer("there");
    return answer.has_value();
  }));
  EXPECT_EQ(answer, 42);
  EXPECT_EQ(asked, 1);
  EXPECT_FALSE(space.answer("there").has_value()) << "told once";
  space.ask("elsewhere");
  EXPECT_TRUE(wait_until([&] { return asked == 2; }));
  EXPECT_FALSE(space.answer("there").has_value());
  EXPECT_FALSE(space.answer("elsewhere").has_value());
}

TEST(FreeSpace, OfAnotherDiskIsToldWhileOneHangs) {
  std::promise<void> go;
  auto gone = go.get_future().share();
  FreeSpace space([gone](const std::filesystem::path& folder) -> Result<std::int64_t> {
    if (folder == "hung") {
      gone.wait();
    }
    return 42;
  });
  space.ask("hung");
  space.ask("spare");
  std::optional<std::int64_t> answer;
  EXPECT_TRUE(wait_until([&] {
    answer = answer ? answer : space.answer("spare");
    return answer.has_value();
  }));
  EXPECT_TRUE(space.asking());
  go.set_value();
  EXPECT_TRUE(wait_until([&] { return !space.asking(); }));
}

}  // namespace
}  // namespace reprise::tools
