// The takes of a live run: their names, when one ends and the next begins, what the disk has to say
// to that. Makes no system call on a disk itself, and waits for none before finish(). One thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/session/record/live_session.h"
#include "tools/record/disk_watch.h"
#include "tools/record/take_names.h"

namespace reprise::tools {

// A line for the performer.
struct LiveMessage {
  // Good news make warnings of the past void.
  enum class Kind { kNote, kGoodNews, kWarning } kind = Kind::kNote;
  std::string text;
};
using Tell = std::function<void(LiveMessage::Kind, std::string text)>;

using session::TakeOutcome;

// Of the monotonic clock.
double seconds_now();

struct LiveTakesOptions {
  TakeNames names;
  std::filesystem::path fallback;  // folder that takes over; empty: none
  timeline::TakeWriterOptions writer;
  DiskLimits disk;
  std::optional<std::int64_t> split_samples;
  std::optional<std::int64_t> split_bytes;
  FreeSpace::Ask free = free_bytes;
  // Seconds that pass while a disk is waited for.
  std::function<double()> clock = seconds_now;
};

// How long nothing has happened to takes that are being sealed. Pure; one thread.
class SealingWatch {
 public:
  // Now and then; the time in seconds. So long none of them has come on, as far as somebody looked.
  double update(const std::vector<session::TakeStats>& sealing, double seconds);

 private:
  std::vector<std::int64_t> before_;
  double looked_ = 0;
  double idle_ = 0;
};

class LiveTakes {
 public:
  LiveTakes(LiveTakesOptions options, session::LiveSession& session, Tell tell);

  void begin(session::TakeBegin from = session::TakeBegin::kNow);
  void end(session::TakeStop stop = session::TakeStop::kShown);
  // Whatever the run does, often: a take that failed, that is long enough, that is sealed by now.
  void look_after();
  // About once a second.
  void watch_disk(double seconds);
  // The run is over: ends the take with all that was heard, and waits for the disk. One that does
  // nothing for 20 s, or for a minute where there is no other, is left behind.
  void finish();
  // A thread still hangs in a disk. Where it does for ever, so do the destructors of this and of
  // the session.
  [[nodiscard]] bool hang() const { return !session_.at_rest() || free_.asking(); }

  // Takes that are over, sealed or not; behind finish() by their start.
  [[nodiscard]] const std::vector<TakeOutcome>& outcomes() const { return outcomes_; }
  // There was no room for a take, and no other disk took over.
  [[nodiscard]] bool cut_short() const { return cut_short_; }
  [[nodiscard]] std::optional<double> disk_seconds() const { return disk_.seconds_left(); }

 private:
  [[nodiscard]] bool is_long_enough(const session::TakeStats& take) const;
  void watch_running();
  void watch_room(const session::TakeStats& take, double seconds);
  void watch_patience(const session::TakeStats& take);
  void watch_sealing();
  [[nodiscard]] std::int64_t bytes_of_ended() const;
  void add_outcome(TakeOutcome outcome);
  void save_elsewhere(const TakeOutcome& failed);
  [[nodiscard]] bool has_spare(const std::filesystem::path& take) const;
  [[nodiscard]] bool move_from(const std::filesystem::path& take);
  void fall_back(const std::filesystem::path& take);
  [[nodiscard]] static std::string named(const std::filesystem::path& path);

  session::LiveSession& session_;
  Tell tell_;
  TakeNames names_;
  std::filesystem::path fallback_;
  bool moved_ = false;  // to the fallback
  timeline::TakeWriterOptions writer_;
  DiskWatch disk_;
  FreeSpace free_;
  std::optional<std::int64_t> split_samples_;
  std::optional<std::int64_t> split_bytes_;
  bool running_ = false;  // it was begun, and has not been ended here
  bool named_ = false;    // it was said what the running one is called
  int slow_looks_ = 0;    // in a row at which its disk had not answered for long
  DiskWatch::State disk_state_ = DiskWatch::State::kPlenty;
  std::function<double()> clock_;
  SealingWatch sealing_;
  bool told_of_sealing_ = false;  // that it takes too long
  std::int64_t bytes_told_ = 0;   // of takes that have an outcome
  bool cut_short_ = false;
  bool over_ = false;
  int open_ = 0;  // takes that were begun, and have no outcome
  std::vector<TakeOutcome> outcomes_;
};

}  // namespace reprise::tools
