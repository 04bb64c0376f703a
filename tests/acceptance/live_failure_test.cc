// Live recordings where things go wrong: a sound server that dies, a device that is unplugged, a
// process that is stopped or killed, a disk that fills up or fails. The show goes on, what is lost
// is said and counted, and the take is what it says.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <thread>

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "tests/acceptance/live_stage.h"

namespace reprise::acceptance {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::int64_t kRate = 48000;
constexpr double kSlack = 1;  // s that a busy machine may take to notice

class Stopwatch {
 public:
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

void sleep_for(double seconds) {
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
}

class LiveFailure : public LiveStage {
 protected:
  void TearDown() override { stop_playing(); }

  // Noise in the background, for a minute.
  void play() {
    if (!exists("noise.raw")) {
      write_file(at("noise.raw"), raw_of(noise(60)));
    }
    player_ = server_->play(at("noise.raw"), {});
  }
  void stop_playing() {
    if (player_ > 0) {
      ::kill(player_, SIGKILL);
      ::waitpid(player_, nullptr, 0);
      player_ = 0;
    }
  }

  [[nodiscard]] static Arguments headless(const Arguments& more = {}) {
    Arguments arguments{"--headless"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }
  // A recorder that hears noise, once its take is there.
  std::unique_ptr<Process> record_noise(const Arguments& more = {}) {
    play();
    auto process = start_small("x.mcap", headless(more));
    wait_for_file("x.mcap.partial");
    return process;
  }
  // The same with faults in what the system does with x.mcap.partial, as strace's -e inject.
  std::unique_ptr<Process> record_with_fault(const std::string& fault, const Arguments& more = {}) {
    play();
    Arguments arguments{"strace",
                        "-f",
                        "-qq",
                        "-o",
                        "/dev/null",
                        "-P",
                        at("x.mcap.partial").string(),
                        "-e",
                        "inject=" + fault,
                        REPRISE_BIN_DIR "/reprise-record",
                        "--live",
                        "--headless",
                        "-o",
                        at("x.mcap").string(),
                        "--preset-path",
                        "presets",
                        "--device",
                        "monitor"};
    for (const Arguments& part : {small_take(), more}) {
      arguments.insert(arguments.end(), part.begin(), part.end());
    }
    return std::make_unique<Process>(arguments, Launch{.folder = folder().path()});
  }

  // Until it has been said on stderr, or for half a minute.
  static bool is_told(Process& process, const std::string& text) {
    for (int i = 0; i < 600 && process.running(); ++i) {
      if (process.told().find(text) != std::string::npos) {
        return true;
      }
      std::this_thread::sleep_for(milliseconds(50));
    }
    return process.told().find(text) != std::string::npos;
  }
  static void expect_told(Process& process, const std::string& text) {
    EXPECT_TRUE(is_told(process, text)) << text << "\nwas not said:\n" << process.told();
  }

  [[nodiscard]] Json info(std::string_view take) const {
    return json_of(run({"reprise-inspect", "info", "--json", std::string(take)}));
  }
  [[nodiscard]] double seconds_of(std::string_view take) const {
    return info(take)["seconds"].get<double>();
  }
  [[nodiscard]] std::vector<Json> gaps(std::string_view take) const {
    std::vector<Json> cues = records(take, "cue");
    std::erase_if(cues, [](const Json& cue) { return cue["type"] != "gap"; });
    return cues;
  }

  // Sealed, sound, replayable, silent where it says so and nowhere lost beyond that. The samples
  // that were lost.
  std::int64_t expect_true(std::string_view take) const {
    EXPECT_EQ(run({"reprise-inspect", "doctor", std::string(take)}).code, 0);
    const Json facts = info(take);
    const std::int64_t start = facts["start_sample"].get<std::int64_t>();
    const std::string sound = sound_of(take, {"--start", std::to_string(start) + "s"});
    std::int64_t sum = 0;
    for (const Json& gap : gaps(take)) {
      const std::int64_t first = number(gap["sample"]) - start;
      const std::int64_t length = number(gap["number"]);
      EXPECT_EQ(gap["origin"], "recorder");
      EXPECT_NE(gap["text"], "");
      EXPECT_LE(length, kRate) << "told of at least once a second";
      sum += length;
      const auto bytes =
          sound.substr(static_cast<std::size_t>(4 * first), static_cast<std::size_t>(4 * length));
      EXPECT_EQ(std::ssize(bytes), 4 * length);
      EXPECT_EQ(bytes.find_first_not_of('\0'), std::string::npos) << "no silence at " << first;
    }
    EXPECT_EQ(sum, facts["seal"]["lost_samples"].get<std::int64_t>());
    EXPECT_EQ(std::ssize(sound), 4 * (facts["samples"].get<std::int64_t>() - start));
    expect_replayable(take);
    return sum;
  }
  void expect_replayable(std::string_view take) const {
    const Outcome outcome = run({"reprise-replay", std::string(take), "-o", "x.mkv", "-y", "-q",
                                 "--gl", "portable", "--codec", "ffv1", "--fps", "5"});
    EXPECT_EQ(outcome.code, 0) << outcome;
  }
  // Noise in the last part of it.
  void expect_sound_at_the_end(std::string_view take, double seconds) const {
    const std::string sound = sound_of(take);
    const auto bytes = static_cast<std::size_t>(seconds * kRate) * 4;
    ASSERT_GE(sound.size(), bytes);
    EXPECT_NE(sound.substr(sound.size() - bytes).find_first_not_of('\0'), std::string::npos);
  }
  // Nothing but its last second may be missing of what was heard for `seconds`.
  void expect_saved(const std::string& partial, double seconds) const {
    EXPECT_FALSE(exists("x.mcap"));
    ASSERT_TRUE(exists(partial));
    const double saved = seconds_of(partial);
    EXPECT_GT(saved, seconds - 1 - kSlack);
    const Outcome recovered =
        run({"reprise-inspect", "recover", partial, "-o", "whole.mcap", "-y"});
    EXPECT_EQ(recovered.code, 3) << recovered;
    EXPECT_EQ(run({"reprise-inspect", "doctor", "whole.mcap"}).code, 0);
    EXPECT_GE(seconds_of("whole.mcap"), saved - 0.001);
    expect_replayable("whole.mcap");
  }

 private:
  int player_ = 0;
};

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
  for (const int signal_number : {SIGINT, SIGTERM}) {
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

// ---- the disk -----------------------------------------------------------------------------------

constexpr const char* kRecover = "reprise-inspect recover ";

TEST_F(LiveFailure, AFileSizeLimitIsToldAndTheShowGoesOn) {
  play();
  Arguments arguments{"reprise-record", "--live",        "--headless", "-o",
                      "x.mcap",         "--preset-path", "presets",    "--device",
                      "monitor",        "--duration",    "6"};
  const Arguments small = small_take();
  arguments.insert(arguments.end(), small.begin(), small.end());
  const Stopwatch watch;
  const Outcome outcome =
      run(arguments, Launch{.folder = folder().path(), .with = {}, .in_child = [] {
                              const rlimit limit{500'000, 500'000};
                              ::setrlimit(RLIMIT_FSIZE, &limit);
                            }});
  EXPECT_GT(watch.seconds(), 6) << "the run goes on to its end";
  EXPECT_EQ(outcome.code, 3) << outcome;
  EXPECT_THAT(outcome.err, HasSubstr("warning: 'x.mcap' ends: cannot write"));
  EXPECT_THAT(outcome.err, HasSubstr("File too large"));
  EXPECT_THAT(outcome.err, HasSubstr(kRecover));
  expect_saved("x.mcap.partial", 2);
}

#define SKIP_WITHOUT_STRACE()                                                \
  do {                                                                       \
    SKIP_WITHOUT("strace");                                                  \
    if (run({"strace", "-f", "-qq", "-o", "/dev/null", "true"}).code != 0) { \
      GTEST_SKIP() << "strace may not trace here";                           \
    }                                                                        \
  } while (false)

TEST_F(LiveFailure, AFullDiskIsFollowedByTheOther) {
  SKIP_WITHOUT_STRACE();
  std::filesystem::create_directory(at("other"));
  const auto process =
      record_with_fault("pwrite64:error=ENOSPC:when=24+", {"--fallback", "other", "--json"});
  wait_for_file("other/x-2.mcap.partial");
  sleep_for(2);
  process->send_to_group(SIGTERM);
  const Outcome outcome = end_of(*process);
  EXPECT_EQ(outcome.code, 3) << outcome;
  EXPECT_THAT(outcome.err, HasSubstr("No space left on device"));
  EXPECT_THAT(outcome.err, HasSubstr(kRecover));
  const Json takes = json_of(outcome)["takes"];
  ASSERT_EQ(takes.size(), 2U) << outcome;
  EXPECT_EQ(takes[0]["sealed"], false);
  EXPECT_EQ(takes[1]["sealed"], true);
  EXPECT_EQ(expect_true("other/x-2.mcap"), 0);
  // Between what was saved of one and the start of the other at most a second is missing.
  const double saved = seconds_of("x.mcap.partial");
  const double begins = static_cast<double>(number(takes[1]["start_sample"])) / kRate;
  EXPECT_LT(begins, saved + 1 + kSlack);
  expect_saved("x.mcap.partial", saved);
}

TEST_F(LiveFailure, ADiskThatTakesNothingIsReplacedAtOnce) {
  SKIP_WITHOUT_STRACE();
  std::filesystem::create_directory(at("other"));
  const auto process = record_with_fault("pwrite64:error=ENOSPC:when=1+",
                                         {"--fallback", "other", "--duration", "2"});
  const Outcome outcome = end_of(*process);
  EXPECT_EQ(outcome.code, 3) << outcome;
  EXPECT_EQ(expect_true("other/x-2.mcap"), 0);
  EXPECT_EQ(info("other/x-2.mcap")["samples"], 2 * kRate);
}

TEST_F(LiveFailure, ASyncThatFailsIsToldAndTheOtherDiskTakesOver) {
  SKIP_WITHOUT_STRACE();
  std::filesystem::create_directory(at("other"));
  const auto process =
      record_with_fault("fsync,fdatasync:error=EIO:when=6+", {"--fallback", "other", "--json"});
  wait_for_file("other/x-2.mcap.partial");
  sleep_for(1.5);
  process->send_to_group(SIGTERM);
  const Outcome outcome = end_of(*process);
  EXPECT_EQ(outcome.code, 3) << outcome;
  EXPECT_THAT(outcome.err, HasSubstr("cannot sync"));
  EXPECT_THAT(outcome.err, HasSubstr("Input/output error"));
  EXPECT_EQ(expect_true("other/x-2.mcap"), 0);
  expect_saved("x.mcap.partial", 1);
}

TEST_F(LiveFailure, ADiskThatFillsUpIsToldOfEarlyAndTheTakeIsSealed) {
  SKIP_WITHOUT("unshare");
  // 32 MiB are left free; the rest is full in some seconds of noise.
  const std::string mount = "mount -t tmpfs -o size=33600k none small";
  std::filesystem::create_directory(at("small"));
  if (run({"unshare", "-rm", "sh", "-c", mount}).code != 0) {
    GTEST_SKIP() << "no file system can be mounted here";
  }
  play();
  const std::string record = REPRISE_BIN_DIR
      "/reprise-record --live --headless -o small/x.mcap --preset-path presets --device monitor "
      "-s 64x36 --fps 30 --preset sweep --json ";
  const Outcome alone =
      run({"unshare", "-rm", "sh", "-c",
           mount + " && " + record + "--duration 7; code=$?; cp small/x.mcap .; exit $code"});
  EXPECT_EQ(alone.code, 3) << "the end of the show was not recorded: " << alone;
  EXPECT_THAT(alone.err, HasSubstr("warning: the disk is full in "));
  EXPECT_THAT(alone.err, HasSubstr("warning: the disk is full: the take ends"));
  EXPECT_EQ(expect_true("x.mcap"), 0);
  std::filesystem::create_directory(at("other"));
  const Outcome both = run({"unshare", "-rm", "sh", "-c",
                            mount + " && " + record +
                                "--duration 7 --fallback other; code=$?; "
                                "cp small/x.mcap .; exit $code"});
  EXPECT_EQ(both.code, 0) << both;
  EXPECT_EQ(expect_true("x.mcap"), 0);
  EXPECT_EQ(expect_true("other/x-2.mcap"), 0);
  // Not a sample is lost or doubled.
  EXPECT_EQ(info("other/x-2.mcap")["start_sample"], info("x.mcap")["samples"]);
  EXPECT_EQ(info("other/x-2.mcap")["samples"], 7 * kRate);
}

TEST_F(LiveFailure, AMostOfBytesEndsTheTakeEvenWithAFallback) {
  std::filesystem::create_directory(at("other"));
  play();
  const auto process = start_small(
      "x.mcap", headless({"--max-disk", "600K", "--fallback", "other", "--duration", "7"}));
  const Outcome outcome = end_of(*process);
  EXPECT_EQ(outcome.code, 3) << outcome;
  EXPECT_THAT(outcome.err, HasSubstr("--max-disk"));
  EXPECT_EQ(expect_true("x.mcap"), 0);
  EXPECT_LT(std::filesystem::file_size(at("x.mcap")), 1'000'000U);
  EXPECT_FALSE(exists("other/x-2.mcap"));
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
