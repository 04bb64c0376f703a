#include "tools/common/progress.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace reprise::tools {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

ProgressView halfway() {
  ProgressView view;
  view.phase = "render";
  view.done = 150;
  view.total = 300;
  view.fps = {30, 1};
  view.elapsed = 2;
  view.overall = 0.5;
  return view;
}

TEST(ProgressText, LineHasPhaseFramesSpeedAndTimeLeft) {
  EXPECT_EQ(progress_line(halfway()), "render   50 %  150/300  75.0 fps  2.50x  ETA 0:02");
}

TEST(ProgressText, WhatAnEarlierRunMadeIsNoSpeed) {
  ProgressView view = halfway();
  view.reused = 100;
  EXPECT_EQ(progress_line(view), "render   50 %  150/300  25.0 fps  0.83x  ETA 0:06");
  view.reused = 200;  // the rest of them lies ahead
  EXPECT_EQ(progress_line(view), "render   50 %  150/300");
}

TEST(ProgressText, LinesWithoutKnowledgePromiseNothing) {
  ProgressView view;
  view.phase = "read";
  EXPECT_EQ(progress_line(view), "read    0 %  0");
  view.total = 10;
  view.done = 10;
  view.elapsed = 1;
  view.overall = 1;
  EXPECT_EQ(progress_line(view), "read  100 %  10/10  10.0 fps  0.17x");
}

TEST(ProgressText, TheBarFitsAnyWidth) {
  for (std::size_t width = 1; width < 200; ++width) {
    EXPECT_LE(progress_bar(halfway(), width).size(), width);
  }
  EXPECT_EQ(progress_bar(halfway(), 70),
            "render  [========>        ]   50 %  150/300  75.0 fps  2.50x  ETA 0:02");
}

TEST(ProgressText, BlocksReadLikeFfmpegs) {
  ProgressView view = halfway();
  view.done = 100001;
  EXPECT_EQ(progress_block(view, false),
            "frame=100001\nfps=50000.50\nout_time_us=3333366666\nout_time=00:55:33.366666\n"
            "speed=1.67e+03x\nphase=render\nprogress=continue\n");
  EXPECT_THAT(progress_block(view, true), EndsWith("progress=end\n"));
}

TEST(ProgressText, ReadingIsTheCountOfBytes) {
  ProgressView view;
  view.phase = "examine";
  view.unit = ProgressView::Unit::kBytes;
  view.done = 3 << 20;
  view.total = 9 << 20;
  view.elapsed = 2;
  view.overall = 0.34;
  EXPECT_EQ(progress_line(view), "examine   34 %  3.0/9.0 MiB  1.5 MiB/s  ETA 0:04");
  EXPECT_EQ(progress_block(view, false), "bytes=3145728\nphase=examine\nprogress=continue\n");
}

TEST(ProgressText, BlocksOfALaterPhaseDoNotGoBack) {
  ProgressView view = halfway();
  view.furthest = 300;
  EXPECT_THAT(progress_block(view, false), StartsWith("frame=300\n"));
}

// A progress with a clock that the test turns and outputs that it keeps.
class ProgressTest : public ::testing::Test {
 protected:
  Progress::Options options(bool terminal) {
    Progress::Options options;
    options.terminal = terminal;
    options.clock = [this] { return now; };
    options.write = [this](std::string_view text) { written.emplace_back(text); };
    return options;
  }
  Progress make(Progress::Options options) {
    auto progress = Progress::create({{"analyse", 1}, {"render", 3}}, std::move(options));
    EXPECT_TRUE(progress);
    return std::move(*progress);
  }
  double now = 100;
  std::vector<std::string> written;
};

int percent_of(const std::string& text) {
  const std::size_t end = text.find(" %");
  return std::stoi(text.substr(end - 3, 3));
}

TEST_F(ProgressTest, NeverGoesBackAndEndsAtAHundred) {
  Progress progress = make(options(true));
  int last = -1;
  const auto check = [&] {
    const int percent = percent_of(written.back());
    EXPECT_GE(percent, last);
    last = percent;
  };
  for (std::size_t phase = 0; phase < 2; ++phase) {
    progress.begin(phase, 100, {30, 1});
    check();
    for (std::int64_t done : {10, 50, 20, 40, 100, 200, 7}) {
      now += 1;
      progress.update(done);
      check();
    }
  }
  progress.finish();
  ASSERT_EQ(written.back(), "\n");
  written.pop_back();
  check();
  EXPECT_EQ(last, 100);
}

TEST_F(ProgressTest, OfShortReadingNothingIsShown) {
  Progress progress = make(options(false));
  progress.begin_reading(0, 100);
  now += 4;
  progress.update(100);
  progress.finish();
  EXPECT_THAT(written, IsEmpty());
  Progress longer = make(options(false));
  longer.begin_reading(0, 100);
  now += 6;
  longer.update(50);
  longer.finish();
  EXPECT_THAT(written, SizeIs(2));
}

TEST_F(ProgressTest, PhasesCountByTheirWeight) {
  Progress progress = make(options(false));
  progress.begin(0, 10, {30, 1});
  now += 10;
  progress.update(10);
  EXPECT_EQ(percent_of(written.back()), 25);
  progress.begin(1, 10, {30, 1});
  now += 10;
  progress.update(5);
  EXPECT_EQ(percent_of(written.back()), 62);
}

TEST_F(ProgressTest, LinesComeEveryFewSecondsAndBarsTenTimesASecond) {
  {
    Progress lines = make(options(false));
    lines.begin(0, 1000, {30, 1});
    for (int i = 0; i < 100; ++i) {
      now += 0.1;
      lines.update(i);
    }
    EXPECT_THAT(written, SizeIs(::testing::AllOf(::testing::Ge(2U), ::testing::Le(3U))));
    EXPECT_THAT(written.back(), EndsWith("\n"));
  }
  written.clear();
  Progress bar = make(options(true));
  bar.begin(0, 1000, {30, 1});
  for (int i = 0; i < 100; ++i) {
    now += 0.01;
    bar.update(i);
  }
  EXPECT_THAT(written, SizeIs(::testing::AllOf(::testing::Ge(8U), ::testing::Le(12U))));
  EXPECT_THAT(written.back(), ::testing::StartsWith("\r"));
}

TEST_F(ProgressTest, AnAbandonedBarLeavesAFreshLine) {
  {
    Progress progress = make(options(true));
    progress.begin(0, 10, {30, 1});
  }
  EXPECT_EQ(written.back(), "\n");
}

TEST_F(ProgressTest, QuietShowsNothingButStillWritesBlocks) {
  const auto file = std::filesystem::path(::testing::TempDir()) / "reprise_progress";
  Progress::Options quiet = options(true);
  quiet.quiet = true;
  quiet.blocks = file.string();
  {
    Progress progress = make(std::move(quiet));
    progress.begin(1, 10, {30, 1});
    now += 1;
    progress.update(5);
    progress.finish();
  }
  EXPECT_THAT(written, IsEmpty());
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  EXPECT_THAT(text.str(), HasSubstr("frame=5\n"));
  EXPECT_THAT(text.str(), HasSubstr("progress=continue\n"));
  EXPECT_THAT(text.str(), EndsWith("progress=end\n"));
}

TEST_F(ProgressTest, BlocksGoToADescriptorAndAGoneReaderDoesNoHarm) {
  int pipe[2] = {-1, -1};
  ASSERT_EQ(::pipe(pipe), 0);
  Progress::Options to_pipe = options(true);
  to_pipe.blocks = std::to_string(pipe[1]);
  Progress progress = make(std::move(to_pipe));
  progress.begin(0, 10, {30, 1});
  now += 1;
  progress.update(5);
  std::array<char, 512> buffer{};
  ASSERT_GT(::read(pipe[0], buffer.data(), buffer.size() - 1), 0);
  EXPECT_THAT(buffer.data(), HasSubstr("frame=5\n"));
  ::close(pipe[0]);
  now += 1;
  progress.update(6);
  progress.finish();
  ::close(pipe[1]);
}

TEST_F(ProgressTest, BadTargetsAreRefused) {
  Progress::Options closed = options(true);
  closed.blocks = "973";
  EXPECT_EQ(Progress::create({{"p"}}, closed).error().code, ErrorCode::kUsage);
  closed.blocks = "/nonexistent/folder/file";
  EXPECT_EQ(Progress::create({{"p"}}, closed).error().code, ErrorCode::kNotFound);
}

TEST_F(ProgressTest, WorkersMayReportAtOnce) {
  Progress progress = make(options(true));
  progress.begin(0, 4000, {30, 1});
  std::vector<std::thread> workers;
  for (int w = 0; w < 4; ++w) {
    workers.emplace_back([&] {
      for (std::int64_t i = 0; i <= 4000; ++i) {
        progress.update(i);
      }
    });
  }
  for (std::thread& worker : workers) {
    worker.join();
  }
  progress.finish();
  EXPECT_THAT(written.back(), "\n");
  EXPECT_THAT(written[written.size() - 2], HasSubstr("4000/4000"));
}

}  // namespace
}  // namespace reprise::tools
