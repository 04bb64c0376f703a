// Live recordings whose window system hangs, dies, or takes the window away: the sound is recorded
// to the end, the frames that nobody saw are marked, and the performer is told.
#include <chrono>
#include <csignal>
#include <thread>

#include <gmock/gmock.h>

#include "tests/acceptance/live_stage.h"

namespace reprise::acceptance {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

constexpr std::int64_t kRate = 48000;

class LivePictureLoss : public LiveWindow {
 protected:
  // A recorder that shows a window.
  std::unique_ptr<Process> record() {
    auto process = start_show("flags.json", {});
    wait_for_title("REC .*red");
    return process;
  }
  static void sleep_for(double seconds) {
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  }
  static bool is_told(Process& process, const std::string& text) {
    for (int i = 0; i < 600 && process.running(); ++i) {
      if (process.told().find(text) != std::string::npos) {
        return true;
      }
      std::this_thread::sleep_for(milliseconds(50));
    }
    return process.told().find(text) != std::string::npos;
  }
  // The longest run of frames that were not shown. Those that are missing altogether are among
  // them: a machine that does much else may tell of them too late.
  [[nodiscard]] std::int64_t dropped_in_a_row(std::string_view take) const {
    EXPECT_EQ(run({"reprise-inspect", "doctor", std::string(take)}).code, 0);
    std::int64_t longest = 0;
    std::int64_t marked = 0;
    std::optional<std::int64_t> shown;
    for (const Json& frame : records(take, "frame")) {
      const std::int64_t index = number(frame["index"]);
      const bool dropped = frame["flags"].dump().find("dropped") != std::string::npos;
      marked += dropped ? 1 : 0;
      longest = std::max(longest, index - shown.value_or(index) - (dropped ? 0 : 1));
      shown = dropped && shown ? *shown : index;
    }
    EXPECT_GT(marked, 0);
    return longest;
  }
  [[nodiscard]] double seconds_of(std::string_view take) const {
    const Json info = json_of(run({"reprise-inspect", "info", "--json", std::string(take)}));
    EXPECT_EQ(info["seal"]["lost_samples"].get<std::int64_t>(), 0);
    return info["seconds"].get<double>();
  }
  // The picture goes in some way; the recording does not.
  void expect_to_go_on_without(const std::function<void()>& lose_picture) {
    const auto process = record();
    sleep_for(1);
    lose_picture();
    EXPECT_TRUE(is_told(*process, "the picture is gone, the sound is still recorded: "))
        << process->told();
    sleep_for(2);
    const Outcome outcome = stopped(*process);
    EXPECT_EQ(outcome.code, 3) << outcome;
    EXPECT_GT(seconds_of("show.mcap"), 2.9);
    EXPECT_GT(dropped_in_a_row("show.mcap"), 30);
    EXPECT_FALSE(exists("show.mcap.partial"));
  }
};

TEST_F(LivePictureLoss, AWindowSystemThatHangsCostsFramesAndNoSound) {
  const auto process = record();
  sleep_for(1);
  screen_->freeze();
  EXPECT_TRUE(is_told(*process, "warning: the window does not answer"));
  sleep_for(1);
  screen_->thaw();
  EXPECT_TRUE(is_told(*process, "the window answers again, after "));
  press("b");
  sleep_for(1);
  const Outcome outcome = stopped(*process);
  EXPECT_EQ(outcome.code, 0) << outcome;
  EXPECT_GT(seconds_of("show.mcap"), 4.9);
  EXPECT_GT(dropped_in_a_row("show.mcap"), 60);
  EXPECT_EQ(performed_cues("show.mcap").size(), 1U);
}

TEST_F(LivePictureLoss, AProgramThatWasStoppedDoesNotBlameTheWindow) {
  const auto process = record();
  process->send(SIGSTOP);
  sleep_for(4);
  process->send(SIGCONT);
  sleep_for(1);
  const Outcome outcome = stopped(*process);
  EXPECT_THAT(outcome.err, testing::Not(HasSubstr("the window does not answer")));
}

TEST_F(LivePictureLoss, SigtermSealsTheTakeWhileTheWindowSystemHangs) {
  const auto process = record();
  sleep_for(1);
  screen_->freeze();
  sleep_for(1);
  const Outcome outcome = stopped(*process);
  screen_->thaw();
  EXPECT_EQ(outcome.code, 0) << outcome;
  EXPECT_THAT(outcome.out, HasSubstr("show.mcap: "));
  EXPECT_GT(seconds_of("show.mcap"), 1.9);
  EXPECT_GT(dropped_in_a_row("show.mcap"), 15);
}

TEST_F(LivePictureLoss, AWindowSystemThatDiesCostsThePictureAlone) {
  expect_to_go_on_without([this] { screen_->die(); });
}

TEST_F(LivePictureLoss, AProgramThatIsCutOffFromItsWindowGoesOn) {
  expect_to_go_on_without([this] { screen_->kill_client("REC"); });
}

TEST_F(LivePictureLoss, AWindowThatSomebodyDestroysCostsThePictureAlone) {
  expect_to_go_on_without([this] { screen_->destroy("REC"); });
}

}  // namespace
}  // namespace reprise::acceptance
