#include "core/session/record/take_cutter.h"

#include <algorithm>
#include <utility>

#include "core/base/check.h"

namespace reprise::session {
namespace {

// A take holds a few frames more than it shows.
constexpr std::int64_t kLeadParts = 10;  // of a second …
constexpr std::int64_t kLeadFrames = 3;  // … or this many frames

std::int64_t lead_of(const LiveOptions& options) {
  const FrameGrid grid{options.fps, options.audio.sample_rate};
  return std::max<std::int64_t>(options.audio.sample_rate / kLeadParts,
                                grid.sample_of(FrameIndex{kLeadFrames}).value);
}

TakeFormat take_format(const LiveOptions& options) {
  return {options.audio, options.size,    options.fps,
          options.seed,  options.quality, options.epoch_ns};
}

}  // namespace

TakeCutter::TakeCutter(FileSystem& fs, const LiveOptions& options, const ShowFiles& show)
    : fs_(fs), options_(options), show_(show), lead_(lead_of(options)) {}

SampleIndex TakeCutter::next_start(const LiveLog& log) const {
  return std::max(
      {SampleIndex{log.final().value - options_.preroll_samples}, free_from_, SampleIndex{0}});
}

Status TakeCutter::start(const LiveStream& stream, const std::filesystem::path& target,
                         const timeline::TakeWriterOptions& writer) {
  if (take_) {
    return fail(ErrorCode::kUsage, "a take is being recorded already");
  }
  const LiveLog& log = stream.log();
  const SampleIndex start = next_start(log);
  const LiveTakePlan plan{.target = target,
                          .format = take_format(options_),
                          .gl = options_.gl,
                          .start = start,
                          .state_by = SampleIndex{std::max<std::int64_t>(0, start.value - lead_)},
                          .writer = writer};
  TRY_ASSIGN(take_, LiveTake::begin(fs_, plan, show_, log));
  status_ = {};
  path_ = target;
  late_frames_before_ = stream.late_frames();
  late_hashes_before_ = stream.late_hashes();
  return {};
}

// A take that began in the past catches up at a few times the speed of sound.
void TakeCutter::follow(LiveStream& stream, std::int64_t heard) {
  constexpr std::int64_t kSpeed = 4;
  constexpr std::int64_t kAtLeast = 1024;
  LiveLog& log = stream.log();
  if (take_) {
    if (Status status = take_->advance(log, kSpeed * heard + kAtLeast); !status) {
      free_from_ = log.final();
      give_up(stream, std::move(status));
    }
  }
  log.forget_before(SampleIndex{(take_ ? take_->end() : next_start(log)).value - lead_});
}

TakeStats TakeCutter::stats_now(const LiveStream& stream) const {
  const LiveTakeCounts counts = take_->counts();
  TakeStats stats;
  stats.path = path_;
  stats.start = counts.start;
  stats.end = counts.end;
  stats.frames = counts.frames;
  stats.cues = counts.cues;
  stats.hashes = counts.hashes;
  stats.lost_samples = counts.lost_samples;
  stats.late_frames = stream.late_frames() - late_frames_before_;
  stats.late_hashes = stream.late_hashes() - late_hashes_before_;
  stats.writer = take_->writer_stats();
  return stats;
}

// The threads of a disk that does not answer are waited for elsewhere.
void TakeCutter::give_up(const LiveStream& stream, Status status) {
  last_ = stats_now(stream);
  status_ = std::move(status);
  std::erase_if(given_up_, [](const auto& closing) { return closing->done.load(); });
  Closing& closing = *given_up_.emplace_back(std::make_unique<Closing>());
  closing.take = std::move(take_);
  closing.task.start([&closing] {
    closing.take.reset();
    closing.done = true;
  });
}

Status TakeCutter::end(const LiveStream& stream) {
  if (!take_) {
    TRY(status_);
    return fail(ErrorCode::kUsage, "no take is being recorded");
  }
  free_from_ = stream.log().final();
  if (Status status = take_->finish(stream.log()); !status) {
    give_up(stream, std::move(status));
    return status_;
  }
  last_ = stats_now(stream);
  Closing& closing = *closing_.emplace_back(std::make_unique<Closing>());
  closing.stats = last_;
  closing.take = std::move(take_);
  closing.task.start([&closing] {
    closing.seal = closing.take->seal();
    closing.stats.writer = closing.take->writer_stats();
    closing.take.reset();
    closing.done = true;
  });
  return {};
}

Result<TakeEnd> TakeCutter::end_of(const Closing& closed) {
  if (!closed.seal) {
    if (!take_) {
      status_ = fail(closed.seal.error());
    }
    return fail(closed.seal.error());
  }
  TakeEnd end{*closed.seal, closed.stats};
  end.stats.lost_samples = end.seal.lost_samples;
  if (end.stats.path == last_.path) {
    last_ = end.stats;
  }
  return end;
}

std::optional<Result<TakeEnd>> TakeCutter::ended() {
  if (closing_.empty() || !closing_.front()->done) {
    return std::nullopt;
  }
  const std::unique_ptr<Closing> closed = std::move(closing_.front());
  closing_.pop_front();
  return end_of(*closed);
}

Result<TakeEnd> TakeCutter::wait_for_end() {
  CHECK(!closing_.empty());
  const std::unique_ptr<Closing> closed = std::move(closing_.back());
  closing_.pop_back();
  closed->task.wait();
  return end_of(*closed);
}

TakeStats TakeCutter::stats(const LiveStream& stream) const {
  return take_ ? stats_now(stream) : last_;
}

}  // namespace reprise::session
