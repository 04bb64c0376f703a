// The programs among others: what ends when Ctrl-C is pressed, when the reader of stdout goes, or
// when stdout cannot take what is printed.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <thread>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include "core/base/text.h"
#include "tests/acceptance/stage.h"

namespace reprise::acceptance {
namespace {

using ::testing::HasSubstr;

class Streams : public Stage {
 protected:
  void SetUp() override {
    write_sound("song.wav", music(2));
    record("song.wav", "show.mcap", small_take());
  }

  // A film with more frames than their hashes fit into a pipe.
  void make_film() const {
    ffmpeg({"-f", "lavfi", "-i", "testsrc=d=10:s=64x36:r=100", "film.mkv"});
  }

  // Sends the signal to a program whose stdout nobody reads, once that has filled up.
  [[nodiscard]] Outcome stop_stuck(const Arguments& arguments, int signal_number) const {
    const auto nobody_reads = [] {
      int ends[2];
      if (::pipe(ends) != 0 || ::fcntl(ends[1], F_SETPIPE_SZ, 4096) < 0 ||
          ::dup2(ends[1], STDOUT_FILENO) < 0 || ::fcntl(ends[0], F_SETFD, 0) < 0) {
        ::_exit(126);
      }
    };
    Process process(arguments, {.folder = folder().path(), .with = {}, .in_child = nobody_reads});
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    EXPECT_TRUE(process.running()) << process.wait();
    process.send(signal_number);
    for (int i = 0; i < 100 && process.running(); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    if (process.running()) {
      process.send(SIGKILL);
    }
    return process.wait();
  }

  [[nodiscard]] bool is_writing() const {
    return std::ranges::any_of(folder().list(), [](const std::string& name) {
      return name.find(".tmp-") != std::string::npos;
    });
  }

  // Sends the signal while a file is being written; again when that was done before.
  [[nodiscard]] Outcome stop_while_writing(const Arguments& arguments, const std::string& output,
                                           int signal_number) const {
    Outcome outcome;
    for (int attempt = 0; attempt < 20; ++attempt) {
      Process process(arguments, {.folder = folder().path()});
      while (process.running() && !is_writing()) {
        std::this_thread::sleep_for(std::chrono::microseconds(200));
      }
      if (process.running()) {
        process.send(signal_number);
      }
      outcome = process.wait();
      if (outcome.code != 0) {
        break;
      }
      std::filesystem::remove(at(output));
    }
    return outcome;
  }

  void expect_full(const std::string& command) const {
    const Outcome outcome = shell(command + " > /dev/full");
    EXPECT_NE(outcome.code, 0) << command << "\n" << outcome;
    EXPECT_THAT(outcome.err, HasSubstr("error: cannot write to stdout: No space left on device"))
        << command << "\n"
        << outcome;
  }

  // Nothing on stderr, and the end that a shell calls 141.
  void expect_quiet_end(const std::string& command) const {
    for (const std::string before : {"", "trap '' PIPE; "}) {
      const Outcome outcome =
          shell(before + "{ " + command + "; echo $? > code; } | head -n 1; cat code");
      EXPECT_EQ(outcome.err, "") << before << command;
      EXPECT_EQ(lines_of(outcome.out).size(), 2U) << outcome;
      EXPECT_EQ(lines_of(outcome.out).back(), "141") << before << command;
    }
  }
};

TEST_F(Streams, TheFirstSignalEndsWhatOnlyPrints) {
  const Arguments cat = {"reprise-inspect", "cat", "show.mcap"};
  EXPECT_EQ(stop_stuck(cat, SIGINT).code, 130);
  EXPECT_EQ(stop_stuck(cat, SIGTERM).code, 143);
}

TEST_F(Streams, TheFirstSignalEndsHashing) {
  SKIP_WITHOUT("ffmpeg");
  make_film();
  EXPECT_EQ(stop_stuck({"reprise-inspect", "hash", "film.mkv"}, SIGINT).code, 130);
}

struct Stopped {
  const char* name;
  std::string arguments;
  const char* output;
};
const Stopped kStopped[] = {
    {"extract", "extract audio long.mcap -o x.wav", "x.wav"},
    {"convert", "convert long.mcap -o x.jsonl", "x.jsonl"},
    {"recover", "recover long.mcap -o x.mcap", "x.mcap"},
    {"trim", "trim long.mcap --start 1 -o x.mcap", "x.mcap"},
    {"merge", "merge long.mcap show.mcap -o x.mcap", "x.mcap"},
};

class StoppedWrites : public Streams, public testing::WithParamInterface<Stopped> {};

TEST_P(StoppedWrites, LeaveNothingBehind) {
  write_sound("long.wav", music(60));
  record("long.wav", "long.mcap", {"-s", "64x36", "--fps", "1", "--preset", "sweep"});
  const Arguments arguments = split("reprise-inspect " + GetParam().arguments, ' ');
  for (const auto& [signal_number, code] : {std::pair(SIGINT, 130), std::pair(SIGTERM, 143)}) {
    const Outcome outcome = stop_while_writing(arguments, GetParam().output, signal_number);
    EXPECT_EQ(outcome.code, code) << outcome;
    EXPECT_EQ(outcome.err, "note: stopped by a signal: no file was written\n");
    EXPECT_FALSE(exists(GetParam().output));
    EXPECT_FALSE(is_writing());
  }
}

INSTANTIATE_TEST_SUITE_P(Commands, StoppedWrites, testing::ValuesIn(kStopped),
                         [](const auto& stopped) { return std::string(stopped.param.name); });

TEST_F(Streams, AFullStdoutIsAnError) {
  replay("show.mcap", "film.mkv", {"--codec", "ffv1"});
  for (const std::string command : {"cat", "info", "info --json"}) {
    expect_full("reprise-inspect " + command + " show.mcap");
  }
  expect_full("reprise-inspect hash film.mkv");
  expect_full("reprise-inspect hash --json film.mkv");
  expect_full("reprise-inspect hash --format framehash film.mkv");
  expect_full("reprise-inspect verify show.mcap film.mkv");
  expect_full("reprise-inspect verify --json show.mcap film.mkv");
  expect_full("reprise-inspect extract audio show.mcap -o x.wav");
  expect_full("reprise-record song.wav -o again.mcap --preset presets/sweep.fs");
  expect_full("reprise-record song.wav -y -o again.mcap --preset presets/sweep.fs --json");
  for (const std::string option : {"", " --json", " --dry-run", " --dry-run --json"}) {
    expect_full("reprise-replay show.mcap --frames 0..2 -y -o x.mkv" + option);
  }
  expect_full("reprise --help");
  expect_full("reprise --version");
}

TEST_F(Streams, WhenTheReaderGoesTheWriterEndsQuietly) {
  expect_quiet_end("reprise-inspect cat show.mcap");
}

TEST_F(Streams, WhenTheReaderGoesHashingEndsQuietly) {
  SKIP_WITHOUT("ffmpeg");
  make_film();
  expect_quiet_end("reprise-inspect hash film.mkv");
  expect_quiet_end("reprise-inspect hash --json film.mkv");
  expect_quiet_end("reprise-inspect hash --format framehash film.mkv");
}

}  // namespace
}  // namespace reprise::acceptance
