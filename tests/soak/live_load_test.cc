// A live recording with a window on a machine that has much else to do: no sample is lost, and
// memory stays where it is. REPRISE_SOAK_LIVE_SECONDS sets its length (./dev soak load: an hour);
// without it 15 seconds are recorded, and memory is only printed.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/acceptance/live_stage.h"

namespace reprise::acceptance {
namespace {

using std::chrono::steady_clock;

constexpr double kWarmUp = 120;     // s after which memory must not grow any more …
constexpr double kMostGrowth = 16;  // … by more MiB

// Two busy cores, 300 MiB that come and go, and a disk that is written and synced all the time.
constexpr const char* kLoad =
    "while :; do :; done & while :; do :; done & "
    "while :; do head -c 300M /dev/zero | tail -c 300M > /dev/null; done & "
    "while :; do dd if=/dev/zero of=load bs=1M count=64 conv=fsync 2> /dev/null; done";
constexpr const char* kPlayer =
    "while :; do cat noise.raw; done | "
    "paplay --raw --rate=48000 --channels=2 --format=s16le --device=stage";

// MiB of memory that a process holds.
double memory_of(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/statm");
  std::int64_t all = 0;
  std::int64_t resident = 0;
  file >> all >> resident;
  return static_cast<double>(resident * ::sysconf(_SC_PAGESIZE)) / (1 << 20);
}

class LiveLoad : public LiveStage {
 protected:
  // Until the end of the recorder; how much its memory grew after it had warmed up.
  static double watch(Process& recorder) {
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
      base = seconds < kWarmUp ? std::max(base, memory) : base;
      most = std::max(most, memory);
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
    return most - base;
  }
};

TEST_F(LiveLoad, LosesNoSampleAndKeepsItsMemory) {
  open_screen();
  const char* asked = std::getenv("REPRISE_SOAK_LIVE_SECONDS");
  const std::string seconds = asked == nullptr ? "15" : asked;
  write_file(at("noise.raw"), raw_of(noise(20)));
  const Launch here{.folder = folder().path()};
  const Process player({"sh", "-c", kPlayer}, here);
  const Process load({"sh", "-c", kLoad}, here);
  const auto recorder = start("x.mcap", {"--device", "monitor", "-s", "640x360", "--fps", "30",
                                         "--preset", "sweep", "--duration", seconds, "--json"});
  const double growth = watch(*recorder);
  const Outcome outcome = recorder->wait();
  load.send_to_group(SIGKILL);
  EXPECT_EQ(outcome.code, 0) << outcome;
  const Json take = json_of(outcome)["takes"][0];
  EXPECT_EQ(take["lost_samples"], 0);
  EXPECT_EQ(take["samples"], static_cast<std::int64_t>(std::stod(seconds) * 48000));
  const std::vector<Json> health = records("x.mcap", "health");
  ASSERT_FALSE(health.empty());
  // The output runs by the machine's own clock: there is no drift to be found.
  const double drift = health.back()["drift_ppm"].get<double>();
  std::printf("growth %.1f MiB, drift %.2f ppm, last %s\n", growth, drift,
              health.back().dump().c_str());
  if (asked != nullptr) {
    EXPECT_LT(growth, kMostGrowth);
    EXPECT_LT(std::abs(drift), 20);
  }
  EXPECT_EQ(run({"reprise-inspect", "doctor", "x.mcap"}).code, 0);
}

}  // namespace
}  // namespace reprise::acceptance
