// A microphone that hears its own sample counter: a source of the sound server, into which a thread
// writes each sample when its time has come. So a test knows when what is in a recording was heard.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "tests/support/sound_server.h"

namespace reprise::test {

class CountingMicrophone {
 public:
  static constexpr std::int64_t kRate = 48000;

  // A device of that name, stereo and of 16 bits, which gives nothing yet; null when the server has
  // none such.
  static std::unique_ptr<CountingMicrophone> plug(const SoundServer& server,
                                                  const std::string& name);
  CountingMicrophone(const CountingMicrophone&) = delete;
  CountingMicrophone& operator=(const CountingMicrophone&) = delete;
  ~CountingMicrophone();

  // From now on it hears.
  void start();
  // No more.
  void stop();

  // The number of a sample of four bytes that was heard; nothing where it is none of this device's.
  static std::optional<std::int64_t> number_of(std::string_view sample);
  // When that was: CLOCK_MONOTONIC, ns.
  [[nodiscard]] std::int64_t time_of(std::int64_t number) const;

 private:
  explicit CountingMicrophone(std::filesystem::path pipe) : pipe_(std::move(pipe)) {}
  void run();

  std::filesystem::path pipe_;
  int file_ = -1;
  std::atomic<std::int64_t> start_ns_{0};
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

}  // namespace reprise::test
