// The takes of a live run: their names, when one ends and the next begins, what the disk has to say
// to that. Waits for no disk before finish(). One thread.
#pragma once

#include <cstdint>
#include <deque>
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
  enum class Kind { kNote, kWarning } kind = Kind::kNote;
  std::string text;
};
using Tell = std::function<void(LiveMessage::Kind, std::string text)>;

struct TakeOutcome {
  std::filesystem::path path;
  Result<session::TakeEnd> end;
};

struct LiveTakesOptions {
  TakeNames names;
  std::filesystem::path fallback;  // folder that takes over; empty: none
  timeline::TakeWriterOptions writer;
  DiskLimits disk;
  std::optional<std::int64_t> split_samples;
  std::optional<std::int64_t> split_bytes;
};

class LiveTakes {
 public:
  LiveTakes(LiveTakesOptions options, session::LiveSession& session, Tell tell);

  void begin();
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
  [[nodiscard]] bool is_long_enough() const;
  void add_outcome(TakeOutcome outcome);
  void fall_back();

  session::LiveSession& session_;
  Tell tell_;
  TakeNames names_;
  std::filesystem::path fallback_;
  timeline::TakeWriterOptions writer_;
  DiskWatch disk_;
  std::optional<std::int64_t> split_samples_;
  std::optional<std::int64_t> split_bytes_;
  std::filesystem::path path_;  // of the take that runs
  bool running_ = false;        // it was begun, and has not been ended here
  DiskWatch::State disk_state_ = DiskWatch::State::kPlenty;
  std::int64_t bytes_of_ended_ = 0;
  bool cut_short_ = false;
  std::deque<std::filesystem::path> sealing_;
  std::vector<TakeOutcome> outcomes_;
};

}  // namespace reprise::tools
