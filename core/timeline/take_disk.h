// The far end of a take that is being written: full chunks go through two threads of its own. One
// compresses; the other writes, syncs when that is due, and tells at once what it reached or that
// it failed. Neither waits for the next chunk. Whoever hands a chunk over hashes it, and then fills
// the next one; where the system gives no threads, it does all the work. After the first failure
// nothing more is written. One thread at a time; stats() and status() any.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "core/base/error.h"
#include "core/base/queue.h"
#include "core/base/zstd.h"
#include "core/timeline/take_body.h"
#include "core/timeline/take_writer.h"

namespace reprise::timeline {

struct TakeDiskOptions {
  Durability durability = Durability::kFast;
  std::optional<int> zstd_level;  // that of the body's sink; none: the sink has no use for it
};

class TakeDisk {
 public:
  // What stands in `body` is on the device.
  TakeDisk(TakeBody body, const TakeDiskOptions& options);
  TakeDisk(const TakeDisk&) = delete;
  TakeDisk& operator=(const TakeDisk&) = delete;
  ~TakeDisk();  // when what was handed over is written

  // What hears of the first failure, at once and on the thread that met it. Set before the first
  // chunk is handed over.
  void on_failure(std::function<void(const Error&)> listener) { listener_ = std::move(listener); }

  // Takes the records of `chunk`, which end before `end`, and leaves it empty. Waits while three
  // chunks are under way. Reports a failure of those before.
  Status hand_over(mcap::ChunkBuilder& chunk, SampleIndex end);

  // One of these ends the writing, behind all that was handed over.
  // Writes `beside`; then as TakeBody::seal.
  Result<Seal> seal(const Seal& seal, const std::vector<mcap::Metadata>& beside = {});
  // Syncs and closes without a seal.
  Status close();
  // Because of a failure elsewhere; returns the first one.
  Status fail_with(const Error& error);

  // The first failure.
  [[nodiscard]] Status status() const;
  // What was written and synced; the rest is not known here.
  [[nodiscard]] WriterStats stats() const;

 private:
  struct Slot {
    mcap::ChunkBuilder chunk;
    SampleIndex end;
    std::optional<ZstdCompressor> compressor;
    Result<mcap::PackedRecords> packed;
  };
  using Slots = BoundedQueue<std::unique_ptr<Slot>>;

  void start_threads();
  void pack_all();
  void write_all();
  static void pack(Slot& slot);
  void write(std::unique_ptr<Slot> slot);
  Status put(const Slot& slot);
  Status settle();
  Result<Seal> write_end(const Seal& seal, const std::vector<mcap::Metadata>& beside);
  Status sync();
  Status noted(Status status);
  void tell_written(SampleIndex until);
  void tell_synced();

  Durability durability_;
  std::function<void(const Error&)> listener_;

  // Of the thread that writes, until settle().
  TakeBody body_;  // note_chunk() apart
  std::chrono::steady_clock::time_point last_sync_ = std::chrono::steady_clock::now();
  bool sync_failed_ = false;

  std::atomic<bool> failed_ = false;  // after failure_
  std::optional<Error> failure_;      // the first one
  mutable std::mutex stats_mutex_;
  WriterStats stats_;

  // A slot goes round.
  Slots empty_;
  Slots full_;
  Slots packed_;
  std::thread packer_;  // last: they use the others
  std::thread writer_;
};

}  // namespace reprise::timeline
