#include "core/session/record/take_cutter.h"

#include <algorithm>
#include <utility>

#include "core/base/check.h"
#include "core/session/library/assets.h"
#include "core/session/record/take_records.h"

namespace reprise::session {
namespace {

// A take holds a few frames more than it shows.
constexpr std::int64_t kLeadParts = 10;  // of a second …
constexpr std::int64_t kLeadFrames = 3;  // … or this many frames
// What no disk holds yet is kept for another take.
constexpr std::int64_t kUnsavedKept = 60;

std::int64_t lead_of(const LiveOptions& options) {
  const FrameGrid grid{options.fps, options.audio.sample_rate};
  return std::max<std::int64_t>(options.audio.sample_rate / kLeadParts,
                                grid.sample_of(FrameIndex{kLeadFrames}).value);
}

timeline::TakeHeader header_of(const LiveOptions& options, const ShowFiles& show) {
  timeline::TakeHeader header = take_header(options, show.show, {});
  header.live = true;
  header.gl = options.gl;
  return header;
}

TakeStats with_late(TakeStats stats, const LateCounts& late) {
  stats.late_frames = late.frames;
  stats.late_hashes = late.hashes;
  return stats;
}

}  // namespace

TakeCutter::TakeCutter(FileSystem& fs, const LiveOptions& options, const ShowFiles& show)
    : fs_(fs),
      options_(options),
      lead_(lead_of(options)),
      header_(header_of(options, show)),
      show_(std::make_shared<const std::vector<timeline::Attachment>>(attachments_of(show))),
      silence_(options.audio) {}

SampleIndex TakeCutter::start_of(const LiveLog& log, TakeBegin from) const {
  const SampleIndex now{log.final().value - options_.preroll_samples};
  const SampleIndex start = from == TakeBegin::kGoOn ? free_from_ : std::max(now, free_from_);
  return log.outside_of_gaps(std::max(start, kept_from_));
}

// It goes on from the last state a little before its start, so that its first frame has one before
// it, which says how long that lasted.
LiveTakePlan TakeCutter::plan(const LiveLog& log, SampleIndex start, SampleIndex end) const {
  LiveTakePlan plan;
  plan.header = header_;
  plan.show = show_;
  plan.state = log.state_before({std::max<std::int64_t>(0, start.value - lead_)});
  CHECK(plan.state || start.value == 0);
  if (plan.state && plan.state->reached.sample.value == 0) {
    plan.state = nullptr;  // there is nothing before
  }
  plan.from = plan.state ? plan.state->reached.sample : SampleIndex{0};
  plan.silence = silence_.before(plan.from);
  if (start.value > 0) {
    plan.header.part = {start, plan.from};
  }
  for (SampleIndex at = plan.from; at < end;) {
    const SampleIndex to = std::min(end, {at.value + options_.audio.sample_rate});
    plan.past.push_back(log.stretch(at, to));
    at = to;
  }
  return plan;
}

Status TakeCutter::begin(const LiveStream& stream, TakeTarget target,
                         const timeline::TakeWriterOptions& writer, TakeBegin from) {
  if (recording()) {
    return fail(ErrorCode::kUsage, "a take is being recorded already");
  }
  const LiveLog& log = stream.log();
  LiveTakePlan planned = plan(log, start_of(log, from), log.final());
  planned.target = std::move(target);
  planned.writer = writer;
  if (options_.buffers && planned.state) {
    planned.buffers = options_.buffers->ask(planned.from);
  }
  take_ = std::make_unique<LiveTake>(fs_, std::move(planned));
  begun_at_ = log.final();
  handed_ = log.final();
  late_before_ = stream.late();
  status_ = {};
  return {};
}

void TakeCutter::hand_over(const LiveLog& log) {
  if (take_ && handed_ < log.final()) {
    take_->add(log.stretch(handed_, log.final()));
    handed_ = log.final();
  }
}

LateCounts TakeCutter::late_now(const LiveStream& stream) const {
  return {stream.late().frames - late_before_.frames, stream.late().hashes - late_before_.hashes};
}

// It ends where the failed one did.
Status TakeCutter::take_over(const LiveStream& stream, TakeTarget target,
                             const timeline::TakeWriterOptions& writer, const TakeStats& failed) {
  const LiveLog& log = stream.log();
  const SampleIndex start = log.outside_of_gaps(std::max(failed.saved_until, kept_from_));
  const SampleIndex end = std::min(failed.end, log.final());
  if (start >= end) {
    return fail(ErrorCode::kNotFound, "nothing of the take is there that it did not save");
  }
  LiveTakePlan planned = plan(log, start, end);
  planned.target = std::move(target);
  planned.writer = writer;
  auto take = std::make_unique<LiveTake>(fs_, std::move(planned));
  take->end();
  ended_.push_back({std::move(take), {}});
  free_from_ = std::max(free_from_, end);
  return {};
}

void TakeCutter::drop_told() {
  std::erase_if(ended_, [](const Ended& ended) { return ended.told && ended.take->over(); });
}

void TakeCutter::retire(const LiveStream& stream, bool broke) {
  drop_told();
  last_ = stats(stream);
  ended_.push_back({std::move(take_), late_now(stream), broke});
}

// Another take can bring to another disk what this one did not.
void TakeCutter::notice_failure(const LiveStream& stream) {
  if (take_ && !take_->status()) {
    status_ = take_->status();
    free_from_ = take_->stats().saved_until;
    retire(stream, true);
  }
}

void TakeCutter::follow(LiveStream& stream) {
  silence_.follow(stream.log().final());
  hand_over(stream.log());
  notice_failure(stream);
  forget(stream.log());
}

void TakeCutter::forget(LiveLog& log) {
  const std::int64_t rate = options_.audio.sample_rate;
  const SampleIndex now{log.final().value - options_.preroll_samples};
  const SampleIndex oldest{log.final().value - kUnsavedKept * rate};
  const SampleIndex needed =
      std::min(std::max(now, free_from_), std::max(unsaved_from(log), oldest));
  kept_from_ = std::max(kept_from_, needed);
  // A start may move back to that of a gap.
  log.forget_before({kept_from_.value - lead_ - rate / 4});
}

// What comes before is on a disk, or lost, or was not asked for.
SampleIndex TakeCutter::unsaved_from(const LiveLog& log) const {
  SampleIndex from = log.final();
  if (take_) {
    from = take_->stats().saved_until;
  } else if (!status_) {
    from = free_from_;
  }
  for (const Ended& ended : ended_) {
    const auto outcome = ended.told ? std::nullopt : ended.take->outcome();
    if (!ended.told && !(outcome && *outcome)) {
      from = std::min(from, ended.take->stats().saved_until);
    }
  }
  return from;
}

Status TakeCutter::end(const LiveStream& stream) {
  hand_over(stream.log());
  notice_failure(stream);
  if (!take_) {
    TRY(status_);
    return fail(ErrorCode::kUsage, "no take is being recorded");
  }
  free_from_ = stream.log().final();
  take_->end();
  retire(stream, false);
  return {};
}

Status TakeCutter::give_up(const LiveStream& stream, Error why) {
  if (!take_) {
    return fail(ErrorCode::kUsage, "no take is being recorded");
  }
  take_->give_up(std::move(why));
  notice_failure(stream);
  return {};
}

TakeOutcome TakeCutter::outcome_of(const Ended& ended) {
  const TakeStats stats = with_late(ended.take->stats(), ended.late);
  TakeOutcome outcome{stats.path, *ended.take->outcome(), stats, ended.broke};
  if (outcome.end) {
    outcome.end->stats = stats;
  }
  return outcome;
}

// In order, but for those that broke: they wait for none.
std::optional<TakeOutcome> TakeCutter::ended(const LiveStream& stream) {
  notice_failure(stream);
  drop_told();
  auto next =
      std::ranges::find_if(ended_, [](const Ended& take) { return take.broke && !take.told; });
  if (next == ended_.end()) {
    next = std::ranges::find(ended_, false, &Ended::told);
  }
  if (next == ended_.end() || !next->take->outcome()) {
    return std::nullopt;
  }
  next->told = true;
  TakeOutcome outcome = outcome_of(*next);
  if (!take_ && std::next(next) == ended_.end()) {
    last_ = outcome.stats;
    status_ = outcome.end ? Status() : fail(outcome.end.error());
    free_from_ = outcome.end ? free_from_ : std::min(free_from_, last_.saved_until);
  }
  return outcome;
}

std::vector<TakeStats> TakeCutter::sealing() const {
  std::vector<TakeStats> stats;
  for (const Ended& ended : ended_) {
    if (!ended.told) {
      stats.push_back(ended.take->stats());
    }
  }
  return stats;
}

void TakeCutter::give_up_sealing(const Error& why) {
  for (const Ended& ended : ended_) {
    ended.take->give_up(why);
  }
}

bool TakeCutter::at_rest() const {
  return std::ranges::all_of(ended_, [](const Ended& ended) { return ended.take->over(); });
}

Status TakeCutter::wait_until_created(const LiveStream& stream) {
  if (take_) {
    take_->wait_until_created();
    notice_failure(stream);
  }
  if (!take_ && !status_) {
    ended_.back().told = true;
  }
  return status_;
}

Result<TakeEnd> TakeCutter::wait_for_end() {
  CHECK(!ended_.empty() && !ended_.back().told);
  ended_.back().take->wait_for_outcome();
  ended_.back().told = true;
  TakeOutcome outcome = outcome_of(ended_.back());
  last_ = with_late(ended_.back().take->stats(), ended_.back().late);
  status_ = outcome.end ? Status() : fail(outcome.end.error());
  return std::move(outcome.end);
}

TakeStats TakeCutter::stats(const LiveStream& stream) const {
  if (!take_) {
    return last_;
  }
  TakeStats stats = with_late(take_->stats(), late_now(stream));
  const SampleIndex since = std::max(stats.saved_until, begun_at_);
  stats.unsaved_seconds = seconds_of({std::max<std::int64_t>(0, stats.end.value - since.value)},
                                     header_.audio.sample_rate);
  return stats;
}

}  // namespace reprise::session
