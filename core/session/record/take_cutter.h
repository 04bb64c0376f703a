// The takes of a live run, one at a time: cuts each from the run's log, and lets a thread of its
// own wait for the disk when it ends. A take that fails ends; the run does not hear of it. One
// thread.
#pragma once

#include <atomic>
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/side_task.h"
#include "core/session/library/preset_library.h"
#include "core/session/record/live_options.h"
#include "core/session/record/live_stream.h"
#include "core/session/record/live_take.h"

namespace reprise::session {

struct TakeStats {
  std::filesystem::path path;  // the final name
  SampleIndex start;           // of what it shows, on the run's clock
  SampleIndex end;             // of what has been encoded
  std::int64_t frames = 0;     // dropped ones among them
  std::int64_t cues = 0;
  std::int64_t hashes = 0;
  std::int64_t lost_samples = 0;
  std::int64_t late_frames = 0;  // that were committed too late to be recorded
  std::int64_t late_hashes = 0;
  timeline::WriterStats writer;
};

struct TakeEnd {
  timeline::Seal seal;
  TakeStats stats;
};

class TakeCutter {
 public:
  TakeCutter(FileSystem& fs, const LiveOptions& options, const ShowFiles& show);
  TakeCutter(const TakeCutter&) = delete;
  TakeCutter& operator=(const TakeCutter&) = delete;

  // As LiveSession::begin_take, and start_take if it waits.
  enum class Disk { kLater, kNow };
  Status start(const LiveStream& stream, const std::filesystem::path& target,
               const timeline::TakeWriterOptions& writer, Disk disk);
  // The run has gone on by `heard` samples: the take follows, and the log forgets what no take will
  // need.
  void follow(LiveStream& stream, std::int64_t heard);
  // The take ends with what is final.
  Status end(const LiveStream& stream);
  // The first one that has ended and is on the disk, or failed there; each is told of once.
  std::optional<Result<TakeEnd>> ended();
  // The one that end() ended last, and was not told of; waits for it.
  Result<TakeEnd> wait_for_end();

  [[nodiscard]] bool recording() const { return take_ != nullptr || opening_ != nullptr; }
  [[nodiscard]] const Status& status() const { return status_; }
  // Of the take that runs, or the last one.
  [[nodiscard]] TakeStats stats(const LiveStream& stream) const;

 private:
  // A take whose file is being created.
  struct Opening {
    ~Opening() { give_up_buffers(); }
    void give_up_buffers() const;
    void wait_for_buffers();

    LiveTakePlan plan;
    std::shared_ptr<BufferRequest> buffers;  // none: it needs none
    Result<std::unique_ptr<LiveTake>> take;
    std::atomic<bool> done = false;
    SideTask task;  // last: its work uses the rest
  };
  // A take that waits for the disk, or, without a seal, for its threads.
  struct Closing {
    std::unique_ptr<LiveTake> take;
    Result<timeline::Seal> seal;
    TakeStats stats;
    std::atomic<bool> done = false;
    SideTask task;  // last: its work uses the rest
  };

  [[nodiscard]] SampleIndex next_start(const LiveLog& log) const;
  [[nodiscard]] SampleIndex needed_from(const LiveLog& log) const;
  void settle();
  [[nodiscard]] TakeStats stats_now(const LiveStream& stream) const;
  void give_up(const LiveStream& stream, Status status);
  Result<TakeEnd> end_of(const Closing& closed);

  FileSystem& fs_;
  const LiveOptions options_;
  const ShowFiles show_;
  const std::int64_t lead_;
  std::unique_ptr<Opening> opening_;
  std::unique_ptr<LiveTake> take_;  // not while another opens
  SampleIndex free_from_;           // no take holds what comes from here on
  Status status_;
  TakeStats last_;  // of the take that ended
  std::filesystem::path path_;
  std::int64_t late_frames_before_ = 0;  // the take
  std::int64_t late_hashes_before_ = 0;
  std::deque<std::unique_ptr<Closing>> closing_;  // in the order of their ends
  std::deque<std::unique_ptr<Closing>> given_up_;
};

}  // namespace reprise::session
