// A take of a live run. From its birth to its seal it lives on a thread of its own, which finds its
// name, creates its file, encodes its sound and waits for the disk. Whoever cuts it from the run
// only adds stretches to its queue, and never waits. Of another thread: stats(), outcome().
#pragma once

#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/session/library/preset_library.h"
#include "core/session/record/live_log.h"
#include "core/session/record/live_options.h"
#include "core/session/record/silence_digest.h"
#include "core/timeline/take_writer.h"

namespace reprise::session {

// The file that a take is to become.
struct TakeTarget {
  TakeTarget() = default;
  TakeTarget(std::filesystem::path name) : path(std::move(name)) {}  // NOLINT: it is one

  std::filesystem::path path;
  // Where the name has to be looked for on the disk: the one that it is. On the take's thread.
  std::function<std::filesystem::path(FileSystem&)> find = nullptr;
};

// What a take holds so far.
struct TakeStats {
  std::filesystem::path path;  // the final name
  bool created = false;        // its file is there
  bool left = false;           // … unfinished, as far as one can know
  SampleIndex start;           // of what it shows, on the run's clock
  SampleIndex end;             // of what was cut for it
  SampleIndex saved_until;     // known to be on the device; `start` at least
  double unsaved_seconds = 0;  // heard since it was begun, and not known to be there
  std::int64_t frames = 0;     // dropped ones among them
  std::int64_t cues = 0;
  std::int64_t hashes = 0;
  std::int64_t lost_samples = 0;  // silence that stands for sound
  std::int64_t late_frames = 0;   // drawn, but told of too late: recorded as dropped
  std::int64_t late_hashes = 0;
  std::uint64_t waiting = 0;  // records that wait for the disk
  timeline::WriterStats writer;
};

struct TakeEnd {
  timeline::Seal seal;
  TakeStats stats;
};

struct LiveTakePlan {
  TakeTarget target;
  timeline::TakeHeader header;  // but for the sound's codec
  std::shared_ptr<const std::vector<timeline::Attachment>> show;
  std::shared_ptr<const PerformanceState> state;  // nothing where the run begins
  std::shared_ptr<BufferRequest> buffers{};       // none: it needs none
  timeline::TakeWriterOptions writer;
  SampleIndex from;              // its sound begins here
  SilencePoint silence{};        // at or before that
  std::deque<LiveStretch> past;  // what is known of it already, in small pieces
};

class LiveTake {
 public:
  LiveTake(FileSystem& fs, LiveTakePlan plan);
  LiveTake(const LiveTake&) = delete;
  LiveTake& operator=(const LiveTake&) = delete;
  // Waits for its thread, for ever where the disk hangs; without end() it stays as .partial.
  ~LiveTake();

  // What follows on. Where more than a minute waits for a disk that does not answer, the take
  // fails.
  void add(LiveStretch stretch);
  // What was added is all: it is sealed.
  void end();
  // It ends now, with this error, unless it is sealed already; what was written stays as .partial.
  // Where the disk answers after all its thread may still get as far as the seal.
  void give_up(Error why);

  [[nodiscard]] TakeStats stats() const;
  // Why it failed; told before its thread has ended.
  [[nodiscard]] Status status() const;
  // Nothing while it is going on.
  [[nodiscard]] std::optional<Result<TakeEnd>> outcome() const;
  // Its thread has ended.
  [[nodiscard]] bool over() const;
  // Until its file is there, or it failed.
  void wait_until_created() const;
  void wait_for_outcome() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace reprise::session
