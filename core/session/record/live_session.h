// A live run: sound and cues in; what is to be drawn and, whenever asked, takes out. One
// performance goes through the whole run, recorded or not; a take is a stretch of it on the run's
// clock, so that starting and ending takes disturbs nothing that is seen. Opens no device, no
// window and no GL, and reads no clock. One thread, but for moment_at() and analysed_until().
//
// Takes are cut from what is final: frames and hashes come later than the sound that they belong
// to, and everything before final_until() waits for none of them any more. It follows the last
// frame that was committed, or is at most two seconds behind the sound: frames that nobody told of
// by then were dropped.
//
// Nothing here makes a system call on a file system, or waits for one, but for start_take(),
// stop_take() and the destructor. What a running take has not brought to the disk yet is kept for
// another, a minute of it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/model/cue.h"
#include "core/model/pcm.h"
#include "core/session/library/performance.h"
#include "core/session/library/preset_library.h"
#include "core/session/record/live_options.h"
#include "core/session/record/take_cutter.h"
#include "core/timeline/take_writer.h"

namespace reprise::session {

enum class TakeStop {
  kShown,  // where the next take can begin: at final_until()
  kHeard,  // at the end of the sound; frames that were not committed yet are missing
};

class LiveSession {
 public:
  // Errors of the show as in its folders; kUsage when the options make no sense.
  static Result<LiveSession> create(FileSystem& fs, const LiveOptions& options,
                                    const ShowFiles& show);
  LiveSession(LiveSession&&) noexcept;
  LiveSession& operator=(LiveSession&&) noexcept;
  ~LiveSession();  // a take that runs stays as .partial

  // The monotonic time since sample 0, for the publish times of what comes from now on. Without
  // it they are the log times.
  void set_elapsed(std::int64_t elapsed_ns);

  // Sound that follows on position(), of which so many samples were limited. Fails when the format
  // or the place is wrong.
  Status push(const PcmView& pcm, std::int64_t clipped = 0);
  // Silence in place of sound that was lost. Gap cues tell of it, at least one a second.
  Status push_silence(std::int64_t samples, std::string_view why);
  [[nodiscard]] SampleIndex position() const;
  [[nodiscard]] SampleIndex final_until() const;

  // A cue of the performer's, or the recorder's own. Returns the sample that it got: not before the
  // last hop that was analysed nor before what is final, never before the cue before it, and at
  // most a second ahead.
  SampleIndex add_cue(Cue cue);
  // Of the nominal grid, in order; their hops have been published. Frames that were passed over
  // were dropped. A frame that comes too late is recorded as dropped already, and counted.
  Status commit_frames(std::span<const CommittedFrame> frames);
  // Too late: left out and counted.
  void add_hash(const timeline::HashRecord& hash);
  // Its queue_depth is filled in here.
  void add_health(const timeline::HealthRecord& health);
  // Nothing may be pushed in between. `seconds_paused` counts when the pause ends.
  void pause(bool on, double seconds_paused);

  // A take that begins at final_until(), or earlier by the pre-roll as far as it goes back and no
  // other take holds it; or one that takes over from the take before (TakeBegin). A thread of its
  // own creates `target`.partial: errors, those of TakeWriter::create, are take_status()'s. kUsage
  // while a take runs.
  Status begin_take(TakeTarget target, const timeline::TakeWriterOptions& writer,
                    TakeBegin from = TakeBegin::kNow);
  // The same, waiting for the disk, and with its errors.
  Status start_take(const std::filesystem::path& target, const timeline::TakeWriterOptions& writer);
  // Ends it, and leaves it to its thread to seal it: the next one may begin at once. kUsage when
  // none runs; the take's error if it failed, then as before it the .partial holds what was
  // written.
  Status end_take(TakeStop stop = TakeStop::kShown);
  // The take that runs fails with this error: its disk takes too long.
  Status give_up_take(Error why);
  // What `failed`, a take that was ended, heard and did not bring to the disk becomes a take of its
  // own. kNotFound when there is nothing of that any more.
  Status take_over(TakeTarget target, const timeline::TakeWriterOptions& writer,
                   const TakeStats& failed);
  // The first take that has ended since, by itself too, and is on the disk, or could not get there.
  // Each is told of once.
  std::optional<TakeOutcome> ended_take();
  // Those that have ended and were not told of yet, in order.
  [[nodiscard]] std::vector<TakeStats> sealing_takes() const;
  // All of them that are not sealed yet fail with this error: their disk takes too long.
  void give_up_sealing(const Error& why);
  // No thread of a take that has ended is left. Where one hangs in a disk for ever, the destructor
  // never returns.
  [[nodiscard]] bool at_rest() const;
  // Ends it, and waits for the disk.
  Result<TakeEnd> stop_take(TakeStop stop = TakeStop::kShown);
  [[nodiscard]] bool recording() const;
  // Why the last take ended by itself: a take that fails ends, the run goes on.
  [[nodiscard]] Status take_status() const;
  // Of the take that runs, or the last one.
  [[nodiscard]] TakeStats take_stats() const;

  // Any thread. The moment of the last hop at or before `sample`; nothing when it is not there
  // yet, or gone: two seconds are kept.
  [[nodiscard]] std::shared_ptr<const Moment> moment_at(SampleIndex sample) const;
  // Any thread. The sample of the last hop that was published; −1 before the first.
  [[nodiscard]] SampleIndex analysed_until() const;

 private:
  struct Impl;
  explicit LiveSession(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace reprise::session
