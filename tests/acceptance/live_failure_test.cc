// Live recordings where things go wrong: a sound server that dies, a device that is unplugged, a
// process that is stopped or killed. The show goes on, what is lost is said and counted, and the
// take is what it says.
#include <functional>

#include "tests/acceptance/live_failure_stage.h"
#include "tests/support/counting_microphone.h"

namespace reprise::acceptance {
namespace {

using ::testing::HasSubstr;

// ---- sound --------------------------------------------------------------------------------------

// What happens to the sound in the middle of a recording of noise, and what must be true then: the
// clock keeps up with time, what is missing is marked and told, and in the end there is sound
// again.
class LiveSoundFailure : public LiveFailure {
 protected:
  // The samples that were lost.
  std::int64_t lost_while(const std::function<void(Process&)>& happens) {
    const auto process = record_noise();
    const Stopwatch watch;
    sleep_for(1.5);
    happens(*process);
    sleep_for(2);
    const double seconds = watch.seconds();
    const Outcome outcome = stopped(*process);
    const std::int64_t lost = expect_true("x.mcap");
    EXPECT_EQ(outcome.code, lost > 0 ? 3 : 0) << outcome;
    if (lost > 0) {
      EXPECT_THAT(outcome.err, HasSubstr("warning: "));
      EXPECT_THAT(outcome.err, HasSubstr("s of sound were lost and are silent"));
    }
    EXPECT_NEAR(seconds_of("x.mcap"), seconds, kSlack) << "the clock keeps up with time";
    expect_sound_at_the_end("x.mcap", 1);
    return lost;
  }
  void play_again() {
    stop_playing();
    play();
  }
};

TEST_F(LiveSoundFailure, AServerThatDiesAndComesBackLeavesSilence) {
  const std::int64_t lost = lost_while([this](Process& process) {
    server_->kill();
    expect_told(process, "is gone: silence is recorded until it is back");
    ASSERT_TRUE(server_->restart());
    play_again();
    expect_told(process, "is heard again");
  });
  EXPECT_GT(lost, kRate / 10);
}

TEST_F(LiveSoundFailure, ADeviceThatIsUnpluggedIsHeardAgain) {
  const std::int64_t lost = lost_while([this](Process& process) {
    server_->unplug();
    sleep_for(2);
    ASSERT_TRUE(server_->plug());
    play_again();
    expect_told(process, "is heard again");
  });
  EXPECT_GT(lost, kRate);
}

TEST_F(LiveSoundFailure, AServerThatHangsForAWhileIsWaitedFor) {
  lost_while([this](Process& /*process*/) {
    server_->stop();
    sleep_for(5);
    server_->go_on();
  });
}

TEST_F(LiveSoundFailure, AStoppedProcessKeepsUpWithTime) {
  lost_while([](Process& process) {
    process.send(SIGSTOP);
    sleep_for(5);
    process.send(SIGCONT);
  });
}

// "Running", says the server, and gives nothing: nobody may take that for a recording.
TEST_F(LiveFailure, ADeviceThatGivesNothingIsTold) {
  const auto microphone = test::CountingMicrophone::plug(*server_, "mute");
  ASSERT_NE(microphone, nullptr);
  Arguments arguments = small_take();
  arguments.insert(arguments.end(), {"--headless", "--device", "mute"});
  const auto process = start("x.mcap", arguments);
  wait_for_file("x.mcap.partial");
  const Stopwatch watch;
  expect_told(*process, "'mute' runs, but gives no sound: silence is recorded until it does");
  sleep_for(1);
  microphone->start();
  expect_told(*process, "'mute' is heard again");
  sleep_for(1.5);
  const double seconds = watch.seconds();
  const Outcome outcome = stopped(*process);
  EXPECT_EQ(outcome.code, 3) << outcome;
  EXPECT_GT(expect_true("x.mcap"), kRate);
  EXPECT_NEAR(seconds_of("x.mcap"), seconds, 1 + kSlack) << "the clock runs from the start";
  expect_sound_at_the_end("x.mcap", 0.5);
}

TEST_F(LiveFailure, SilenceIsToldOfAfterTenSeconds) {
  const auto process = start_small("x.mcap", headless({"--duration", "12"}));
  expect_told(*process, "nothing is heard from 'stage.monitor'");
  process->send(SIGTERM);
  const Outcome outcome = end_of(*process);
  EXPECT_EQ(outcome.code, 0) << outcome;
  EXPECT_THAT(outcome.err, HasSubstr("nothing was heard: the takes are silent"));
}

// ---- signals ------------------------------------------------------------------------------------

TEST_F(LiveFailure, SignalsSealTheTake) {
  for (const int signal_number : {SIGINT, SIGTERM, SIGHUP}) {
    const auto process = record_noise();
    const Stopwatch watch;
    sleep_for(1.5);
    process->send_to_group(signal_number);
    const Outcome outcome = end_of(*process);
    EXPECT_EQ(outcome.code, 0) << outcome;
    EXPECT_FALSE(exists("x.mcap.partial"));
    EXPECT_EQ(expect_true("x.mcap"), 0);
    EXPECT_GT(seconds_of("x.mcap"), 1.4);
    stop_playing();
  }
}

// `2>&1 | tee log`, where Ctrl+C reaches tee first.
TEST_F(LiveFailure, ATerminalThatIsGoneCostsNothing) {
  play();
  const Process process(
      {"sh", "-c",
       REPRISE_BIN_DIR "/reprise-record --live --headless -o x.mcap --preset-path presets "
                       "--device monitor -s 64x36 --fps 30 --preset sweep --duration 3 "
                       "2>&1 >report.txt | head -c 1 >said.txt; sleep 5"},
      Launch{.folder = folder().path()});
  wait_for_file("x.mcap");
  EXPECT_FALSE(exists("x.mcap.partial"));
  EXPECT_EQ(expect_true("x.mcap"), 0);
  EXPECT_NEAR(seconds_of("x.mcap"), 3, 0.1);
}

// Wherever in a chunk it is killed.
class LiveKill : public LiveFailure, public testing::WithParamInterface<double> {
 protected:
  void kill_after(const std::function<std::unique_ptr<Process>()>& begin) {
    const auto process = begin();
    const Lateness lateness;
    sleep_for(GetParam());
    process->send_to_group(SIGKILL);
    const double killed = unix_seconds();
    // Each of the threads from the device to the disk may have waited for its turn.
    constexpr double kThreads = 5;
    const double late = kThreads * lateness.worst();
    EXPECT_EQ(process->wait().code, 128 + SIGKILL);
    EXPECT_EQ(run({"reprise-inspect", "info", "x.mcap.partial"}).code, 3);
    expect_saved("x.mcap.partial", heard_by("x.mcap.partial", killed), late);
  }
};

TEST_P(LiveKill, LeavesAllButTheLastSecond) {
  kill_after([this] { return record_noise(); });
}

TEST_P(LiveKill, WithAWindowLeavesAllButTheLastSecond) {
  open_screen();
  kill_after([this] {
    play();
    auto process = start_small("x.mcap", {});
    wait_for_file("x.mcap.partial");
    wait_for_title("REC .*x.mcap");
    return process;
  });
}

INSTANTIATE_TEST_SUITE_P(Seconds, LiveKill, testing::Values(3.0, 3.27));

// ---- what is not there --------------------------------------------------------------------------

TEST_F(LiveFailure, WithoutADisplayTheErrorNamesTheWayWithoutAWindow) {
  Arguments arguments{"reprise-record", "--live", "-o", "x.mcap", "--preset-path", "presets"};
  const Arguments small = small_take();
  arguments.insert(arguments.end(), small.begin(), small.end());
  const Outcome outcome =
      run(arguments,
          Launch{.folder = folder().path(), .with = {{"DISPLAY", ""}, {"WAYLAND_DISPLAY", ""}}});
  EXPECT_EQ(outcome.code, 1) << outcome;
  EXPECT_THAT(outcome.err, HasSubstr("--headless"));
  EXPECT_FALSE(exists("x.mcap.partial"));
}

TEST_F(LiveFailure, AFolderThatCannotBeWrittenIsAnErrorAtOnce) {
  const Outcome outcome = end_of(*start_small("nowhere/x.mcap", headless({"--duration", "3"})));
  EXPECT_EQ(outcome.code, 1) << outcome;
  EXPECT_THAT(outcome.err, HasSubstr("nowhere"));
}

class LiveWithoutSound : public Stage {};

TEST_F(LiveWithoutSound, WithoutAnyDeviceTheErrorSaysWhatToDo) {
  Arguments arguments{"reprise-record", "--live",        "--headless", "-o",
                      "x.mcap",         "--preset-path", "presets"};
  const Arguments small = small_take();
  arguments.insert(arguments.end(), small.begin(), small.end());
  const Outcome outcome =
      run(arguments, Launch{.folder = folder().path(),
                            .with = {{"PULSE_SERVER", "unix:/nowhere"}, {"SDL_AUDIODRIVER", ""}}});
  EXPECT_EQ(outcome.code, 1) << outcome;
  EXPECT_THAT(outcome.err, HasSubstr("error: "));
  EXPECT_THAT(outcome.err, HasSubstr("(try: "));
  EXPECT_FALSE(exists("x.mcap.partial"));
}

}  // namespace
}  // namespace reprise::acceptance
