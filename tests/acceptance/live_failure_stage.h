// Where live recordings go wrong: the recorder beside a player of noise, with or without faults in
// what the system does for it, and what must be true of the take that is left. POSIX only.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <iostream>
#include <thread>

#include <gmock/gmock.h>
#include <sys/wait.h>

#include "tests/acceptance/live_stage.h"

namespace reprise::acceptance {

inline constexpr std::int64_t kRate = 48000;
inline constexpr double kSlack = 1;  // s that a busy machine may take to notice

class Stopwatch {
 public:
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// How late this machine lets a thread run that has something to do, at worst: it is measured beside
// what a test measures, whatever else runs there.
class Lateness {
 public:
  Lateness() : thread_([this] { run(); }) {}
  Lateness(const Lateness&) = delete;
  Lateness& operator=(const Lateness&) = delete;
  ~Lateness() {
    stop_ = true;
    thread_.join();
  }
  [[nodiscard]] double worst() const { return worst_; }

 private:
  void run() {
    constexpr double kNap = 0.005;
    while (!stop_) {
      const Stopwatch watch;
      std::this_thread::sleep_for(std::chrono::duration<double>(kNap));
      worst_ = std::max(worst_.load(), watch.seconds() - kNap);
    }
  }
  std::atomic<double> worst_ = 0;
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

inline double unix_seconds() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

inline void sleep_for(double seconds) {
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
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
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
  // Of a recorder that was killed: what it had heard since its sample 0 by `unix_seconds`.
  [[nodiscard]] double heard_by(std::string_view take, double unix_seconds) const {
    const Outcome header =
        run({"reprise-inspect", "cat", std::string(take), "--topic", "take", "-q"});
    EXPECT_EQ(header.code, 3) << "it is not sealed: " << header;
    const auto record = parse_json(header.out);
    return record ? unix_seconds - static_cast<double>(number((*record)["epoch_ns"])) / 1e9 : 0;
  }
  // Nothing but the last second may be missing of what was heard, `heard` seconds, and the block
  // that the device had not given yet.
  void expect_saved(const std::string& partial, double heard, double lateness = 0) const {
    constexpr double kBlock = 0.01;
    EXPECT_FALSE(exists("x.mcap"));
    ASSERT_TRUE(exists(partial));
    const double saved = seconds_of(partial);
    EXPECT_GT(saved, heard - 1 - kBlock - lateness) << "heard: " << heard;
    EXPECT_LT(saved, heard + kBlock) << "it is not " << heard << " s that were heard";
    std::cout << "[ measured ] of " << heard << " s the last " << heard - saved
              << " s are lost; this machine is late by " << lateness << " s\n";
    expect_recoverable(partial, saved);
  }
  // At least so many seconds, as a take that is whole.
  void expect_recoverable(const std::string& partial, double saved) const {
    EXPECT_FALSE(exists("x.mcap"));
    EXPECT_GE(seconds_of(partial), saved - 0.001);
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

}  // namespace reprise::acceptance

#define SKIP_WITHOUT_STRACE()                                                \
  do {                                                                       \
    SKIP_WITHOUT("strace");                                                  \
    if (run({"strace", "-f", "-qq", "-o", "/dev/null", "true"}).code != 0) { \
      GTEST_SKIP() << "strace may not trace here";                           \
    }                                                                        \
  } while (false)
