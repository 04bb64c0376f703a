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

struct LiveTakesOptions {
  TakeNames names;
  std::filesystem::path fallback;  // folder that takes over; empty: none
  timeline::TakeWriterOptions writer;
  DiskLimits disk;
  std::optional<std::int64_t> split_samples;
  std::optional<std::int64_t> split_bytes;
  FreeSpace::Ask free = free_bytes;
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
  // The run is over: ends the take with all that was heard, and waits for the disk.
  void finish();

  // Takes that are over, sealed or not, in order.
  [[nodiscard]] const std::vector<TakeOutcome>& outcomes() const { return outcomes_; }
  // There was no room for a take, and no other disk took over.
  [[nodiscard]] bool cut_short() const { return cut_short_; }
  [[nodiscard]] std::optional<double> disk_seconds() const { return disk_.seconds_left(); }

 private:
  [[nodiscard]] bool is_long_enough(const session::TakeStats& take) const;
  void watch_running();
  void watch_room(const session::TakeStats& take, double seconds);
  void watch_patience(const session::TakeStats& take);
  void add_outcome(TakeOutcome outcome);
  void fall_back();
  [[nodiscard]] static std::string named(const std::filesystem::path& path);

  session::LiveSession& session_;
  Tell tell_;
  TakeNames names_;
  std::filesystem::path fallback_;
  timeline::TakeWriterOptions writer_;
  DiskWatch disk_;
  FreeSpace free_;
  std::optional<std::int64_t> split_samples_;
  std::optional<std::int64_t> split_bytes_;
  bool running_ = false;  // it was begun, and has not been ended here
  bool named_ = false;    // it was said what the running one is called
  int slow_looks_ = 0;    // in a row at which its disk had not answered for long
  DiskWatch::State disk_state_ = DiskWatch::State::kPlenty;
  std::int64_t bytes_of_ended_ = 0;
  bool cut_short_ = false;
  int open_ = 0;  // takes that were begun, and have no outcome
  std::vector<TakeOutcome> outcomes_;
};

}  // namespace reprise::tools
