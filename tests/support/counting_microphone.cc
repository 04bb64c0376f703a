#include "tests/support/counting_microphone.h"

#include <chrono>
#include <string>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace reprise::test {
namespace {

constexpr std::int64_t kSecondNs = 1'000'000'000;
constexpr std::int64_t kChunk = 240;  // samples: 5 ms
constexpr std::int64_t kBits = 14;    // of the counter in each channel; never zero

std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

void append(std::string& bytes, std::int64_t value) {
  bytes.push_back(static_cast<char>(value & 0xFF));
  bytes.push_back(static_cast<char>(value >> 8));
}

std::int64_t value_at(std::string_view sample, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return static_cast<std::int64_t>(static_cast<unsigned char>(sample[i]));
  };
  return byte(at) + (byte(at + 1) << 8);
}

}  // namespace

std::unique_ptr<CountingMicrophone> CountingMicrophone::plug(const SoundServer& server,
                                                             const std::string& name) {
  std::unique_ptr<CountingMicrophone> microphone(
      new CountingMicrophone(server.folder() / (name + ".pipe")));
  const std::string module =
      server.load("module-pipe-source source_name=" + name + " file=" + microphone->pipe_.string() +
                  " rate=48000 channels=2 format=s16le");
  if (module.empty()) {
    return nullptr;
  }
  microphone->file_ = ::open(microphone->pipe_.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
  return microphone->file_ < 0 ? nullptr : std::move(microphone);
}

CountingMicrophone::~CountingMicrophone() {
  stop();
  if (file_ >= 0) {
    ::close(file_);
  }
}

void CountingMicrophone::start() {
  start_ns_ = now_ns();
  thread_ = std::thread([this] { run(); });
}

void CountingMicrophone::stop() {
  stop_ = true;
  if (thread_.joinable()) {
    thread_.join();
  }
}

// A chunk is written when its last sample has been heard.
void CountingMicrophone::run() {
  bool listened = false;
  for (std::int64_t end = kChunk; !stop_; end += kChunk) {
    std::string bytes;
    for (std::int64_t number = end - kChunk; number < end; ++number) {
      append(bytes, (number & ((1 << kBits) - 1)) + 1);
      append(bytes, (number >> kBits) + 1);
    }
    std::this_thread::sleep_for(std::chrono::nanoseconds(time_of(end) - now_ns()));
    int unread = 0;
    ::ioctl(file_, FIONREAD, &unread);
    listened = listened || (end > kChunk && unread == 0);
    if (listened || end == kChunk) {  // one waits for who will listen, and no more
      static_cast<void>(::write(file_, bytes.data(), bytes.size()));
    }
  }
}

std::optional<std::int64_t> CountingMicrophone::number_of(std::string_view sample) {
  const std::int64_t low = value_at(sample, 0) - 1;
  const std::int64_t high = value_at(sample, 2) - 1;
  if (low < 0 || high < 0) {
    return std::nullopt;
  }
  return low + (high << kBits);
}

std::int64_t CountingMicrophone::time_of(std::int64_t number) const {
  return start_ns_ + number * kSecondNs / kRate;
}

}  // namespace reprise::test
