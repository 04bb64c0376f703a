#include "core/session/record/live_session.h"

#include <utility>

#include "core/session/record/live_stream.h"

namespace reprise::session {
namespace {

Status check(const LiveOptions& options) {
  if (options.preroll_samples < 0 || options.size.width <= 0 || options.size.height <= 0 ||
      options.fps.num <= 0) {
    return fail(ErrorCode::kUsage,
                "a live run needs a size, a frame rate and no negative pre-roll");
  }
  return {};
}

}  // namespace

struct LiveSession::Impl {
  Impl(FileSystem& fs, const LiveOptions& options, const ShowFiles& show, Performance performance)
      : stream(options, show, std::move(performance)), takes(fs, options, show) {}

  LiveStream stream;
  TakeCutter takes;
};

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
  impl_->stream.set_elapsed(elapsed_ns);
}

Status LiveSession::push(const PcmView& pcm, std::int64_t clipped) {
  TRY(impl_->stream.push(pcm, clipped));
  impl_->takes.follow(impl_->stream);
  return {};
}

Status LiveSession::push_silence(std::int64_t samples, std::string_view why) {
  TRY(impl_->stream.push_silence(samples, why));
  impl_->takes.follow(impl_->stream);
  return {};
}

SampleIndex LiveSession::position() const {
  return impl_->stream.log().end();
}

SampleIndex LiveSession::final_until() const {
  return impl_->stream.log().final();
}

SampleIndex LiveSession::add_cue(Cue cue) {
  return impl_->stream.add_cue(std::move(cue));
}

Status LiveSession::commit_frames(std::span<const CommittedFrame> frames) {
  return impl_->stream.commit_frames(frames);
}

void LiveSession::add_hash(const timeline::HashRecord& hash) {
  impl_->stream.add_hash(hash);
}

void LiveSession::add_health(const timeline::HealthRecord& health) {
  timeline::HealthRecord record = health;
  if (recording()) {
    record.queue_depth = static_cast<std::uint32_t>(take_stats().waiting);
  }
  impl_->stream.add_health(record);
}

void LiveSession::pause(bool on, double seconds_paused) {
  impl_->stream.pause(on, seconds_paused);
}

Status LiveSession::begin_take(TakeTarget target, const timeline::TakeWriterOptions& writer,
                               TakeBegin from) {
  return impl_->takes.begin(impl_->stream, std::move(target), writer, from);
}

Status LiveSession::start_take(const std::filesystem::path& target,
                               const timeline::TakeWriterOptions& writer) {
  TRY(begin_take(target, writer));
  return impl_->takes.wait_until_created(impl_->stream);
}

Status LiveSession::end_take(TakeStop stop) {
  Impl& my = *impl_;
  if (stop == TakeStop::kHeard && my.takes.recording()) {
    my.stream.finish();
  }
  return my.takes.end(my.stream);
}

Status LiveSession::give_up_take(Error why) {
  return impl_->takes.give_up(impl_->stream, std::move(why));
}

std::optional<TakeOutcome> LiveSession::ended_take() {
  return impl_->takes.ended(impl_->stream);
}

Status LiveSession::take_over(TakeTarget target, const timeline::TakeWriterOptions& writer,
                              const TakeStats& failed) {
  return impl_->takes.take_over(impl_->stream, std::move(target), writer, failed);
}

std::vector<TakeStats> LiveSession::sealing_takes() const {
  return impl_->takes.sealing();
}

void LiveSession::give_up_sealing(const Error& why) {
  impl_->takes.give_up_sealing(why);
}

bool LiveSession::at_rest() const {
  return impl_->takes.at_rest();
}

Result<TakeEnd> LiveSession::stop_take(TakeStop stop) {
  TRY(end_take(stop));
  return impl_->takes.wait_for_end();
}

bool LiveSession::recording() const {
  return impl_->takes.recording();
}

Status LiveSession::take_status() const {
  return impl_->takes.status();
}

TakeStats LiveSession::take_stats() const {
  return impl_->takes.stats(impl_->stream);
}

std::shared_ptr<const Moment> LiveSession::moment_at(SampleIndex sample) const {
  return impl_->stream.moments().at(sample);
}

SampleIndex LiveSession::analysed_until() const {
  return impl_->stream.moments().last();
}

}  // namespace reprise::session
