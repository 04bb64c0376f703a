#include "core/base/side_task.h"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "tests/support/no_new_threads.h"

namespace reprise {
namespace {

TEST(SideTask, WorkIsDoneOnAnotherThreadByTheTimeThatWaitReturns) {
  SideTask task;
  task.wait();
  for (int i = 0; i < 100; ++i) {
    int result = 0;
    std::thread::id where;
    task.start([&] {
      result = i + 1;
      where = std::this_thread::get_id();
    });
    task.wait();
    EXPECT_EQ(result, i + 1);
    EXPECT_NE(where, std::this_thread::get_id());
  }
}

TEST(SideTask, PiecesOfWorkRunOneAfterAnother) {
  int order = 0;
  SideTask task;
  for (int i = 1; i <= 50; ++i) {
    task.start([&order, i] { order = order == i - 1 ? i : -1; });
  }
  SideTask moved = std::move(task);
  moved.wait();
  EXPECT_EQ(order, 50);
}

TEST(SideTask, WithoutAThreadTheWorkIsDoneAllTheSame) {
  SideTask task;
  int done = 0;
  {
    const NoNewThreads limit;
    task.start([&done] { ++done; });
    EXPECT_EQ(done, 1);
    task.wait();
  }
  task.start([&done] { ++done; });
  task.wait();
  EXPECT_EQ(done, 2);
}

TEST(SideTask, TheEndWaitsForWhatWasStarted) {
  std::atomic<bool> done = false;
  {
    SideTask task;
    task.start([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      done = true;
    });
  }
  EXPECT_TRUE(done);
}

}  // namespace
}  // namespace reprise
