// Live recordings on disks that fill up or fail: the show goes on, on the other disk where there is
// one, and what there is can be read.
#include <sys/resource.h>

#include "tests/acceptance/live_failure_stage.h"

namespace reprise::acceptance {
namespace {

using ::testing::HasSubstr;

class LiveDisk : public LiveFailure {
 protected:
  // Nothing is missing between what was saved of the one and the start of the other.
  void expect_joined(const std::string& partial, const Json& takes) const {
    const std::int64_t saved = number(takes[0]["saved_until"]);
    EXPECT_GT(saved, kRate / 2) << "the disk has worked for a while";
    EXPECT_LE(number(takes[1]["start_sample"]), saved);
    expect_recoverable(partial, static_cast<double>(saved) / kRate);
  }
};

constexpr const char* kRecover = "reprise-inspect recover ";

TEST_F(LiveDisk, AFileSizeLimitIsToldAndTheShowGoesOn) {
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
  // What fits is there, but for a chunk of half a second.
  const Json facts = info("x.mcap.partial");
  const double a_second = facts["bytes"].get<double>() / facts["seconds"].get<double>();
  expect_recoverable("x.mcap.partial", (500'000 - 0.6 * a_second) / a_second);
}

TEST_F(LiveDisk, AFullDiskIsFollowedByTheOther) {
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
  expect_joined("x.mcap.partial", takes);
}

TEST_F(LiveDisk, ADiskThatTakesNothingIsReplacedAtOnce) {
  SKIP_WITHOUT_STRACE();
  std::filesystem::create_directory(at("other"));
  const auto process = record_with_fault("pwrite64:error=ENOSPC:when=1+",
                                         {"--fallback", "other", "--duration", "2"});
  const Outcome outcome = end_of(*process);
  EXPECT_EQ(outcome.code, 3) << outcome;
  EXPECT_EQ(expect_true("other/x-2.mcap"), 0);
  EXPECT_EQ(info("other/x-2.mcap")["samples"], 2 * kRate);
}

TEST_F(LiveDisk, ASyncThatFailsIsToldAndTheOtherDiskTakesOver) {
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
  expect_joined("x.mcap.partial", json_of(outcome)["takes"]);
}

// Two seconds for the file, and for each of the first syncs.
TEST_F(LiveDisk, ADiskThatHangsHoldsUpNothing) {
  SKIP_WITHOUT_STRACE();
  const auto process = record_with_fault("openat,fsync,fdatasync:delay_enter=2000000:when=1..4",
                                         {"--duration", "5", "--json"});
  const Outcome outcome = end_of(*process);
  EXPECT_EQ(outcome.code, 0) << outcome;
  EXPECT_EQ(expect_true("x.mcap"), 0);
  EXPECT_EQ(info("x.mcap")["samples"], 5 * kRate);
  EXPECT_EQ(json_of(outcome)["takes"][0]["unwritten_records"], 0);
}

// Nobody waits for it for ever. (strace does, so it is killed in the end.)
TEST_F(LiveDisk, ADiskThatHangsForEverAtTheEndIsLeft) {
  SKIP_WITHOUT_STRACE();
  std::filesystem::create_directory(at("other"));
  const auto process = record_with_fault("fsync,fdatasync:delay_enter=600000000:when=6+",
                                         {"--fallback", "other", "--duration", "4", "--json"});
  expect_told(*process, "x.mcap': the disk has not answered for 5 s");
  expect_told(*process, "was not finished: the disk has not answered for 20 s");
  sleep_for(1);
  process->send_to_group(SIGKILL);
  const Outcome outcome = process->wait();
  EXPECT_THAT(outcome.err, HasSubstr("of it are on the disk"));
  EXPECT_THAT(outcome.err, HasSubstr(kRecover));
  const Json takes = json_of(outcome)["takes"];
  ASSERT_EQ(takes.size(), 2U) << outcome;
  EXPECT_EQ(takes[0]["sealed"], false);
  EXPECT_EQ(takes[1]["sealed"], true);
  const std::int64_t saved = number(takes[0]["saved_until"]);
  EXPECT_LE(number(takes[1]["start_sample"]), saved) << "nothing is missing between them";
  EXPECT_GE(seconds_of("x.mcap.partial"), static_cast<double>(saved) / kRate);
  EXPECT_EQ(number(takes[1]["samples"]), 4 * kRate);
  EXPECT_EQ(expect_true("other/x-2.mcap"), 0);
}

TEST_F(LiveDisk, ADiskThatFillsUpIsToldOfEarlyAndTheTakeIsSealed) {
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

TEST_F(LiveDisk, AMostOfBytesEndsTheTakeEvenWithAFallback) {
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

}  // namespace
}  // namespace reprise::acceptance
