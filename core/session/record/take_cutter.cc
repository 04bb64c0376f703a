#include "core/session/record/take_cutter.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/base/check.h"

namespace reprise::session {
namespace {

// A take holds a few frames more than it shows.
constexpr std::int64_t kLeadParts = 10;  // of a second …
constexpr std::int64_t kLeadFrames = 3;  // … or this many frames

// For persistent buffers: until then the take is not on the disk.
constexpr std::chrono::milliseconds kBuffersWait{800};

std::int64_t lead_of(const LiveOptions& options) {
  const FrameGrid grid{options.fps, options.audio.sample_rate};
  return std::max<std::int64_t>(options.audio.sample_rate / kLeadParts,
                                grid.sample_of(FrameIndex{kLeadFrames}).value);
}

}  // namespace

void TakeCutter::Opening::give_up_buffers() const {
  if (buffers != nullptr) {
    buffers->answer({});
  }
}

void TakeCutter::Opening::wait_for_buffers() {
  auto answer = buffers != nullptr ? buffers->wait(kBuffersWait) : std::nullopt;
  if (answer) {
    plan.buffers_at = answer->sample;
    plan.attachments.push_back(std::move(answer->file));
  }
}

TakeCutter::TakeCutter(FileSystem& fs, const LiveOptions& options, const ShowFiles& show)
    : fs_(fs), options_(options), show_(show), lead_(lead_of(options)) {}

SampleIndex TakeCutter::next_start(const LiveLog& log) const {
  return std::max(
      {SampleIndex{log.final().value - options_.preroll_samples}, free_from_, SampleIndex{0}});
}

Status TakeCutter::start(const LiveStream& stream, const std::filesystem::path& target,
                         const timeline::TakeWriterOptions& writer, Disk disk) {
  if (recording()) {
    return fail(ErrorCode::kUsage, "a take is being recorded already");
  }
  const SampleIndex start = next_start(stream.log());
  opening_ = std::make_unique<Opening>();
  opening_->plan = plan_take(options_, show_, stream.log(), start,
                             SampleIndex{std::max<std::int64_t>(0, start.value - lead_)});
  opening_->plan.target = target;
  opening_->plan.writer = writer;
  if (options_.buffers != nullptr && opening_->plan.from.value > 0) {
    opening_->buffers = options_.buffers->ask(opening_->plan.from);
  }
  status_ = {};
  path_ = target;
  late_frames_before_ = stream.late_frames();
  late_hashes_before_ = stream.late_hashes();
  opening_->task.start([this, opening = opening_.get()] {
    opening->wait_for_buffers();
    opening->take = LiveTake::begin(fs_, opening->plan);
    opening->done = true;
  });
  if (disk == Disk::kNow) {
    settle();
  }
  return status_;
}

// Waits for the file. Where there is none, nothing is lost for the next take.
void TakeCutter::settle() {
  opening_->task.wait();
  const std::unique_ptr<Opening> opened = std::move(opening_);
  if (opened->take) {
    take_ = std::move(*opened->take);
    return;
  }
  last_ = {};
  last_.path = path_;
  status_ = fail(opened->take.error());
}

SampleIndex TakeCutter::needed_from(const LiveLog& log) const {
  if (opening_) {
    return opening_->plan.from;
  }
  return take_ ? take_->end() : next_start(log);
}

// A take that began in the past catches up at a few times the speed of sound.
void TakeCutter::follow(LiveStream& stream, std::int64_t heard) {
  constexpr std::int64_t kSpeed = 4;
  constexpr std::int64_t kAtLeast = 1024;
  LiveLog& log = stream.log();
  if (opening_ && opening_->done) {
    settle();
  }
  if (take_) {
    if (Status status = take_->advance(log, kSpeed * heard + kAtLeast); !status) {
      free_from_ = log.final();
      give_up(stream, std::move(status));
    }
  }
  log.forget_before(SampleIndex{needed_from(log).value - lead_});
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
  if (opening_) {
    opening_->give_up_buffers();
    settle();
  }
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
    if (!recording()) {
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
  if (opening_) {
    TakeStats stats;
    stats.path = path_;
    stats.start = opening_->plan.header.start();
    stats.end = opening_->plan.from;
    return stats;
  }
  return take_ ? stats_now(stream) : last_;
}

}  // namespace reprise::session
