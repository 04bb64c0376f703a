// Nobody waits for a terminal that does not take what it is given.
#include "tools/record/outbox.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/wait_until.h"

namespace reprise::tools {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;

constexpr std::chrono::seconds kLong{20};

// A terminal that can be stopped, as with Ctrl+S.
class Terminal {
 public:
  void write(std::string_view text) {
    std::unique_lock lock(mutex_);
    ++begun_;
    changed_.wait(lock, [this] { return !stopped_; });
    written_.emplace_back(text);
  }
  void stop(bool on) {
    const std::lock_guard lock(mutex_);
    stopped_ = on;
    changed_.notify_all();
  }
  [[nodiscard]] int begun() const {
    const std::lock_guard lock(mutex_);
    return begun_;
  }
  [[nodiscard]] std::vector<std::string> written() const {
    const std::lock_guard lock(mutex_);
    return written_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool stopped_ = false;
  int begun_ = 0;
  std::vector<std::string> written_;
};

class LiveOutbox : public testing::Test {
 protected:
  Outbox::Write write() {
    return [terminal = terminal_](std::string_view text) { terminal->write(text); };
  }
  // Stopped in the middle of a write.
  void stop_behind(Outbox& box) {
    terminal_->stop(true);
    box.post("first");
    ASSERT_TRUE(wait_until([&] { return terminal_->begun() == 1; }));
  }
  std::shared_ptr<Terminal> terminal_ = std::make_shared<Terminal>();
};

TEST_F(LiveOutbox, WritesMessagesInOrderAndTheLatestLineBehindThem) {
  Outbox box(write());
  stop_behind(box);
  box.replace("line 1");
  box.post("second");
  box.replace("line 2");
  EXPECT_FALSE(box.flush(milliseconds(10)));
  terminal_->stop(false);
  EXPECT_TRUE(box.flush(kLong));
  EXPECT_THAT(terminal_->written(), ElementsAre("first", "second", "line 2"));
}

TEST_F(LiveOutbox, ALineThatIsTakenBackIsNotWritten) {
  Outbox box(write());
  stop_behind(box);
  box.replace("line");
  box.drop_replaceable();
  terminal_->stop(false);
  EXPECT_TRUE(box.flush(kLong));
  EXPECT_THAT(terminal_->written(), ElementsAre("first"));
}

TEST_F(LiveOutbox, KeepsTheNewestMessagesAndSaysHowManyAreMissing) {
  Outbox box(write(), 3);
  stop_behind(box);
  for (int i = 0; i < 10; ++i) {
    box.post(std::to_string(i));
  }
  terminal_->stop(false);
  EXPECT_TRUE(box.flush(kLong));
  EXPECT_THAT(terminal_->written(), ElementsAre("first", "(7 messages left out)\n", "7", "8", "9"));
}

TEST_F(LiveOutbox, CanGoWhileTheTerminalIsStopped) {
  {
    Outbox box(write());
    stop_behind(box);
    box.post("never");
  }
  terminal_->stop(false);
  EXPECT_TRUE(wait_until([&] { return terminal_->written().size() == 1; }));
  EXPECT_THAT(terminal_->written(), ElementsAre("first"));
}

}  // namespace
}  // namespace reprise::tools
