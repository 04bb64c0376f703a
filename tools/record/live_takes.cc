#include "tools/record/live_takes.h"

#include <algorithm>
#include <utility>

#include "core/base/monotonic_clock.h"
#include "core/base/time.h"
#include "tools/record/live_status.h"

namespace reprise::tools {
namespace {

constexpr std::int64_t kDiskNap = 2'000'000;  // ns between two looks at a disk that works
// How long a disk may do nothing, in seconds.
constexpr double kTold = 5;           // then it is told of,
constexpr double kPatience = 20;      // then another disk takes over, where there is one;
constexpr double kLast = 60;          // behind the end of the run none is waited for longer
constexpr double kLongestLook = 2.5;  // more between two looks, and this process did not run
constexpr std::int64_t kLeaving = 500'000'000;  // ns for threads that are done

// What changes as long as a disk, or who encodes for it, does anything.
std::vector<std::int64_t> progress_of(const std::vector<session::TakeStats>& takes) {
  std::vector<std::int64_t> progress;
  for (const session::TakeStats& take : takes) {
    progress.insert(progress.end(),
                    {static_cast<std::int64_t>(take.writer.bytes_written), take.saved_until.value,
                     static_cast<std::int64_t>(take.waiting), take.frames, take.created ? 1 : 0});
  }
  return progress;
}

}  // namespace

double seconds_now() {
  return static_cast<double>(monotonic_ns()) / static_cast<double>(kSecondNs);
}

double SealingWatch::update(const std::vector<session::TakeStats>& sealing, double seconds) {
  std::vector<std::int64_t> now = progress_of(sealing);
  const double passed = std::clamp(seconds - std::exchange(looked_, seconds), 0.0, kLongestLook);
  idle_ = sealing.empty() || now != before_ ? 0 : idle_ + passed;
  before_ = std::move(now);
  return idle_;
}

LiveTakes::LiveTakes(LiveTakesOptions options, session::LiveSession& session, Tell tell)
    : session_(session),
      tell_(std::move(tell)),
      names_(std::move(options.names)),
      fallback_(std::move(options.fallback)),
      writer_(options.writer),
      disk_(options.disk),
      free_(std::move(options.free)),
      split_samples_(options.split_samples),
      split_bytes_(options.split_bytes),
      clock_(std::move(options.clock)) {}

void LiveTakes::begin(session::TakeBegin from) {
  session::TakeTarget target = names_.next();
  const std::filesystem::path planned = target.path;
  const Status begun = session_.begin_take(std::move(target), writer_, from);
  // What lay there was the user's to give away once.
  writer_.old_partial = timeline::OldPartial::kRefuse;
  ++open_;
  running_ = begun.has_value();
  named_ = false;
  slow_looks_ = 0;
  if (!running_) {
    add_outcome({planned, fail(begun.error())});
  }
}

void LiveTakes::end(session::TakeStop stop) {
  if (!std::exchange(running_, false)) {
    return;
  }
  // How it went is told when it is over; one that broke before is taken over up to here.
  if (!session_.end_take(stop)) {
    fall_back(session_.take_stats().path);
    end(stop);
  }
}

void LiveTakes::look_after() {
  while (auto ended = session_.ended_take()) {
    add_outcome(std::move(*ended));
  }
  if (running_ && !session_.recording()) {
    running_ = false;
    fall_back(session_.take_stats().path);
  } else if (running_) {
    watch_running();
  }
}

void LiveTakes::watch_running() {
  const session::TakeStats take = session_.take_stats();
  if (take.created && !std::exchange(named_, true)) {
    tell_(LiveMessage::Kind::kNote, "recording " + named(take.path));
  }
  if (is_long_enough(take)) {
    end();
    begin(session::TakeBegin::kGoOn);
  }
}

// A disk that has not even created this one gets no other.
bool LiveTakes::is_long_enough(const session::TakeStats& take) const {
  return take.created &&
         ((split_bytes_ && std::cmp_greater_equal(take.writer.bytes_written, *split_bytes_)) ||
          (split_samples_ && take.end.value - take.start.value >= *split_samples_));
}

void LiveTakes::watch_disk(double seconds) {
  if (running_) {
    const session::TakeStats take = session_.take_stats();
    watch_patience(take);
    watch_room(take, seconds);
  }
  watch_sealing();
}

void LiveTakes::watch_patience(const session::TakeStats& take) {
  slow_looks_ = take.unsaved_seconds < kTold ? 0 : slow_looks_ + 1;
  if (slow_looks_ < 2) {
    return;  // or it was this process that did not run
  }
  if (slow_looks_ == 2) {
    tell_(LiveMessage::Kind::kWarning,
          named(take.path) + ": the disk has not answered for " + rough_time(take.unsaved_seconds));
  }
  if (take.unsaved_seconds >= kPatience && has_spare(take.path)) {
    static_cast<void>(session_.give_up_take(
        {ErrorCode::kIo, "the disk has not answered for " + rough_time(take.unsaved_seconds)}));
  }
}

// Takes that were ended, and that their disk does not finish.
void LiveTakes::watch_sealing() {
  const std::vector<session::TakeStats> takes = session_.sealing_takes();
  const double idle = sealing_.update(takes, clock_());
  if (idle < kTold) {
    told_of_sealing_ = false;
    return;
  }
  const std::filesystem::path& path = takes.front().path;
  const std::string what = "the disk has not answered for " + rough_time(idle);
  if (!std::exchange(told_of_sealing_, true)) {
    tell_(LiveMessage::Kind::kWarning, named(path) + ": " + what);
  }
  const bool spare = has_spare(path);
  if (spare ? idle >= kPatience : over_ && idle >= kLast) {
    session_.give_up_sealing({ErrorCode::kIo, what});
  }
}

// What they wrote, and will: the end of one is on its way to the disk after it was ended.
std::int64_t LiveTakes::bytes_of_ended() const {
  std::int64_t bytes = bytes_told_;
  for (const session::TakeStats& take : session_.sealing_takes()) {
    bytes += static_cast<std::int64_t>(take.writer.bytes_written);
  }
  return bytes;
}

void LiveTakes::watch_room(const session::TakeStats& take, double seconds) {
  const auto free = free_.answer(take.path.parent_path());
  free_.ask(take.path.parent_path());
  if (!free || !running_) {
    return;
  }
  const auto written = static_cast<std::int64_t>(take.writer.bytes_written);
  const DiskWatch::State state = disk_.update(bytes_of_ended() + written, *free, seconds);
  const std::string what = disk_.is_rationed() ? "--max-disk is reached" : "the disk is full";
  if (state == DiskWatch::State::kLow && disk_state_ == DiskWatch::State::kPlenty) {
    tell_(LiveMessage::Kind::kWarning,
          what + " in " + rough_time(disk_.seconds_left().value_or(0)));
  }
  disk_state_ = state;
  if (state == DiskWatch::State::kFull) {
    tell_(LiveMessage::Kind::kWarning, what + ": the take ends");
    end();
    if (!disk_.is_rationed()) {
      fall_back(take.path);
    }
    cut_short_ = cut_short_ || !running_;
  }
}

bool LiveTakes::has_spare(const std::filesystem::path& take) const {
  return !fallback_.empty() && take.parent_path() != fallback_;
}

// Another folder, where there is one, instead of the disk that is full or fails.
bool LiveTakes::move_from(const std::filesystem::path& take) {
  if (!has_spare(take)) {
    return false;
  }
  if (!std::exchange(moved_, true)) {
    names_.move_to(fallback_);
  }
  return true;
}

void LiveTakes::fall_back(const std::filesystem::path& take) {
  if (move_from(take)) {
    begin(session::TakeBegin::kGoOn);
  }
}

// The end of a take is not lost, either.
void LiveTakes::save_elsewhere(const TakeOutcome& failed) {
  if (failed.stats.saved_until < failed.stats.end && move_from(failed.path) &&
      session_.take_over(names_.next(), writer_, failed.stats).has_value()) {
    ++open_;
  }
}

void LiveTakes::finish() {
  look_after();
  end(session::TakeStop::kHeard);
  over_ = true;
  for (; open_ > 0; sleep_until(monotonic_ns() + kDiskNap)) {
    look_after();
    watch_sealing();
  }
  for (const std::int64_t until = monotonic_ns() + kLeaving; hang() && monotonic_ns() < until;) {
    sleep_until(monotonic_ns() + kDiskNap);
  }
  std::ranges::stable_sort(outcomes_, {}, [](const TakeOutcome& take) { return take.stats.start; });
}

std::string LiveTakes::named(const std::filesystem::path& path) {
  return "'" + path.string() + "'";
}

void LiveTakes::add_outcome(TakeOutcome outcome) {
  --open_;
  bytes_told_ += static_cast<std::int64_t>(outcome.stats.writer.bytes_written);
  if (outcome.end) {
    tell_(LiveMessage::Kind::kNote, named(outcome.path) + " is complete");
  } else {
    tell_(LiveMessage::Kind::kWarning,
          named(outcome.path) + " ends: " + outcome.end.error().message);
  }
  if (!outcome.end && !outcome.broke) {
    save_elsewhere(outcome);
  }
  outcomes_.push_back(std::move(outcome));
}

}  // namespace reprise::tools
