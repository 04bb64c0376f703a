// Keeps a device open: a thread that looks after it, and opens it again when it went away, every
// half second until it is back, or when it calls nobody for three seconds, twice as long the next
// time. Internal to tools/sound.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tools/sound/device_stream.h"

namespace reprise::tools {

class StreamKeeper {
 public:
  // Opens the device as it was asked for; may take seconds. Called on one thread at a time.
  using Open = std::function<Result<std::unique_ptr<DeviceStream>>()>;

  // A number that changes whenever the device calls its client.
  using Calls = std::function<std::uint64_t()>;

  // Opens it for the first time, on the caller's thread.
  static Result<std::unique_ptr<StreamKeeper>> start(Open open, Calls calls);
  StreamKeeper(const StreamKeeper&) = delete;
  StreamKeeper& operator=(const StreamKeeper&) = delete;
  // The client is called no more when this returns.
  ~StreamKeeper();

  // Any thread.
  [[nodiscard]] StreamHealth health() const;
  [[nodiscard]] std::string name() const;
  [[nodiscard]] std::int64_t block_frames() const;
  std::vector<std::string> take_notes();  // of the device that is open

 private:
  StreamKeeper(Open open, Calls calls, std::unique_ptr<DeviceStream> stream);
  Status start_thread();
  void keep();
  // Looks, once a turn; time counts in looks, so that a process that was stopped is not to blame.
  [[nodiscard]] bool is_dead();
  void open_again();
  void adopt(std::unique_ptr<DeviceStream> stream);
  // False when the keeper is to end.
  bool sleep(std::chrono::milliseconds pause);

  const Open open_;
  const Calls calls_;
  // The thread's own.
  std::uint64_t calls_seen_ = 0;
  int quiet_looks_ = 0;
  int patience_;              // looks
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable ended_;
  bool end_ = false;
  std::unique_ptr<DeviceStream> stream_;  // null while it is gone
  std::string last_name_;                 // while it is gone
  std::int64_t block_frames_ = 0;
  std::thread thread_;
};

}  // namespace reprise::tools
