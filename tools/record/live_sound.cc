#include "tools/record/live_sound.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/monotonic_clock.h"
#include "core/base/time.h"
#include "tools/common/wording.h"

namespace reprise::tools {
namespace {

constexpr std::chrono::milliseconds kWait{5};  // for a block
constexpr double kSilenceTold = 10;            // s of nothing but zeros
constexpr double kMargin = 0.002;  // s for analysis and the scheduler, on top of a block and a hop
constexpr double kLatencyChange = 0.002;  // s that are worth a dropped frame

std::string seconds_text(std::int64_t samples, std::int64_t rate) {
  return formatted("%.2f s", seconds_of(SampleIndex{samples}, rate));
}

}  // namespace

LiveSound::LiveSound(LiveSetup setup)
    : input_(std::move(setup.input)),
      session_(std::move(setup.session)),
      takes_(std::move(setup.takes), session_,
             [this](LiveMessage::Kind kind, std::string text) { note(kind, std::move(text)); }),
      most_samples_(setup.most_samples),
      start_(std::move(setup.start)),
      clock_(input_->format().sample_rate, input_->block_frames()) {
  if (!setup.armed) {
    takes_.begin();
  }
}

LiveSound::~LiveSound() {
  static_cast<void>(finish());
}

void LiveSound::start() {
  const bool listened = start_.zero_ns != 0;
  zero_ns_ = listened ? start_.zero_ns : monotonic_ns();
  clock_.start(listened ? start_.arrived_zero_ns : zero_ns_);
  failure_ = take_start();
  measure_latency();
  publish();
  thread_ = std::thread([this] { run(); });
}

Status LiveSound::finish() {
  stop_ = true;
  if (thread_.joinable()) {
    thread_.join();
  }
  takes_.finish();
  return failure_;
}

// ---- from the main thread ---------------------------------------------------------------------

void LiveSound::tell(Command command) {
  const std::lock_guard lock(mutex_);
  commands_.push_back(std::move(command));
}

void LiveSound::cue(Cue cue) {
  tell([this, cue = std::move(cue)]() mutable { session_.add_cue(std::move(cue)); });
}

void LiveSound::commit(std::vector<session::CommittedFrame> frames) {
  tell([this, frames = std::move(frames)] {
    for (const session::CommittedFrame& frame : frames) {
      late_ += (frame.flags & timeline::kFrameLate) != 0 ? 1 : 0;
      dropped_ += (frame.flags & timeline::kFrameDropped) != 0 ? 1 : 0;
    }
    if (const Status added = session_.commit_frames(frames); !added && failure_) {
      failure_ = added;
    }
  });
}

void LiveSound::hash(timeline::HashRecord record) {
  tell([this, record = std::move(record)] { session_.add_hash(record); });
}

void LiveSound::toggle_take() {
  tell([this] {
    takes_.look_after();  // the performer ends a take whose disk has just failed, too
    session_.recording() ? takes_.end() : takes_.begin();
  });
}

void LiveSound::toggle_pause() {
  tell([this] { pause(); });
}

double LiveSound::sample_at(std::int64_t now_ns) const {
  const std::lock_guard lock(mutex_);
  return clock_.sample_at(now_ns);
}

SoundReport LiveSound::report() const {
  const std::lock_guard lock(mutex_);
  return report_;
}

std::vector<LiveMessage> LiveSound::messages() {
  const std::lock_guard lock(mutex_);
  return std::exchange(messages_, {});
}

// ---- the session thread -----------------------------------------------------------------------

void LiveSound::run() {
  ended_ = ended_ || !failure_;
  while (!stop_ && !ended_) {
    if (Status status = step(); !status) {
      failure_ = std::move(status);
    }
    if (!failure_) {
      ended_ = true;
    }
  }
  obey();  // what was told before the end counts
  publish();
}

Status LiveSound::take_start() {
  for (const KeptBlock& kept : start_.blocks) {
    if (!ended_) {
      TRY(take_block(kept.view()));
    }
  }
  start_.blocks.clear();
  return {};
}

Status LiveSound::step() {
  obey();
  TRY_ASSIGN(const auto block, input_->read(kWait));
  if (block) {
    TRY(take_block(*block));
  } else if (input_->state() == SoundState::kEnded) {
    ended_ = true;
  } else {
    TRY(keep_up());
  }
  if (const std::int64_t now = monotonic_ns(); now >= next_second_ns_) {
    next_second_ns_ = now + kSecondNs;
    each_second(now);
  }
  if ((input_->state() == SoundState::kLost || clock_.is_dry()) != lost_) {
    watch_device();
  }
  takes_.look_after();
  publish();
  return {};
}

void LiveSound::obey() {
  std::deque<Command> commands;
  {
    const std::lock_guard lock(mutex_);
    commands.swap(commands_);
  }
  for (const Command& command : commands) {
    command();
  }
}

Status LiveSound::take_block(const SoundBlock& block) {
  meter_.add(block.pcm);
  heard_ = true;
  const std::int64_t clipped =
      input_->clipped() - std::exchange(clipped_before_, input_->clipped());
  if (paused_) {
    return {};
  }
  if (block.lost_before > 0) {
    TRY(add_silence(block.lost_before, "the computer was too slow"));
    if (ended_) {
      return {};
    }
  }
  const std::int64_t too_late = clock_.too_late(block.pcm.frames(), block.arrived_ns);
  PcmView pcm = block.pcm.slice(too_late, block.pcm.frames() - too_late);
  if (pcm.frames() == 0) {
    return {};
  }
  pcm = pcm.slice(0, up_to_the_end(pcm.frames()));
  pcm.first = session_.position();
  session_.set_elapsed(block.arrived_ns - zero_ns_);
  TRY(session_.push(pcm, clipped));
  clipped_samples_ += clipped;
  const std::lock_guard lock(mutex_);
  clock_.arrived(pcm.frames(), block.arrived_ns, block.heard_after_ns);
  return {};
}

// So many of `samples` that follow, and with the last of them the run ends.
std::int64_t LiveSound::up_to_the_end(std::int64_t samples) {
  if (!most_samples_) {
    return samples;
  }
  const std::int64_t left = std::max<std::int64_t>(*most_samples_ - session_.position().value, 0);
  ended_ = ended_ || left <= samples;
  return std::min(left, samples);
}

// Nothing waits to be read: where sound is missing for good, silence stands for it.
Status LiveSound::keep_up() {
  if (paused_) {
    return {};
  }
  const bool lost = input_->state() == SoundState::kLost;
  const std::int64_t missing = clock_.missing(monotonic_ns(), lost);
  return missing > 0 ? add_silence(missing, lost ? "the device is gone" : "no sound came")
                     : Status();
}

Status LiveSound::add_silence(std::int64_t samples, std::string_view why) {
  samples = up_to_the_end(samples);
  session_.set_elapsed(monotonic_ns() - zero_ns_);
  TRY(session_.push_silence(samples, why));
  lost_samples_ += samples;
  if (clock_.is_dry()) {
    watch_device();
  } else if (input_->state() != SoundState::kLost && !lost_) {  // else it is told of once
    note(LiveMessage::Kind::kWarning, seconds_text(samples, input_->format().sample_rate) +
                                          " of sound lost: " + std::string(why));
  }
  const std::lock_guard lock(mutex_);
  clock_.filled(samples, monotonic_ns());
  return {};
}

void LiveSound::each_second(std::int64_t now_ns) {
  timeline::HealthRecord health;
  health.sample = session_.position();
  health.xruns = static_cast<std::uint32_t>(input_->xruns());
  health.late_frames = static_cast<std::uint32_t>(late_);
  health.dropped_frames = static_cast<std::uint32_t>(dropped_);
  health.drift_ppm = clock_.drift_ppm();
  if (!paused_) {
    session_.add_health(health);
  }
  watch_device();
  measure_latency();
  takes_.watch_disk(static_cast<double>(now_ns) / kSecondNs);
}

void LiveSound::watch_device() {
  for (std::string& text : input_->notes()) {
    note(LiveMessage::Kind::kNote, std::move(text));
  }
  const bool gone = input_->state() == SoundState::kLost;
  const bool lost = !paused_ && (gone || clock_.is_dry());
  if (lost && !lost_) {
    tell_of_loss(gone);
  } else if (!lost && lost_ && heard_) {
    note(LiveMessage::Kind::kGoodNews, "'" + input_->name() + "' is heard again");
    lost_ = false;
  }
  const bool silent = !lost_ && meter_.silent_seconds() >= kSilenceTold;
  if (silent && !silent_) {
    note(LiveMessage::Kind::kWarning, "nothing is heard from '" + input_->name() +
                                          "': is it the right device? (--list-devices)");
  }
  silent_ = silent;
}

void LiveSound::tell_of_loss(bool gone) {
  note(LiveMessage::Kind::kWarning,
       "'" + input_->name() +
           (gone ? "' is gone: silence is recorded until it is back"
                 : "' runs, but gives no sound: silence is recorded until it does"));
  lost_ = true;
  heard_ = false;
}

// As late as the sound of a frame has come and been analysed for certain. Another device may have
// taken over.
void LiveSound::measure_latency() {
  const std::int64_t block = input_->block_frames();
  const auto rate = static_cast<double>(input_->format().sample_rate);
  const std::lock_guard lock(mutex_);
  clock_.set_block(block);
  const double samples = static_cast<double>(block + hop_size(input_->format().sample_rate)) +
                         kMargin * rate - clock_.heard_after();
  const auto latency = static_cast<std::int64_t>(std::max(samples, 0.0));
  if (std::abs(static_cast<double>(latency - frame_latency_)) > kLatencyChange * rate) {
    frame_latency_ = latency;
  }
}

void LiveSound::pause() {
  const std::int64_t now = monotonic_ns();
  paused_ = !paused_;
  const double seconds =
      paused_ ? 0 : static_cast<double>(now - paused_since_ns_) / static_cast<double>(kSecondNs);
  session_.pause(paused_, seconds);
  paused_since_ns_ = now;
  const std::lock_guard lock(mutex_);
  paused_ ? clock_.hold() : clock_.start(now);
}

void LiveSound::note(LiveMessage::Kind kind, std::string text) {
  const std::lock_guard lock(mutex_);
  messages_.push_back({kind, std::move(text)});
}

void LiveSound::publish() {
  SoundReport report;
  report.recording = session_.recording();
  if (report.recording) {
    report.take = session_.take_stats();
  }
  report.paused = paused_;
  report.lost_samples = lost_samples_;
  report.clipped_samples = clipped_samples_;
  report.frame_latency = frame_latency_;
  report.disk_seconds = takes_.disk_seconds();
  const double level = meter_.take();
  const std::lock_guard lock(mutex_);
  // What falls away between two looks must still be seen.
  report.level_db = std::max(level, report_.level_db - 0.3);
  report_ = std::move(report);
}

}  // namespace reprise::tools
