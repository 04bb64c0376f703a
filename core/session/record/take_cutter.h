// The takes of a live run, one at a time: cuts each from the run's log as the log becomes final. A
// take that fails ends; the run does not hear of it. Makes no system call on a file system, and
// waits for none but where it says so. One thread.
#pragma once

#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/session/library/preset_library.h"
#include "core/session/record/live_options.h"
#include "core/session/record/live_stream.h"
#include "core/session/record/live_take.h"

namespace reprise::session {

enum class TakeBegin {
  kNow,   // at what is final, or earlier by the pre-roll
  kGoOn,  // where the take before ended, or from where on it failed to bring anything to the disk
};

// A take that is over.
struct TakeOutcome {
  std::filesystem::path path;
  Result<TakeEnd> end;
  TakeStats stats{};
  bool broke = false;  // it failed before it was ended
};

class TakeCutter {
 public:
  TakeCutter(FileSystem& fs, const LiveOptions& options, const ShowFiles& show);
  TakeCutter(const TakeCutter&) = delete;
  TakeCutter& operator=(const TakeCutter&) = delete;

  // As in LiveSession.
  Status begin(const LiveStream& stream, TakeTarget target,
               const timeline::TakeWriterOptions& writer, TakeBegin from);
  Status end(const LiveStream& stream);
  Status give_up(const LiveStream& stream, Error why);
  Status take_over(const LiveStream& stream, TakeTarget target,
                   const timeline::TakeWriterOptions& writer, const TakeStats& failed);
  std::optional<TakeOutcome> ended(const LiveStream& stream);
  [[nodiscard]] std::vector<TakeStats> sealing() const;
  void give_up_sealing(const Error& why);
  [[nodiscard]] bool at_rest() const;
  // Wait for the disk: until the take that runs has its file, and until the last one that ended,
  // and was not told of, is over.
  Status wait_until_created(const LiveStream& stream);
  Result<TakeEnd> wait_for_end();

  // The run has gone on: the take follows, and the log forgets what no take will need.
  void follow(LiveStream& stream);

  [[nodiscard]] bool recording() const { return take_ != nullptr; }
  [[nodiscard]] const Status& status() const { return status_; }
  // Of the take that runs, or the last one.
  [[nodiscard]] TakeStats stats(const LiveStream& stream) const;

 private:
  // A take that runs no more. It stays until its thread has ended, which may hang on a disk.
  struct Ended {
    std::unique_ptr<LiveTake> take;
    LateCounts late;
    bool broke = false;
    bool told = false;
  };

  [[nodiscard]] SampleIndex start_of(const LiveLog& log, TakeBegin from) const;
  [[nodiscard]] LiveTakePlan plan(const LiveLog& log, SampleIndex start, SampleIndex end) const;
  void hand_over(const LiveLog& log);
  void notice_failure(const LiveStream& stream);
  void retire(const LiveStream& stream, bool broke);
  void drop_told();
  void forget(LiveLog& log);
  [[nodiscard]] SampleIndex unsaved_from(const LiveLog& log) const;
  [[nodiscard]] LateCounts late_now(const LiveStream& stream) const;
  static TakeOutcome outcome_of(const Ended& ended);

  FileSystem& fs_;
  const LiveOptions options_;
  const std::int64_t lead_;
  const timeline::TakeHeader header_;  // of every take, but for codec and part
  const std::shared_ptr<const std::vector<timeline::Attachment>> show_;
  SilenceDigest silence_;  // of the run, up to what is final
  std::unique_ptr<LiveTake> take_;
  SampleIndex begun_at_;   // what was final when it began
  SampleIndex handed_;     // to it
  SampleIndex free_from_;  // no take holds what comes from here on
  SampleIndex kept_from_;  // takes can begin from here on
  Status status_;
  LateCounts late_before_;  // the take
  std::deque<Ended> ended_;
  TakeStats last_;  // of the take that ended
};

}  // namespace reprise::session
