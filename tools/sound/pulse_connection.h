// One stream on one PulseAudio server: opening it, and its callbacks. Everything here happens on
// the thread that opened it, inside open() and turn(). Internal to tools/sound.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tools/sound/device_stream.h"
#include "tools/sound/pulse_server.h"

namespace reprise::tools {

// What a stream's thread tells the others. Any thread; the data's callback takes no lock.
class PulseReport {
 public:
  std::atomic<StreamHealth> health{StreamHealth::kRunning};

  void set_name(std::string name) {
    const std::lock_guard lock(mutex_);
    name_ = std::move(name);
  }
  [[nodiscard]] std::string name() const {
    const std::lock_guard lock(mutex_);
    return name_;
  }
  void note(std::string text) {
    const std::lock_guard lock(mutex_);
    notes_.push_back(std::move(text));
  }
  std::vector<std::string> take_notes() {
    const std::lock_guard lock(mutex_);
    return std::exchange(notes_, {});
  }

 private:
  mutable std::mutex mutex_;
  std::string name_;
  std::vector<std::string> notes_;
};

class PulseConnection {
 public:
  // Borrows all three.
  PulseConnection(const StreamSpec& spec, StreamClient& client, PulseReport& report);
  PulseConnection(const PulseConnection&) = delete;
  PulseConnection& operator=(const PulseConnection&) = delete;
  ~PulseConnection();

  // The stream runs when this returns.
  Status open();
  // Handles what comes within `at_most`. False when the stream is over.
  bool turn(std::chrono::milliseconds at_most);
  // What the server hands over at a time.
  [[nodiscard]] std::int64_t block_frames() const;

 private:
  struct StreamFree {
    void operator()(pa_stream* stream) const {
      pa_stream_disconnect(stream);
      pa_stream_unref(stream);
    }
  };

  [[nodiscard]] bool is_good() const;
  [[nodiscard]] std::string what() const;
  Status make_stream(const pa_sample_spec& samples, const PulseDevice& device);
  void set_callbacks();
  Status connect();
  Status start_input();
  void note_changes(const pa_sample_spec& samples, const PulseDevice& device);
  void take_place();
  // How long ago the next sample to be read was heard, or until the next one to be written is.
  // Nothing while the server has not said.
  std::optional<std::int64_t> latency_ns();

  static void on_suspended(pa_stream* stream, void* self);
  static void on_moved(pa_stream* stream, void* self);
  static void on_readable(pa_stream* stream, std::size_t bytes, void* self);
  static void on_writable(pa_stream* stream, std::size_t bytes, void* self);
  static void on_underflow(pa_stream* stream, void* self);

  const StreamSpec& spec_;
  StreamClient& client_;
  PulseReport& report_;
  std::unique_ptr<PulseServer> server_;  // ends last
  std::unique_ptr<pa_stream, StreamFree> stream_;
  std::optional<std::int64_t> latency_ns_;  // the last that was known
  int unknown_ = 0;                         // times that it was asked for in vain
};

}  // namespace reprise::tools
