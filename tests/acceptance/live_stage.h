// Where the live tests play: a sound server with one output that nobody hears, a screen where a
// test needs one, and the recorder between them as a performer drives it. One at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/acceptance/stage.h"
#include "tests/support/screen.h"
#include "tests/support/sound_server.h"

namespace reprise::acceptance {

// White noise, the same for the same seed; hardly a sample of it is zero.
Sound noise(double seconds, std::uint32_t seed = 1);
// 16 bit, interleaved, little-endian: what players of raw files want.
std::string raw_of(const Sound& sound);

// Without what the take itself says is silence for lost time: a busy machine may starve an output,
// or a file that stands for a device. `sound` as raw_of.
std::string without_gaps(std::string sound, const std::vector<Json>& cues);

class LiveStage : public Stage {
 protected:
  // Skips the test where there is no sound server.
  void SetUp() override;
  // Skips the test where there is no screen. 640x480.
  void open_screen();

  // reprise-record --live -o TAKE -y --preset-path presets MORE
  [[nodiscard]] std::unique_ptr<Process> start(std::string_view take, const Arguments& more) const;
  // The same with small pictures of one preset, and the sound of the output.
  [[nodiscard]] std::unique_ptr<Process> start_small(std::string_view take,
                                                     const Arguments& more) const;
  // Until the recorder listens, or for half a minute.
  void wait_for_file(std::string_view name) const;
  // Until the window's title matches, or for half a minute.
  void wait_for_title(const std::string& expression) const;
  [[nodiscard]] std::string title() const;
  // Waits for the end, for half a minute; fails the test when there is none.
  static Outcome end_of(Process& process);
  // The same after SIGTERM.
  static Outcome stopped(Process& process);

  void play_all(const Sound& sound) const;
  // Keys by xdotool's names, one after another.
  void press(const std::string& keys, int delay_ms = 12) const;

  // The samples that `extract audio` gives, as raw_of.
  [[nodiscard]] std::string sound_of(std::string_view take, const Arguments& more = {}) const;
  // Records of a topic, as `cat` prints them.
  [[nodiscard]] std::vector<Json> records(std::string_view take, std::string_view topic) const;
  // Cues that came from keys.
  [[nodiscard]] std::vector<Json> performed_cues(std::string_view take) const;
  // `verify --performed` must say "same" of all hashes; their number.
  std::int64_t verified(std::string_view take) const;

  std::unique_ptr<test::SoundServer> server_;
  std::unique_ptr<test::Screen> screen_;
};

// With a screen, and two shows: flags.json (red, green and blue, flat) and wild.json (one, two and
// three: mapped, chosen by the seed, with feedback; with transitions).
class LiveWindow : public LiveStage {
 protected:
  void SetUp() override;

  // show.mcap, of small pictures at 30 fps and the sound of the output.
  [[nodiscard]] std::unique_ptr<Process> start_show(std::string_view show, const Arguments& more);
  // All records of a take, as JSONL has them: with log_time and publish_time.
  [[nodiscard]] std::vector<Json> converted(std::string_view take) const;
  // Unix time of the run's sample 0, ns.
  [[nodiscard]] std::int64_t epoch(std::string_view take) const;
  // RGB of every frame's middle, by ffmpeg. Of 64x36.
  [[nodiscard]] std::vector<test::Color> middles(const std::string& video) const;
};

// A player in the background.
class Playing {
 public:
  Playing(const test::SoundServer& server, const std::filesystem::path& raw, const Sound& sound);
  Playing(const Playing&) = delete;
  Playing& operator=(const Playing&) = delete;
  ~Playing();

 private:
  int player_;
};

std::int64_t number(const Json& value);  // also of decimal strings

}  // namespace reprise::acceptance
