// A take that is being cut from a live run: it follows the run's log as fast as its caller lets it,
// encodes the sound and hands records to the disk's threads in file order. One thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/session/library/preset_library.h"
#include "core/session/record/live_log.h"
#include "core/session/record/live_options.h"
#include "core/timeline/take_writer.h"

namespace reprise::session {

struct LiveTakePlan {
  std::filesystem::path target;
  timeline::TakeHeader header;  // but for the sound's codec
  std::vector<timeline::Attachment> attachments;
  timeline::TakeWriterOptions writer;
  SampleIndex from;                // its sound begins here
  std::uint64_t first_record = 0;  // of the log
  // The last frame that went into the persistent buffers that are attached, if any are.
  std::optional<SampleIndex> buffers_at{};
};

// Of a take that shows the run from `start` on. It goes on from the last state at or before
// `state_by`, which the log still has: a little earlier, so that its first frame has one before it,
// which says how long that lasted.
LiveTakePlan plan_take(const LiveOptions& options, const ShowFiles& show, const LiveLog& log,
                       SampleIndex start, SampleIndex state_by);

// What a take holds so far.
struct LiveTakeCounts {
  SampleIndex start;
  SampleIndex end;  // of what has been encoded
  std::int64_t frames = 0;
  std::int64_t cues = 0;
  std::int64_t hashes = 0;
  std::int64_t lost_samples = 0;  // silence that stands for sound
};

class LiveTake {
 public:
  // Any thread; waits for the disk. Errors as of TakeWriter::create.
  static Result<std::unique_ptr<LiveTake>> begin(FileSystem& fs, LiveTakePlan plan);
  ~LiveTake();  // an unsealed take stays as .partial
  LiveTake(const LiveTake&) = delete;
  LiveTake& operator=(const LiveTake&) = delete;

  // Goes on towards log.final(), by at most `most` samples; what lies behind end() is needed yet.
  Status advance(const LiveLog& log, std::int64_t most);
  [[nodiscard]] SampleIndex end() const;

  // Ends with what is final; nothing but seal() may follow.
  Status finish(const LiveLog& log);
  // Waits for the disk; any one thread.
  Result<timeline::Seal> seal();

  [[nodiscard]] LiveTakeCounts counts() const;
  [[nodiscard]] timeline::WriterStats writer_stats() const;

 private:
  struct Impl;
  explicit LiveTake(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace reprise::session
