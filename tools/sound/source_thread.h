// A song that is decoded ahead on a thread of its own, so that neither a slow disk nor a heavy
// decoder holds up whoever plays it. Bounded: so many frames wait at most, and what the source gave
// last. Internal to tools/sound.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "tools/sound/play_sound.h"

namespace reprise::tools {

class SourceThread {
 public:
  // Returns when `most_frames` wait to be taken, or the song is over, or failed.
  static Result<std::unique_ptr<SourceThread>> start(PcmSource source, std::int64_t most_frames);
  SourceThread(const SourceThread&) = delete;
  SourceThread& operator=(const SourceThread&) = delete;
  // Waits for the source to return.
  ~SourceThread();

  // The next samples, interleaved; empty at the end; nothing while they are not there yet. The
  // source's error once all before it was taken. Never waits. One thread.
  Result<std::optional<std::vector<std::int32_t>>> take();

 private:
  SourceThread(PcmSource source, std::int64_t most_frames)
      : source_(std::move(source)), most_frames_(most_frames) {}
  Status start_thread();
  void run();
  [[nodiscard]] bool is_full() const;

  const PcmSource source_;
  const std::int64_t most_frames_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::deque<std::vector<std::int32_t>> waiting_;
  std::int64_t channels_ = 1;
  std::int64_t waiting_samples_ = 0;
  Status ended_with_;
  bool ended_ = false;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace reprise::tools
