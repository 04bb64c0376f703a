// The line that tells a performer how the recording is doing, on the terminal and in the window's
// title, and its parts, for the one over the picture. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/pcm.h"

namespace reprise::tools {

// The loudest sample of the sound that was added since the last take(); silence is noticed after a
// while. One thread.
class LevelMeter {
 public:
  void add(const PcmView& pcm);
  // dBFS, −100 at least.
  double take();
  // s of nothing but zeros up to now.
  [[nodiscard]] double silent_seconds() const { return silent_seconds_; }

 private:
  double peak_ = 0;  // 0 .. 1
  double silent_seconds_ = 0;
};

struct LiveStatus {
  enum class State { kArmed, kRecording, kPaused };
  State state = State::kArmed;
  std::string take;        // file name
  double seconds = 0;      // of the take
  std::int64_t bytes = 0;  // of the take
  double level_db = -100;  // of the last moments
  std::optional<double> disk_seconds;
  double fps = 0;  // that are shown; 0 without pictures
  std::int64_t late = 0;
  std::int64_t dropped = 0;
  std::int64_t lost_samples = 0;
  std::int64_t unwritten = 0;  // records of the take that a slow disk has cost
  std::int64_t clipped_samples = 0;
  std::int64_t sample_rate = 48000;
  std::string scene;
  std::string selection;  // layer and input that keys move
  std::string warning;    // the latest, while it holds
};

// "REC 1:02.3  -12 dB [######    ]  show.mcap 3.1 MiB, disk 5 h 10 min  60 fps, 0 late, 2 dropped"
// at most `width` columns; what matters most comes first.
std::string status_line(const LiveStatus& status, std::size_t width);

// What the recording lacks, worst first: "0.50 s of sound lost".
struct LiveLoss {
  std::string text;
  bool is_gone = true;  // else it is there, but not as it was
};
std::vector<LiveLoss> losses_of(const LiveStatus& status);

// "REC", "PAUSED", "ARMED".
std::string_view state_word(LiveStatus::State state);
// "1:02.3": minutes, seconds.
std::string clock_text(double seconds);
// "3.1 MiB".
std::string size_text(std::int64_t bytes);
// How much of a level meter is lit, 0 .. 1: it begins at −50 dB.
double meter_share(double db);

// "200 h", "5 h 10 min", "12 min", "45 s".
std::string rough_time(double seconds);

}  // namespace reprise::tools
