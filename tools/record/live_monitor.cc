#include "tools/record/live_monitor.h"

#include <limits>
#include <utility>

#include "core/base/monotonic_clock.h"
#include "core/base/time.h"
#include "tools/common/signals.h"
#include "tools/common/wording.h"

namespace reprise::tools {
namespace {

constexpr std::int64_t kPeriod = kSecondNs / 10;
constexpr std::int64_t kStumbles = kSecondNs / 4;  // before the session gives frames up: 0.4 s
constexpr std::int64_t kStoodStill = kSecondNs;
constexpr std::int64_t kHangs = 2 * kSecondNs;
constexpr std::int64_t kLetGo = 3 * kSecondNs;  // when the run is over
constexpr std::int64_t kWarningHolds = 8 * kSecondNs;
constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
constexpr double kHeardDb = -100;

LiveStatus::State state_of(const SoundReport& report) {
  if (report.paused) {
    return LiveStatus::State::kPaused;
  }
  return report.recording ? LiveStatus::State::kRecording : LiveStatus::State::kArmed;
}

}  // namespace

LiveMonitor::LiveMonitor(LiveSound& sound, FrameLedger* frames, StatusPrinter& printer,
                         std::int64_t sample_rate, std::function<void()> abandon)
    : sound_(sound),
      frames_(frames),
      printer_(printer),
      sample_rate_(sample_rate),
      abandon_(std::move(abandon)),
      beat_ns_(kNever),
      thread_([this] { run(); }) {}

LiveMonitor::~LiveMonitor() {
  stop();
}

void LiveMonitor::stop() {
  stop_ = true;
  if (thread_.joinable()) {
    thread_.join();
  }
}

void LiveMonitor::tell(Shown shown) {
  const std::lock_guard lock(mutex_);
  shown_ = std::move(shown);
}

void LiveMonitor::beat() {
  beat_ns_ = monotonic_ns();
}

void LiveMonitor::end() {
  over_ = true;
  beat_ns_ = kNever;
}

void LiveMonitor::warning(const std::string& text) {
  printer_.warning(text);
  const std::lock_guard lock(mutex_);
  warning_ = text;
  warning_until_ns_ = monotonic_ns() + kWarningHolds;
}

void LiveMonitor::lose_picture(const std::string& why) {
  if (!lost_picture_.exchange(true)) {
    warning("the picture is gone, the sound is still recorded: " + why);
  }
}

LiveStatus LiveMonitor::status() const {
  const std::lock_guard lock(mutex_);
  return status_;
}

void LiveMonitor::say_messages() {
  for (const LiveMessage& message : sound_.messages()) {
    if (message.kind == LiveMessage::Kind::kWarning) {
      warning(message.text);
      continue;
    }
    note(message.text);
    if (message.kind == LiveMessage::Kind::kGoodNews) {
      const std::lock_guard lock(mutex_);
      warning_.clear();
    }
  }
}

void LiveMonitor::run() {
  while (!stop_) {
    const std::int64_t now = monotonic_ns();
    say_messages();
    watch_picture(now);
    update_status(now);
    printer_.show(status(), now);
    sleep_until(now + kPeriod);
  }
}

void LiveMonitor::watch_picture(std::int64_t now_ns) {
  // Where the whole program stood still, the picture's thread has had no time, either.
  const bool stood_still = now_ns - std::exchange(looked_ns_, now_ns) > kStoodStill;
  const std::int64_t beat = beat_ns_;
  const std::int64_t silent = beat == kNever || stood_still ? 0 : now_ns - beat;
  if (frames_ != nullptr && silent > kStumbles) {
    frames_->drop_overdue(sound_.sample_at(now_ns));
  }
  if (frames_ != nullptr && silent > kHangs && hangs_since_ns_ == 0) {
    hangs_since_ns_ = beat;
    warning("the window does not answer: frames are dropped, the sound is still recorded");
  } else if (silent <= kStumbles && !stood_still && hangs_since_ns_ != 0) {
    const double seconds = static_cast<double>(now_ns - hangs_since_ns_) / kSecondNs;
    note(formatted("the window answers again, after %.1f s", seconds));
    hangs_since_ns_ = 0;
  }
  if (silent > kLetGo && (over_ || stop_requested() || sound_.ended())) {
    abandon_();
  }
}

void LiveMonitor::update_status(std::int64_t now_ns) {
  const SoundReport report = sound_.report();
  heard_ = heard_ || report.level_db > kHeardDb;
  const auto counts = frames_ != nullptr ? frames_->counts() : FrameLedger::Counts{};
  const std::lock_guard lock(mutex_);
  if (now_ns >= warning_until_ns_) {
    warning_.clear();
  }
  status_ = {.state = state_of(report),
             .take = report.take.path.filename().string(),
             .seconds = seconds_of({report.take.end.value - report.take.start.value}, sample_rate_),
             .bytes = static_cast<std::int64_t>(report.take.writer.bytes_written),
             .level_db = report.level_db,
             .disk_seconds = report.disk_seconds,
             .fps = shown_.fps,
             .late = counts.late,
             .dropped = counts.dropped,
             .lost_samples = report.lost_samples,
             .unwritten = static_cast<std::int64_t>(report.take.writer.dropped),
             .clipped_samples = report.clipped_samples,
             .sample_rate = sample_rate_,
             .scene = shown_.scene,
             .selection = shown_.selection,
             .warning = warning_};
}

}  // namespace reprise::tools
