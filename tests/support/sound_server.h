// A sound server for tests, on a machine that may have no sound card: a PulseAudio of its own, with
// one output "stage" that nobody hears and its monitor "stage.monitor", both of them the defaults.
// While it lives the environment names it, for this process and those that it starts. One at a
// time, and no thread besides while it starts and ends.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace reprise::test {

class SoundServer {
 public:
  // The first program that is not installed of those that this needs; empty when all are there.
  static std::string missing_program();

  // The output's own format, in PulseAudio's words; what is played in it is heard bit for bit.
  struct Format {
    int rate = 48000;
    int channels = 2;
    std::string samples = "s16le";
  };
  // Null when the server does not come up within ten seconds.
  static std::unique_ptr<SoundServer> start(const Format& format);
  static std::unique_ptr<SoundServer> start() { return start(Format{}); }
  SoundServer(const SoundServer&) = delete;
  SoundServer& operator=(const SoundServer&) = delete;
  ~SoundServer();

  // A player of a raw file in the given format, which ends by itself: its process.
  [[nodiscard]] int play(const std::filesystem::path& raw, const Format& format) const;
  // The same until the end; false when it failed.
  [[nodiscard]] bool play_all(const std::filesystem::path& raw, const Format& format) const;

  // As a server that hangs, and comes to.
  void stop() const;
  void go_on() const;
  // As a crash. The environment stays.
  void kill();
  // Again at the same address; false when it does not come up.
  [[nodiscard]] bool restart();

  // "module-null-sink sink_name=x" …; the module's number, empty when it failed.
  [[nodiscard]] std::string load(const std::string& module) const;
  void unload(const std::string& number) const;
  // The output "stage" itself is unplugged, and plugged in again.
  void unplug();
  [[nodiscard]] bool plug();

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

 private:
  SoundServer(std::filesystem::path folder, Format format);
  [[nodiscard]] bool launch();
  [[nodiscard]] std::vector<std::string> command() const;
  [[nodiscard]] std::string stage() const;

  std::filesystem::path folder_;
  Format format_;
  int process_ = 0;
  std::string stage_number_;
};

}  // namespace reprise::test

#define SKIP_WITHOUT_SOUND_SERVER()                                                           \
  do {                                                                                        \
    if (const std::string missing = ::reprise::test::SoundServer::missing_program();          \
        !missing.empty()) {                                                                   \
      GTEST_SKIP() << missing << " is not installed (./dev packages): no sound to test with"; \
    }                                                                                         \
  } while (false)
