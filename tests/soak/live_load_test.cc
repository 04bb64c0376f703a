// A live recording with a window on a machine that has much else to do: what was played is in the
// take sample for sample, memory stays where it is, and the recorder knows how the clocks go apart.
// REPRISE_SOAK_LIVE_SECONDS sets its length (./dev soak live: an hour); without it 15 seconds are
// recorded, which are too few to judge memory and clock by.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/acceptance/live_stage.h"

namespace reprise::acceptance {
namespace {

using std::chrono::steady_clock;

constexpr std::int64_t kRate = 48000;
constexpr std::size_t kFrame = 4;     // bytes
constexpr double kNoise = 20;         // s, over and over
constexpr double kWarmUp = 120;       // s after which memory must not grow any more, or a third …
constexpr double kMostGrowth = 16;    // … by more MiB
constexpr std::size_t kSettles = 15;  // s that the recorder has to learn the card's rate
constexpr double kMostError = 1;      // ms, of what it then says in all, ever after
constexpr double kEnough = 75;        // s, to judge memory and clock by
constexpr std::int64_t kPiece = 30;   // s of sound that are compared at a time
constexpr std::size_t kWindow = 20;   // s, of which the soonest record tells the truth

// Two busy cores, 300 MiB that come and go, and a disk that is written and synced all the time.
constexpr const char* kStressNg =
    "exec stress-ng --quiet --cpu 2 --vm 1 --vm-bytes 300M --hdd 1 --hdd-bytes 64M "
    "--hdd-opts wr-seq,fsync --temp-path . --timeout 0";
constexpr const char* kOwnLoad =
    "while :; do :; done & while :; do :; done & "
    "while :; do head -c 300M /dev/zero | tail -c 300M > /dev/null; done & "
    "while :; do dd if=/dev/zero of=load bs=1M count=64 conv=fsync 2> /dev/null; done";
constexpr const char* kPlayer =
    "while :; do cat noise.raw; done | "
    "paplay --raw --latency-msec=2000 --rate=48000 --channels=2 --format=s16le --device=stage";

// MiB of memory that a process holds.
double memory_of(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/statm");
  std::int64_t all = 0;
  std::int64_t resident = 0;
  file >> all >> resident;
  return static_cast<double>(resident * ::sysconf(_SC_PAGESIZE)) / (1 << 20);
}

// Goes along the sound that was recorded, beside the noise that was played over and over. Where a
// loaded machine starves the player the server plays silence; whatever else differs was lost,
// doubled or changed on its way into the take.
class Comparison {
 public:
  explicit Comparison(std::string noise) : noise_(std::move(noise)) {}

  void add(const std::string& sound) {
    for (std::size_t at = 0; at + kFrame <= sound.size(); at += kFrame, ++samples_) {
      const std::string_view frame = std::string_view(sound).substr(at, kFrame);
      if (!begun_) {
        begin(std::string_view(sound).substr(at));
      }
      if (begun_ && frame == std::string_view(noise_).substr(next_, kFrame)) {
        next_ = (next_ + kFrame) % noise_.size();
        ++heard_;
      } else if (frame == std::string_view("\0\0\0\0", kFrame)) {
        ++silent_;
      } else {
        first_wrong_ = wrong_ == 0 ? samples_ : first_wrong_;
        ++wrong_;
        begun_ = false;
      }
    }
  }

  [[nodiscard]] std::int64_t heard() const { return heard_; }
  [[nodiscard]] std::int64_t silent() const { return silent_; }
  [[nodiscard]] std::int64_t wrong() const { return wrong_; }
  [[nodiscard]] std::int64_t first_wrong() const { return first_wrong_; }

 private:
  // Anywhere in the noise: the player may run before the recorder does.
  void begin(std::string_view sound) {
    const std::size_t place = noise_.find(sound.substr(0, 16 * kFrame));
    begun_ = sound.size() >= 16 * kFrame && place != std::string::npos && place % kFrame == 0;
    next_ = begun_ ? place : next_;
  }

  std::string noise_;
  bool begun_ = false;
  std::size_t next_ = 0;  // byte of the noise
  std::int64_t samples_ = 0;
  std::int64_t heard_ = 0;
  std::int64_t silent_ = 0;
  std::int64_t wrong_ = 0;
  std::int64_t first_wrong_ = -1;
};

class LiveLoad : public LiveStage {
 protected:
  // Until the end of the recorder; how much its memory grew after it had warmed up.
  static double watch(Process& recorder, double seconds_in_all) {
    const double warm_up = std::min(kWarmUp, seconds_in_all / 3);
    const auto start = steady_clock::now();
    double next = 0;
    double base = 0;
    double most = 0;
    while (recorder.running()) {
      const double seconds = std::chrono::duration<double>(steady_clock::now() - start).count();
      const double memory = memory_of(recorder.pid());
      if (seconds >= next) {
        std::printf("%6.0f s  %7.1f MiB\n", seconds, memory);
        std::fflush(stdout);
        next += 60;
      }
      base = seconds < warm_up ? std::max(base, memory) : base;
      most = std::max(most, memory);
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
    return most - base;
  }

  void expect_all_that_was_played(std::int64_t samples) const {
    Comparison comparison(read_file(at("noise.raw")));
    for (std::int64_t start = 0; start < samples; start += kPiece * kRate) {
      const std::int64_t end = std::min(start + kPiece * kRate, samples);
      comparison.add(sound_of(
          "x.mcap", {"--start", std::to_string(start) + "s", "--end", std::to_string(end) + "s"}));
    }
    std::printf("%.2f s as they were played, %.2f s of silence, %lld samples wrong\n",
                static_cast<double>(comparison.heard()) / kRate,
                static_cast<double>(comparison.silent()) / kRate,
                static_cast<long long>(comparison.wrong()));
    EXPECT_EQ(comparison.wrong(), 0) << "the first at sample " << comparison.first_wrong();
    EXPECT_EQ(comparison.heard() + comparison.silent() + comparison.wrong(), samples);
    EXPECT_GT(comparison.heard(), samples / 2);
  }

  // `/health` as JSONL has it: with log_time and publish_time.
  [[nodiscard]] std::vector<Json> health() const {
    const Outcome outcome = shell(
        "reprise-inspect convert x.mcap -o x.jsonl.zst -yq > /dev/null && "
        "zstdcat x.jsonl.zst | grep -a '\"topic\":\"/health\"'");
    std::vector<Json> all;
    for (const std::string& line : lines_of(outcome.out)) {
      const auto record = parse_json(line);
      EXPECT_TRUE(record.has_value()) << line;
      if (record && record->value("topic", "") == "/health") {  // the header names the topic, too
        all.push_back(*record);
      }
    }
    return all;
  }
};

struct Drift {
  double ms = 0;           // by which the sound got ahead of the computer's clock in all
  double worst_error = 0;  // ms, of what the recorder said about that, the most there ever was
};

// The truth is in the blocks that were held up least: of every window one. What the recorder
// believes is what it said every second since then.
Drift drift_of(const std::vector<Json>& health) {
  const auto ahead = [&](std::size_t i) {
    return static_cast<double>(number(health[i]["log_time"]) - number(health[i]["publish_time"])) /
           1e6;
  };
  Drift drift;
  double believed = 0;
  std::optional<double> first;
  std::size_t since = 0;
  for (std::size_t begin = kSettles; begin + kWindow <= health.size(); begin += kWindow) {
    std::size_t soonest = begin;
    for (std::size_t i = begin; i < begin + kWindow; ++i) {
      soonest = ahead(i) > ahead(soonest) ? i : soonest;
    }
    for (; first && since < soonest; ++since) {
      const double seconds = static_cast<double>(number(health[since + 1]["sample"]) -
                                                 number(health[since]["sample"])) /
                             kRate;
      believed += seconds * health[since]["drift_ppm"].get<double>() * 1e-3;
    }
    since = soonest;
    first = first.value_or(ahead(soonest));
    drift.ms = ahead(soonest) - *first;
    drift.worst_error = std::max(drift.worst_error, std::abs(believed - drift.ms));
  }
  return drift;
}

TEST_F(LiveLoad, LosesNoSampleAndKeepsItsMemoryAndItsTime) {
  SKIP_WITHOUT("zstdcat");
  open_screen();
  const char* asked = std::getenv("REPRISE_SOAK_LIVE_SECONDS");
  const std::string length = asked == nullptr ? "15" : asked;
  const double seconds = std::stod(length);
  write_file(at("noise.raw"), raw_of(noise(kNoise)));
  const Launch here{.folder = folder().path()};
  const Process player({"sh", "-c", kPlayer}, here);
  const bool has_stress_ng = has_program("stress-ng");
  const Process load({"sh", "-c", has_stress_ng ? kStressNg : kOwnLoad}, here);
  std::printf("beside %s\n", has_stress_ng ? "stress-ng" : "loops of the shell");
  const auto recorder = start("x.mcap", {"--device", "monitor", "-s", "640x360", "--fps", "30",
                                         "--preset", "sweep", "--duration", length, "--json"});
  const double growth = watch(*recorder, seconds);
  const Outcome outcome = recorder->wait();
  load.send_to_group(SIGKILL);
  player.send_to_group(SIGKILL);
  EXPECT_EQ(outcome.code, 0) << outcome;
  const Json take = json_of(outcome)["takes"][0];
  EXPECT_EQ(take["lost_samples"], 0);
  ASSERT_EQ(take["samples"], static_cast<std::int64_t>(seconds * kRate));
  expect_all_that_was_played(take["samples"].get<std::int64_t>());
  const std::vector<Json> records = health();
  ASSERT_GE(records.size(), static_cast<std::size_t>(seconds / 2));
  const Drift drift = drift_of(records);
  std::printf("memory grew by %.1f MiB; the sound got %.3f ms ahead, as is known to %.3f ms\n%s\n",
              growth, drift.ms, drift.worst_error, records.back().dump().c_str());
  if (seconds >= kEnough) {
    EXPECT_LT(growth, kMostGrowth);
    EXPECT_LE(drift.worst_error, kMostError);
  }
  EXPECT_EQ(run({"reprise-inspect", "doctor", "x.mcap"}).code, 0);
}

}  // namespace
}  // namespace reprise::acceptance
