#include "core/session/record/live_session.h"

#include <algorithm>
#include <deque>
#include <string>
#include <utility>

#include "core/session/record/live_log.h"
#include "core/session/record/live_take.h"
#include "core/session/record/moment_ring.h"
#include "core/session/record/take_records.h"

namespace reprise::session {
namespace {

// Frames and hashes that come later than this behind the sound are not waited for.
constexpr double kLongestWait = 0.4;  // s
// How much silence one cue tells of: less than frames are waited for.
constexpr double kGapLength = 0.25;  // s
// States from which a take can go on.
constexpr double kStateInterval = 0.25;  // s
// A take has a few frames more than it shows.
constexpr double kLead = 0.1;  // s
constexpr std::int64_t kLeadFrames = 3;
constexpr std::int64_t kHopsAtOnce = 16;

std::int64_t samples_of(double seconds, const AudioFormat& audio) {
  return static_cast<std::int64_t>(seconds * static_cast<double>(audio.sample_rate));
}

bool listens(const LoadedPreset& preset) {
  return std::ranges::any_of(preset.preset.info.inputs, [](const PresetInput& input) {
    return input.type == InputType::kAudio || input.type == InputType::kAudioFft;
  });
}

Status check(const LiveOptions& options) {
  if (options.preroll_samples < 0 || options.size.width <= 0 || options.size.height <= 0 ||
      options.fps.num <= 0) {
    return fail(ErrorCode::kUsage,
                "a live run needs a size, a frame rate and no negative pre-roll");
  }
  return {};
}

TakeFormat take_format(const LiveOptions& options) {
  return {options.audio, options.size,    options.fps,
          options.seed,  options.quality, options.epoch_ns};
}

}  // namespace

struct LiveSession::Impl {
  struct Gap {
    SampleIndex first;
    std::string why;
  };

  Impl(FileSystem& file_system, const LiveOptions& o, const ShowFiles& files, Performance made)
      : fs(file_system),
        options(o),
        show(files),
        grid{o.fps, o.audio.sample_rate},
        hop_samples(hop_size(o.audio.sample_rate)),
        lead(std::max(samples_of(kLead, o.audio), grid.sample_of(FrameIndex{kLeadFrames}).value)),
        with_audio(std::ranges::any_of(files.presets, listens)),
        performance(std::move(made)),
        log(o.audio),
        ring(o.audio.sample_rate) {}

  FileSystem& fs;
  const LiveOptions options;
  const ShowFiles show;
  const FrameGrid grid;
  const std::int64_t hop_samples;
  const std::int64_t lead;
  const bool with_audio;
  Performance performance;
  LiveLog log;
  MomentRing ring;
  std::optional<std::int64_t> publish_ns;

  std::vector<Cue> inputs;  // that no hop has seen yet
  SampleIndex last_cue;
  SampleIndex committed;               // the last frame
  std::deque<CommittedFrame> awaited;  // whose hashes are under way
  std::int64_t next_frame = 0;         // of those that nobody commits
  std::optional<Gap> gap;              // that no cue has told of yet

  std::unique_ptr<LiveTake> take;
  SampleIndex free_from;  // no take holds what comes from here on
  Status take_status;
  TakeStats stats;  // but for what the running take knows itself

  // Sound.
  Status hear(const PcmView& pcm);
  Status on_hop(const HopAnalysis& hop, std::span<const Cue> decisions);
  void close_gap();
  // What is final.
  void add_record(timeline::Record record) { log.add_record({std::move(record), publish_ns}); }
  void add_frame(const Moment& moment, const CommittedFrame& frame);
  void make_final(SampleIndex until);
  void find_final();
  // The take.
  [[nodiscard]] SampleIndex next_start() const;
  void follow(std::int64_t heard);
  void update_stats();
  void end_take(Status status);
  Result<timeline::Seal> seal_take();
};

Status LiveSession::Impl::on_hop(const HopAnalysis& hop, std::span<const Cue> decisions) {
  for (const Cue& cue : decisions) {
    add_record(cue);
  }
  const std::int64_t interval = samples_of(kStateInterval, options.audio) / hop_samples;
  if (hop.hop.value % interval == 0) {
    log.add_state(performance.save());
  }
  auto moment = std::make_shared<Moment>();
  performance.moment(*moment, with_audio);
  ring.publish(std::move(moment));
  return {};
}

// Not more at once than moments are kept for, and what is final follows closely.
Status LiveSession::Impl::hear(const PcmView& pcm) {
  const std::int64_t piece = kHopsAtOnce * hop_samples;
  for (std::int64_t at = 0; at < pcm.frames(); at += piece) {
    const PcmView part = pcm.slice(at, std::min(piece, pcm.frames() - at));
    TRY(performance.push(part, inputs,
                         [this](const HopAnalysis& hop, std::span<const Cue> decisions) {
                           return on_hop(hop, decisions);
                         }));
    log.add_sound(part, publish_ns);
    find_final();
    follow(part.frames());
  }
  return {};
}

void LiveSession::Impl::close_gap() {
  if (gap && log.end() > gap->first) {
    Cue cue;
    cue.sample = gap->first;
    cue.type = CueType::kGap;
    cue.origin = CueOrigin::kRecorder;
    cue.text = gap->why;
    cue.number = log.end().value - gap->first.value;
    add_record(std::move(cue));
  }
  gap.reset();
}

void LiveSession::Impl::add_frame(const Moment& moment, const CommittedFrame& frame) {
  timeline::FrameRecord record = frame_record(moment);
  record.index = frame.index;
  record.sample = frame.sample;
  record.size = options.size;
  record.flags = frame.flags;
  add_record(std::move(record));
}

void LiveSession::Impl::make_final(SampleIndex until) {
  if (!options.draws) {
    for (SampleIndex at; (at = grid.sample_of(FrameIndex{next_frame})) < until; ++next_frame) {
      add_frame(*ring.at(at), {FrameIndex{next_frame}, at});
    }
  }
  log.make_final(until);
  while (!awaited.empty() && awaited.front().sample < log.final()) {
    awaited.pop_front();
  }
}

void LiveSession::Impl::find_final() {
  SampleIndex until = log.end();
  if (options.draws) {
    const SampleIndex shown = awaited.empty() ? committed : awaited.front().sample;
    until = std::max(shown, SampleIndex{until.value - samples_of(kLongestWait, options.audio)});
  }
  if (gap) {
    until = std::min(until, gap->first);
  }
  make_final(std::min(until, log.end()));
}

SampleIndex LiveSession::Impl::next_start() const {
  return std::max(
      {SampleIndex{log.final().value - options.preroll_samples}, free_from, SampleIndex{0}});
}

// A take that began in the past catches up at a few times the speed of sound.
void LiveSession::Impl::follow(std::int64_t heard) {
  constexpr std::int64_t kSpeed = 4;
  constexpr std::int64_t kAtLeast = 1024;
  if (take) {
    if (Status status = take->advance(log, kSpeed * heard + kAtLeast); !status) {
      end_take(std::move(status));
    }
  }
  log.forget_before(SampleIndex{(take ? take->end() : next_start()).value - lead});
}

void LiveSession::Impl::update_stats() {
  if (take) {
    const LiveTakeCounts counts = take->counts();
    stats.start = counts.start;
    stats.end = counts.end;
    stats.frames = counts.frames;
    stats.cues = counts.cues;
    stats.hashes = counts.hashes;
    stats.lost_samples = counts.lost_samples;
    stats.writer = take->writer_stats();
  }
}

void LiveSession::Impl::end_take(Status status) {
  update_stats();
  take.reset();
  take_status = std::move(status);
  free_from = log.final();
}

Result<timeline::Seal> LiveSession::Impl::seal_take() {
  TRY(take->advance(log, log.end().value));
  return take->seal(log);
}

LiveSession::LiveSession(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
LiveSession::LiveSession(LiveSession&&) noexcept = default;
LiveSession& LiveSession::operator=(LiveSession&&) noexcept = default;
LiveSession::~LiveSession() = default;

Result<LiveSession> LiveSession::create(FileSystem& fs, const LiveOptions& options,
                                        const ShowFiles& show) {
  TRY(check(options));
  engine::EngineOptions engine;
  engine.sample_rate = options.audio.sample_rate;
  engine.seed = options.seed;
  engine.quality = options.quality;
  TRY_ASSIGN(Performance performance, Performance::create(options.audio, show, engine));
  return LiveSession(std::make_unique<Impl>(fs, options, show, std::move(performance)));
}

void LiveSession::set_elapsed(std::int64_t elapsed_ns) {
  impl_->publish_ns = impl_->options.epoch_ns + elapsed_ns;
}

Status LiveSession::push(const PcmView& pcm) {
  Impl& my = *impl_;
  if (pcm.format != my.options.audio || pcm.first != position()) {
    return fail(ErrorCode::kInternal,
                "the sound does not go on at sample " + std::to_string(position().value));
  }
  my.close_gap();
  return my.hear(pcm);
}

Status LiveSession::push_silence(std::int64_t samples, std::string_view why) {
  Impl& my = *impl_;
  const std::int64_t most = samples_of(kGapLength, my.options.audio);
  std::vector<std::int32_t> zeros;
  while (samples > 0) {
    if (my.gap && my.gap->why != why) {
      my.close_gap();
    }
    if (!my.gap) {
      my.gap = Impl::Gap{position(), std::string(why)};
    }
    const std::int64_t count = std::min(samples, my.gap->first.value + most - position().value);
    zeros.assign(static_cast<std::size_t>(count * my.options.audio.channels), 0);
    TRY(my.hear({my.options.audio, position(), zeros}));
    samples -= count;
    if (position().value - my.gap->first.value >= most) {
      my.close_gap();
    }
  }
  return {};
}

SampleIndex LiveSession::position() const {
  return impl_->log.end();
}

SampleIndex LiveSession::final_until() const {
  return impl_->log.final();
}

SampleIndex LiveSession::add_cue(Cue cue) {
  Impl& my = *impl_;
  const SampleIndex earliest =
      std::max({SampleIndex{my.ring.last().value + 1}, my.log.final(), my.last_cue});
  const SampleIndex latest{position().value + my.options.audio.sample_rate};
  cue.sample = std::max(earliest, std::min(cue.sample, latest));
  my.last_cue = cue.sample;
  if (cue.origin == CueOrigin::kPerformer) {
    my.inputs.push_back(cue);
  }
  my.add_record(std::move(cue));
  return my.last_cue;
}

Status LiveSession::commit_frames(std::span<const CommittedFrame> frames) {
  Impl& my = *impl_;
  for (const CommittedFrame& frame : frames) {
    if (frame.sample < my.committed ||
        frame.sample.value >= my.ring.last().value + my.hop_samples) {
      return fail(ErrorCode::kInternal, "frame " + std::to_string(frame.index.value) +
                                            " is out of order or ahead of the sound");
    }
    my.committed = frame.sample;
    const std::shared_ptr<const Moment> moment = my.ring.at(frame.sample);
    if (frame.sample < my.log.final() || !moment) {
      ++my.stats.late_frames;
      continue;
    }
    my.add_frame(*moment, frame);
    if (frame.hash_follows) {
      my.awaited.push_back(frame);
    }
  }
  my.find_final();
  return {};
}

void LiveSession::add_hash(const timeline::HashRecord& hash) {
  Impl& my = *impl_;
  std::erase_if(my.awaited, [&](const CommittedFrame& frame) { return frame.index == hash.index; });
  if (hash.sample < my.log.final()) {
    ++my.stats.late_hashes;
  } else {
    my.add_record(hash);
  }
  my.find_final();
}

void LiveSession::add_health(const timeline::HealthRecord& health) {
  Impl& my = *impl_;
  timeline::HealthRecord record = health;
  record.sample = std::clamp(health.sample, my.log.final(), position());
  my.add_record(record);
}

void LiveSession::pause(bool on, double seconds_paused) {
  Cue cue;
  cue.sample = position();
  cue.type = CueType::kPause;
  cue.number = on ? 1 : 0;
  if (!on) {
    cue.values = {seconds_paused};
  }
  impl_->add_record(std::move(cue));
}

Status LiveSession::start_take(const std::filesystem::path& target,
                               const timeline::TakeWriterOptions& writer) {
  Impl& my = *impl_;
  if (my.take) {
    return fail(ErrorCode::kUsage, "a take is being recorded already");
  }
  const SampleIndex start = my.next_start();
  const LiveTakePlan plan{.target = target,
                          .format = take_format(my.options),
                          .gl = my.options.gl,
                          .start = start,
                          .state_by = SampleIndex{std::max<std::int64_t>(0, start.value - my.lead)},
                          .writer = writer};
  TRY_ASSIGN(my.take, LiveTake::begin(my.fs, plan, my.show, my.log));
  my.take_status = {};
  my.stats = {};
  my.stats.path = target;
  my.update_stats();
  return {};
}

Result<TakeEnd> LiveSession::stop_take(TakeStop stop) {
  Impl& my = *impl_;
  if (!my.take) {
    TRY(my.take_status);
    return fail(ErrorCode::kUsage, "no take is being recorded");
  }
  if (stop == TakeStop::kHeard) {
    my.close_gap();
    my.make_final(position());
  }
  Result<timeline::Seal> seal = my.seal_take();
  my.end_take(seal ? Status() : fail(seal.error()));
  TRY(my.take_status);
  my.stats.lost_samples = seal->lost_samples;
  return TakeEnd{*seal, my.stats};
}

bool LiveSession::recording() const {
  return impl_->take != nullptr;
}

Status LiveSession::take_status() const {
  return impl_->take_status;
}

TakeStats LiveSession::take_stats() const {
  impl_->update_stats();
  return impl_->stats;
}

std::shared_ptr<const Moment> LiveSession::moment_at(SampleIndex sample) const {
  return impl_->ring.at(sample);
}

SampleIndex LiveSession::analysed_until() const {
  return impl_->ring.last();
}

}  // namespace reprise::session
