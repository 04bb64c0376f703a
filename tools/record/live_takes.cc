#include "tools/record/live_takes.h"

#include <utility>

#include "core/base/monotonic_clock.h"
#include "tools/record/live_status.h"

namespace reprise::tools {
namespace {

constexpr std::int64_t kNap = 2'000'000;  // ns between two looks at a disk that works

}  // namespace

LiveTakes::LiveTakes(LiveTakesOptions options, session::LiveSession& session, Tell tell)
    : session_(session),
      tell_(std::move(tell)),
      names_(std::move(options.names)),
      fallback_(std::move(options.fallback)),
      writer_(options.writer),
      disk_(options.disk),
      split_samples_(options.split_samples),
      split_bytes_(options.split_bytes) {}

void LiveTakes::begin() {
  path_ = names_.next(posix_file_system());
  const Status started = session_.begin_take(path_, writer_);
  // What lay there was the user's to give away once.
  writer_.old_partial = timeline::OldPartial::kRefuse;
  running_ = started.has_value();
  if (running_) {
    tell_(LiveMessage::Kind::kNote, "recording '" + path_.string() + "'");
  } else {
    add_outcome({path_, fail(started.error())});
    fall_back();
  }
}

void LiveTakes::end(session::TakeStop stop) {
  if (!std::exchange(running_, false)) {
    return;
  }
  bytes_of_ended_ += static_cast<std::int64_t>(session_.take_stats().writer.bytes_written);
  if (const Status ended = session_.end_take(stop); !ended) {
    add_outcome({path_, fail(ended.error())});
  } else {
    sealing_.push_back(path_);
  }
}

void LiveTakes::look_after() {
  while (auto ended = session_.ended_take()) {
    add_outcome({sealing_.front(), std::move(*ended)});
    sealing_.pop_front();
  }
  if (running_ && !session_.take_status()) {
    end();
    fall_back();
  } else if (running_ && is_long_enough()) {
    end();
    begin();
  }
}

bool LiveTakes::is_long_enough() const {
  const session::TakeStats stats = session_.take_stats();
  return (split_bytes_ && std::cmp_greater_equal(stats.writer.bytes_written, *split_bytes_)) ||
         (split_samples_ && stats.end.value - stats.start.value >= *split_samples_);
}

void LiveTakes::watch_disk(double seconds) {
  const auto free = running_ ? free_bytes(path_.parent_path()) : fail(ErrorCode::kIo, "no take");
  if (!free) {
    return;
  }
  const auto written = static_cast<std::int64_t>(session_.take_stats().writer.bytes_written);
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
    begin();
  }
}

void LiveTakes::finish() {
  end(session::TakeStop::kHeard);
  while (!sealing_.empty()) {
    look_after();
    sleep_until(monotonic_ns() + kNap);
  }
}

void LiveTakes::add_outcome(TakeOutcome outcome) {
  const std::string name = "'" + outcome.path.string() + "'";
  if (outcome.end) {
    tell_(LiveMessage::Kind::kNote, name + " is complete");
  } else {
    tell_(LiveMessage::Kind::kWarning, name + " ends: " + outcome.end.error().message);
  }
  outcomes_.push_back(std::move(outcome));
}

}  // namespace reprise::tools
