// Live recordings where things go wrong: a sound server that dies, a device that is unplugged, a
// process that is stopped or killed. The show goes on, what is lost is said and counted, and the
// take is what it says.
#include "tests/acceptance/live_failure_stage.h"

namespace reprise::acceptance {
namespace {

using ::testing::HasSubstr;

// ---- sound --------------------------------------------------------------------------------------

TEST_F(LiveFailure, ASoundServerThatDiesAndComesBackLeavesSilenceThatIsCounted) {
  const auto process = record_noise();
  const Stopwatch watch;
  sleep_for(1.5);
  server_->kill();
  expect_told(*process, "is gone: silence is recorded until it is back");
  ASSERT_TRUE(server_->restart());
  stop_playing();
  play();
  expect_told(*process, "is heard again");
  sleep_for(1.5);
  const double seconds = watch.seconds();
  const Outcome outcome = stopped(*process);
  EXPECT_EQ(outcome.code, 3) << outcome;
  EXPECT_THAT(outcome.err, HasSubstr("s of sound were lost and are silent"));
  EXPECT_GT(expect_true("x.mcap"), kRate / 10);
  EXPECT_NEAR(seconds_of("x.mcap"), seconds, kSlack) << "the clock keeps up with time";
  expect_sound_at_the_end("x.mcap", 1);
}

TEST_F(LiveFailure, ADeviceThatIsUnpluggedIsHeardAgain) {
  const auto process = record_noise();
  const Stopwatch watch;
  sleep_for(1.5);
  server_->unplug();
  sleep_for(2);
  ASSERT_TRUE(server_->plug());
  stop_playing();
  play();
  sleep_for(2.5);
  const double seconds = watch.seconds();
  const Outcome outcome = stopped(*process);
  EXPECT_EQ(outcome.code, 3) << outcome;
  EXPECT_THAT(outcome.err, HasSubstr("warning: "));
  EXPECT_THAT(outcome.err, HasSubstr("s of sound were lost and are silent"));
  EXPECT_GT(expect_true("x.mcap"), kRate);
  EXPECT_NEAR(seconds_of("x.mcap"), seconds, kSlack) << "the clock keeps up with time";
  expect_sound_at_the_end("x.mcap", 1);
}

TEST_F(LiveFailure, AServerThatHangsForAWhileIsWaitedFor) {
  const auto process = record_noise();
  const Stopwatch watch;
  sleep_for(1);
  server_->stop();
  sleep_for(3);
  server_->go_on();
  sleep_for(2);
  const double seconds = watch.seconds();
  const Outcome outcome = stopped(*process);
  const std::int64_t lost = expect_true("x.mcap");
  EXPECT_EQ(outcome.code, lost > 0 ? 3 : 0) << outcome;
  EXPECT_NEAR(seconds_of("x.mcap"), seconds, kSlack) << "the clock keeps up with time";
  expect_sound_at_the_end("x.mcap", 1);
}

TEST_F(LiveFailure, AStoppedProcessKeepsUpWithTime) {
  const auto process = record_noise();
  const Stopwatch watch;
  sleep_for(1);
  process->send(SIGSTOP);
  sleep_for(3);
  process->send(SIGCONT);
  sleep_for(2);
  const double seconds = watch.seconds();
  const Outcome outcome = stopped(*process);
  const std::int64_t lost = expect_true("x.mcap");
  EXPECT_EQ(outcome.code, lost > 0 ? 3 : 0) << outcome;
  EXPECT_NEAR(seconds_of("x.mcap"), seconds, kSlack) << "the clock keeps up with time";
  expect_sound_at_the_end("x.mcap", 1);
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

TEST_F(LiveFailure, AKilledRecorderLeavesAllButItsLastSecond) {
  const auto process = record_noise();
  const Stopwatch watch;
  sleep_for(4);
  const double seconds = watch.seconds();
  process->send_to_group(SIGKILL);
  EXPECT_EQ(process->wait().code, 128 + SIGKILL);
  EXPECT_EQ(run({"reprise-inspect", "info", "x.mcap.partial"}).code, 3);
  expect_saved("x.mcap.partial", seconds);
}

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
