#include "tools/record/live_run.h"

#include <algorithm>
#include <utility>

#include "core/base/monotonic_clock.h"
#include "core/base/time.h"
#include "tools/common/signals.h"
#include "tools/record/live_keys.h"

namespace reprise::tools {
namespace {

constexpr std::int64_t kLook = kSecondNs / 10;
constexpr std::int64_t kShortNap = kSecondNs / 1000;  // for what cannot tell when it is there
constexpr std::int64_t kLongNap = kSecondNs / 100;    // without pictures, or in a pause
constexpr std::int64_t kHandedOver = 20;              // 1/s: a cue has reached the session's thread

}  // namespace

LiveRun::LiveRun(const LiveRunOptions& options, LiveSound& sound, FrameLedger& frames,
                 LivePicture* picture, LiveDesk desk, ExpectedState expected, LiveMonitor& monitor,
                 StatusPrinter& printer)
    : options_(options),
      sound_(sound),
      frames_(frames),
      picture_(picture),
      desk_(std::move(desk)),
      expected_(std::move(expected)),
      monitor_(monitor),
      printer_(printer) {}

void LiveRun::run() {
  while (!quit_ && !stop_requested() && !sound_.ended()) {
    monitor_.beat();
    if (picture_ != nullptr) {
      handle_events();
    }
    if (picture_ == nullptr || monitor_.lost_picture()) {
      sleep_until(monotonic_ns() + kLongNap);
    } else if (const Status shown = show_due_frame(); !shown) {
      monitor_.lose_picture(shown.error().message);  // keys still act where there is still a window
    }
    if (picture_ != nullptr && picture_->is_lost()) {
      picture_ = nullptr;
      monitor_.lose_picture("the window was taken away");
    }
    if (monitor_.lost_picture()) {
      frames_.drop_overdue(sound_.sample_at(monotonic_ns()));
    }
    if (const std::int64_t now = monotonic_ns(); now >= next_look_ns_) {
      next_look_ns_ = now + kLook;
      look_after();
    }
  }
}

Status LiveRun::show_due_frame() {
  TRY(picture_->look_after());
  const std::int64_t now = monotonic_ns();
  const auto due = frames_.due(sound_.sample_at(now));
  auto moment = due ? sound_.moment_at(due->sample) : nullptr;
  if (moment == nullptr) {
    if (std::exchange(stale_, false) && shown_ != nullptr) {
      return picture_->present();
    }
    sleep_until_next();
    return {};
  }
  TRY(draw(*due, std::move(moment)));
  drawing_ns_ += monotonic_ns() - now;
  return picture_->present();
}

Status LiveRun::draw(const LiveFrames::Due& due, std::shared_ptr<const session::Moment> moment) {
  const bool hashed =
      recording_ && options_.hash_every > 0 && due.index.value % options_.hash_every == 0;
  // Told before it is drawn: records stay in order however long that takes.
  if (!frames_.take(due, hashed)) {
    return {};
  }
  shown_ = std::move(moment);
  shown_sample_ = due.sample;
  TRY(picture_->draw(*shown_, due.index, due.sample));
  if (hashed) {
    TRY_ASSIGN(const Hash128 hash, picture_->hash());
    sound_.hash({due.index, due.sample, options_.size, options_.gl_mode, hash});
  }
  return {};
}

void LiveRun::sleep_until_next() {
  const std::int64_t now = monotonic_ns();
  if (paused_) {
    picture_->wait_until(now + kLongNap);
    return;
  }
  const double sample = sound_.sample_at(now);
  const double samples = frames_.next_at(sample) - sample;
  const double rate = static_cast<double>(options_.grid.sample_rate);
  const auto wait = static_cast<std::int64_t>(samples / rate * static_cast<double>(kSecondNs));
  picture_->wait_until(now + std::clamp(wait, kShortNap, kLongNap));
}

// ---- keys ---------------------------------------------------------------------------------------

void LiveRun::handle_events() {
  const StageEvents events = picture_->poll();
  quit_ = quit_ || events.closed;
  stale_ = stale_ || events.resized || events.exposed;
  for (const KeyPress& key : events.keys) {
    press(key);
  }
}

void LiveRun::press(const KeyPress& key) {
  const KeyBinding* binding = find_key(key.name, {key.shift, key.ctrl});
  if (binding != nullptr && !key.alt) {  // with Alt they are the desktop's
    act(*binding, key.monotonic_ns);
  }
}

void LiveRun::act(const KeyBinding& binding, std::int64_t when_ns) {
  switch (binding.action) {
    case LiveAction::kRecord:
      return sound_.toggle_take();
    case LiveAction::kPause:
      return sound_.toggle_pause();
    case LiveAction::kQuit:
      quit_ = true;
      return;
    case LiveAction::kHelp:
      stale_ = true;
      return picture_->toggle_help() ? printer_.text(live_keys_text()) : void();
    case LiveAction::kStatusLine:
      stale_ = true;
      return picture_->toggle_status();
    case LiveAction::kFullscreen:
      return tell(picture_->toggle_fullscreen());
    case LiveAction::kLeaveFullscreen:
      stale_ = true;
      return tell(picture_->escape());
    default:
      break;
  }
  if (shown_ == nullptr) {
    return;
  }
  const VisualState expected = expected_.of(shown_->state, shown_sample_);
  if (auto cue = desk_.act(binding.action, binding.number, expected)) {
    if (cue->type == CueType::kQuality && options_.quality) {
      options_.quality->set(static_cast<Quality>(cue->number));
    }
    send(std::move(*cue), when_ns);
  }
}

void LiveRun::send(Cue cue, std::int64_t when_ns) {
  cue.sample = {static_cast<std::int64_t>(sound_.sample_at(when_ns))};
  // It acts later than that where it was too late for its hop.
  const auto now = static_cast<std::int64_t>(sound_.sample_at(monotonic_ns()));
  expected_.said(cue, {now + options_.grid.sample_rate / kHandedOver});
  sound_.cue(std::move(cue));
}

void LiveRun::tell(const Status& status) {
  if (!status) {
    monitor_.warning(status.error().message);
  }
}

// ---- what the performer reads -------------------------------------------------------------------

void LiveRun::look_after() {
  const std::int64_t now = monotonic_ns();
  if (now >= next_second_ns_) {
    const std::int64_t passed = now - next_second_ns_ + kSecondNs;
    adapt(next_second_ns_ == 0 ? 1 : static_cast<double>(passed) / kSecondNs);
    next_second_ns_ = now + kSecondNs;
  }
  const SoundReport report = sound_.report();
  frames_.set_latency(report.frame_latency);
  paused_ = report.paused;
  recording_ = report.recording;
  LiveMonitor::Shown shown{.fps = fps_, .scene = {}, .selection = {}};
  if (shown_ != nullptr) {
    shown.scene = shown_->state.scene.name;
    shown.selection = desk_.selection(shown_->state);
  }
  monitor_.tell(std::move(shown));
  if (picture_ != nullptr) {
    picture_->show_status(monitor_.status(), monotonic_ns());
    stale_ = stale_ || paused_;  // the line of status goes on
  }
}

void LiveRun::adapt(double seconds) {
  const FrameLedger::Counts counts = frames_.counts();
  const std::int64_t drawn = counts.drawn - before_.drawn;
  const std::int64_t dropped = counts.dropped - before_.dropped;
  before_ = counts;
  fps_ = static_cast<double>(drawn) / seconds;
  const double load = static_cast<double>(std::exchange(drawing_ns_, 0)) / (seconds * kSecondNs);
  if (!options_.quality || paused_ || monitor_.lost_picture()) {
    return;
  }
  if (const auto quality = options_.quality->update(drawn, dropped, load)) {
    Cue cue;
    cue.type = CueType::kQuality;
    cue.origin = CueOrigin::kRecorder;
    cue.number = static_cast<std::int64_t>(*quality);
    send(std::move(cue), monotonic_ns());
    monitor_.note("quality " + std::string(quality_names()[static_cast<std::size_t>(*quality)]));
  }
}

}  // namespace reprise::tools
