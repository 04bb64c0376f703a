// Recordings that end before their time: a disk that fails at one write or sync, a limit on file
// sizes, a kill at one write. strace injects the faults. What is left is said, opens, and becomes
// whole by `recover`.
#include <cstdlib>

#include <gmock/gmock.h>
#include <sys/resource.h>

#include "tests/acceptance/stage.h"

namespace reprise::acceptance {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

// strace counts the writes of each thread: those of the start are the main thread's.
constexpr int kStartWrites = 20;
constexpr int kSeconds = 20;

class Crash : public Stage {
 protected:
  void SetUp() override { write_sound("song.wav", music(kSeconds, 1, 8000, 1)); }

  [[nodiscard]] Arguments recorder(const Arguments& more = {}) const {
    Arguments arguments = small_take();
    arguments.insert(arguments.begin(),
                     {"reprise-record", "song.wav", "-o", "x.mcap", "--preset-path", "presets"});
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }
  // `fault` as strace's -e inject.
  [[nodiscard]] Outcome record_with(const std::string& fault, const Arguments& more = {}) const {
    Arguments arguments = recorder(more);
    arguments[0] = REPRISE_BIN_DIR "/reprise-record";
    arguments.insert(arguments.begin(),
                     {"strace", "-f", "-qq", "-o", "/dev/null", "-e", "inject=" + fault});
    return run(arguments);
  }
  [[nodiscard]] double seconds_of(const std::string& take) const {
    return json_of(run({"reprise-inspect", "info", "--json", take}))["seconds"].get<double>();
  }

  // The recording failed, said why and what is saved, and that is there.
  void expect_saved(const Outcome& outcome, const std::string& why) const {
    EXPECT_EQ(outcome.code, 1) << outcome;
    EXPECT_EQ(outcome.out, "");
    EXPECT_THAT(outcome.err, HasSubstr(why));
    EXPECT_THAT(outcome.err, HasSubstr("; saved 0:"));
    EXPECT_THAT(outcome.err, HasSubstr(" in 'x.mcap.partial'"));
    EXPECT_THAT(outcome.err, HasSubstr("reprise-inspect recover x.mcap.partial -o x.mcap"));
    EXPECT_FALSE(exists("x.mcap"));
    ASSERT_TRUE(exists("x.mcap.partial"));
    const std::size_t at = outcome.err.find("; saved 0:") + 10;
    const double saved = std::strtod(outcome.err.c_str() + at, nullptr);
    EXPECT_GT(saved, 0.4);
    EXPECT_LT(saved, kSeconds);
    EXPECT_GE(seconds_of("x.mcap.partial"), saved - 0.001);
    expect_recovers();
  }
  // Before its first chunk was written a take holds nothing, which is said; never anything else.
  void expect_opens_or_says_why(const std::string& left) const {
    const Outcome info = run({"reprise-inspect", "info", left});
    if (info.code == 3) {
      return;
    }
    EXPECT_EQ(info.code, 1) << info;
    EXPECT_THAT(info.err, HasSubstr("cannot read '" + left + "': "));
    EXPECT_THAT(info.err,
                AnyOf(HasSubstr("there is no readable /take record"), HasSubstr("an empty file")));
    const Outcome recovered = run({"reprise-inspect", "recover", left, "-o", "whole.mcap", "-y"});
    EXPECT_EQ(recovered.code, 1) << recovered;
    EXPECT_FALSE(exists("whole.mcap"));
  }
  void expect_recovers() const {
    const Outcome recovered =
        run({"reprise-inspect", "recover", "x.mcap.partial", "-o", "whole.mcap", "-y"});
    EXPECT_EQ(recovered.code, 3) << recovered;
    EXPECT_EQ(run({"reprise-inspect", "info", "--check", "whole.mcap"}).code, 0);
  }
};

#define SKIP_WITHOUT_STRACE()                                                \
  do {                                                                       \
    SKIP_WITHOUT("strace");                                                  \
    if (run({"strace", "-f", "-qq", "-o", "/dev/null", "true"}).code != 0) { \
      GTEST_SKIP() << "strace may not trace here";                           \
    }                                                                        \
  } while (false)

TEST_F(Crash, AFailedWriteIsSaidWithWhatIsSaved) {
  SKIP_WITHOUT_STRACE();
  const std::string write = "pwrite64:when=" + std::to_string(kStartWrites + 10);
  expect_saved(record_with(write + ":error=EIO"), "cannot write 'x.mcap.partial': Input/output");
  // Over what that one left: errors name the file by the name that it has by then.
  const Outcome again = record_with(write + ":error=ENOSPC", {"-y"});
  expect_saved(again, "cannot write 'x.mcap.partial': No space left on device");
  expect_saved(record_with(write + ":error=EDQUOT", {"-y"}), "Disk quota exceeded");
}

TEST_F(Crash, AFailedSyncIsSaidWithWhatIsSaved) {
  SKIP_WITHOUT_STRACE();
  const Outcome outcome = record_with("fsync:error=EIO:when=9", {"--durability", "chunk"});
  expect_saved(outcome, "cannot sync 'x.mcap.partial': Input/output error");
}

TEST_F(Crash, AFileSizeLimitIsSaidWithWhatIsSaved) {
  constexpr rlim_t kLimit = 60'000;
  const Launch limited{.folder = {}, .with = {}, .in_child = [] {
                         const rlimit limit{kLimit, kLimit};
                         ::setrlimit(RLIMIT_FSIZE, &limit);
                       }};
  expect_saved(run(recorder(), limited), "cannot write 'x.mcap.partial': File too large");
  // A short write, then the error.
  EXPECT_EQ(std::filesystem::file_size(at("x.mcap.partial")), kLimit);
}

// A few by default, for time's sake; all with REPRISE_SOAK_KILLS.
TEST_F(Crash, AKillAtAWriteLeavesWhatWasWrittenBefore) {
  SKIP_WITHOUT_STRACE();
  const int step = std::getenv("REPRISE_SOAK_KILLS") != nullptr ? 1 : 9;
  double most = 0;
  for (int write = 1;; write += step) {
    const Outcome outcome =
        record_with("pwrite64:signal=SIGKILL:when=" + std::to_string(write), {"-y"});
    if (outcome.code == 0) {
      break;
    }
    ASSERT_EQ(outcome.code, 137) << outcome;
    EXPECT_FALSE(exists("x.mcap"));
    if (write > kStartWrites + 5) {
      const double seconds = seconds_of("x.mcap.partial");
      EXPECT_GE(seconds, most);
      most = seconds;
      expect_recovers();
    }
    for (const char* left : {"x.mcap.partial", "x.mcap.partial.new"}) {
      if (exists(left)) {
        expect_opens_or_says_why(left);
      }
      std::filesystem::remove(at(left));
    }
    std::filesystem::remove(at("whole.mcap"));
  }
  EXPECT_GT(most, kSeconds - 3);
}

}  // namespace
}  // namespace reprise::acceptance
