#include "tools/record/live_takes.h"

#include <utility>

#include "core/base/monotonic_clock.h"
#include "tools/record/live_status.h"

namespace reprise::tools {
namespace {

constexpr std::int64_t kDiskNap = 2'000'000;  // ns between two looks at a disk that works
constexpr double kSlowDisk = 5;               // s without an answer that are told of
constexpr double kDiskPatience = 20;          // s, where there is another disk

}  // namespace

LiveTakes::LiveTakes(LiveTakesOptions options, session::LiveSession& session, Tell tell)
    : session_(session),
      tell_(std::move(tell)),
      names_(std::move(options.names)),
      fallback_(std::move(options.fallback)),
      writer_(options.writer),
      disk_(options.disk),
      free_(std::move(options.free)),
      split_samples_(options.split_samples),
      split_bytes_(options.split_bytes) {}

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
  if (std::exchange(running_, false)) {
    bytes_of_ended_ += static_cast<std::int64_t>(session_.take_stats().writer.bytes_written);
    static_cast<void>(session_.end_take(stop));  // how it went is told when it is over
  }
}

void LiveTakes::look_after() {
  while (auto ended = session_.ended_take()) {
    add_outcome(std::move(*ended));
  }
  if (running_ && !session_.recording()) {
    end();
    fall_back();
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
}

void LiveTakes::watch_patience(const session::TakeStats& take) {
  slow_looks_ = take.unsaved_seconds < kSlowDisk ? 0 : slow_looks_ + 1;
  if (slow_looks_ < 2) {
    return;  // or it was this process that did not run
  }
  if (slow_looks_ == 2) {
    tell_(LiveMessage::Kind::kWarning,
          named(take.path) + ": the disk has not answered for " + rough_time(take.unsaved_seconds));
  }
  if (take.unsaved_seconds >= kDiskPatience && !fallback_.empty()) {
    static_cast<void>(session_.give_up_take(
        {ErrorCode::kIo, "the disk has not answered for " + rough_time(take.unsaved_seconds)}));
  }
}

void LiveTakes::watch_room(const session::TakeStats& take, double seconds) {
  const auto free = free_.answer(take.path.parent_path());
  free_.ask(take.path.parent_path());
  if (!free || !running_) {
    return;
  }
  const auto written = static_cast<std::int64_t>(take.writer.bytes_written);
  const DiskWatch::State state = disk_.update(bytes_of_ended_ + written, *free, seconds);
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
      fall_back();
    }
    cut_short_ = cut_short_ || !running_;
  }
}

// Another folder, where there is one, instead of the disk that is full or fails.
void LiveTakes::fall_back() {
  if (!fallback_.empty()) {
    names_.move_to(std::exchange(fallback_, {}));
    begin(session::TakeBegin::kGoOn);
  }
}

void LiveTakes::finish() {
  look_after();
  end(session::TakeStop::kHeard);
  while (open_ > 0) {
    look_after();
    if (open_ == 0 && !outcomes_.back().end) {
      fall_back();  // the end is not lost either
      end(session::TakeStop::kHeard);
    }
    sleep_until(monotonic_ns() + kDiskNap);
  }
}

std::string LiveTakes::named(const std::filesystem::path& path) {
  return "'" + path.string() + "'";
}

void LiveTakes::add_outcome(TakeOutcome outcome) {
  --open_;
  if (outcome.end) {
    tell_(LiveMessage::Kind::kNote, named(outcome.path) + " is complete");
  } else {
    tell_(LiveMessage::Kind::kWarning,
          named(outcome.path) + " ends: " + outcome.end.error().message);
  }
  outcomes_.push_back(std::move(outcome));
}

}  // namespace reprise::tools
