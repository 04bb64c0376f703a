// When things happened in a live recording, against a microphone that hears its own sample counter:
// the take says when its sound was heard, and a key is where it was pressed in that sound.
#include <algorithm>
#include <chrono>
#include <iostream>
#include <optional>
#include <sstream>
#include <thread>

#include "tests/acceptance/live_stage.h"
#include "tests/support/counting_microphone.h"
#include "tests/support/shell.h"

namespace reprise::acceptance {
namespace {

using std::chrono::milliseconds;
using test::CountingMicrophone;

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kRate = CountingMicrophone::kRate;
constexpr double kBlockMs = 10;
constexpr double kBusyMs = 150;  // that a machine which does much else may take to see a key

std::int64_t unix_less_monotonic() {
  const auto ns = [](auto time) {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
  };
  return ns(std::chrono::system_clock::now()) - ns(std::chrono::steady_clock::now());
}

struct Span {
  std::int64_t before = 0;  // Unix time, ns
  std::int64_t after = 0;
};

class LiveClockStage : public LiveWindow {
 protected:
  void SetUp() override {
    LiveWindow::SetUp();
    if (!IsSkipped() && !HasFatalFailure()) {
      microphone_ = CountingMicrophone::plug(*server_, "counter");
      ASSERT_NE(microphone_, nullptr);
      microphone_->start();
    }
  }
  [[nodiscard]] std::unique_ptr<Process> record(const Arguments& more) const {
    Arguments arguments{"-s", "64x36", "--fps", "30", "--device", "counter"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return start("show.mcap", arguments);
  }
  // Unix time at which a sample of the take was heard, by the microphone's own counter.
  [[nodiscard]] std::optional<std::int64_t> heard_at(const std::string& sound,
                                                     std::int64_t sample) const {
    const auto at = static_cast<std::size_t>(4 * sample);
    const auto number = at + 4 <= sound.size()
                            ? CountingMicrophone::number_of(std::string_view(sound).substr(at, 4))
                            : std::nullopt;
    return number ? std::optional(microphone_->time_of(*number) + unix_less_monotonic())
                  : std::nullopt;
  }
  static Span timed_key(const std::string& key) {
    std::istringstream times(
        test::run_shell("date +%s%N; xdotool key " + key + "; date +%s%N").output);
    Span span;
    times >> span.before >> span.after;
    return span;
  }

  std::unique_ptr<CountingMicrophone> microphone_;
};

double ms(std::int64_t ns) {
  return static_cast<double>(ns) / 1e6;
}

// Shown a second later: a device may begin with what it has kept. The middle of three, for a
// machine that does much else.
TEST_F(LiveClockStage, TheEpochIsWhenTheFirstSampleWasHeard) {
  std::vector<double> early;
  for (int i = 0; i < 3; ++i) {
    const auto process = record({"--preset", "sweep", "--headless", "--duration", "1.5"});
    static_cast<void>(end_of(*process));
    const auto heard = heard_at(sound_of("show.mcap"), kRate);
    ASSERT_TRUE(heard);
    early.push_back(ms(*heard - kSecond - epoch("show.mcap")));
    std::cout << "the epoch is " << early.back() << " ms early\n";
  }
  std::ranges::sort(early);
  EXPECT_NEAR(early[1], 0, kBlockMs);
}

TEST_F(LiveClockStage, AKeyIsWhereItWasPressedInTheSound) {
  const auto process = record({"--show", "flags.json"});
  wait_for_title("REC .*red");
  press("shift");  // brings the pointer over the window; no cue
  std::vector<Span> spans;
  for (int i = 0; i < 12; ++i) {
    spans.push_back(timed_key("m"));
    std::this_thread::sleep_for(milliseconds(150));
  }
  std::this_thread::sleep_for(milliseconds(500));
  if (stopped(*process).code == 3) {
    GTEST_SKIP() << "the machine was too busy for its microphone: sound was lost";
  }
  const std::string sound = sound_of("show.mcap");
  const std::vector<Json> cues = performed_cues("show.mcap");
  ASSERT_EQ(cues.size(), spans.size());
  std::vector<double> early;
  std::vector<double> late;
  for (std::size_t i = 0; i < cues.size(); ++i) {
    const auto heard = heard_at(sound, number(cues[i]["sample"]));
    ASSERT_TRUE(heard) << "the sound at the key is not the microphone's";
    early.push_back(ms(spans[i].before - *heard));
    late.push_back(ms(*heard - spans[i].after));
  }
  std::ranges::sort(early);
  std::ranges::sort(late);
  std::cout << "keys: at most " << early.back() << " ms before xdotool began, at most "
            << late.back() << " ms after it ended, in the middle " << late[late.size() / 2] << '\n';
  EXPECT_LE(early.back(), kBlockMs);
  EXPECT_LE(late[late.size() / 2], kBlockMs);
  EXPECT_LE(late.back(), kBusyMs);
}

}  // namespace
}  // namespace reprise::acceptance
