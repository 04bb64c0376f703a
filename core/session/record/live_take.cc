#include "core/session/record/live_take.h"

#include <algorithm>
#include <array>
#include <deque>
#include <utility>
#include <variant>

#include "core/base/check.h"
#include "core/media/flac.h"
#include "core/session/library/assets.h"
#include "core/session/record/sound_digest.h"
#include "core/session/record/take_records.h"

namespace reprise::session {
namespace {

using timeline::Record;

bool is_lost_sound(const Cue& cue) {
  return cue.type == CueType::kGap && cue.origin == CueOrigin::kRecorder;
}

}  // namespace

struct LiveTake::Impl {
  media::FlacEncoder flac;
  timeline::TakeWriter writer;
  SoundDigest digest;
  LiveTakeCounts counts;
  SampleIndex state_at;  // earlier cues are in the state that the take begins with
  std::optional<SampleIndex> buffers_at;
  std::uint64_t next_record;                 // of the log
  std::deque<LiveRecord> waiting{};          // for the packet that they stand behind
  std::optional<std::int64_t> publish_ns{};  // of the packets that are made now

  // Whether the buffers that the take begins with lead to this frame.
  [[nodiscard]] bool goes_on(const LiveRecord& entry) const {
    return buffers_at && timeline::sample_of(entry.record) > *buffers_at;
  }

  // Whether the take needs it; a state holds what the cues of its hop did.
  [[nodiscard]] bool belongs(const LiveRecord& entry) const {
    if (entry.steps_since && *entry.steps_since < counts.start && !goes_on(entry)) {
      return false;
    }
    return state_at.value == 0 || !std::holds_alternative<Cue>(entry.record) ||
           timeline::sample_of(entry.record) > state_at;
  }

  void count(const Record& record) {
    counts.frames += std::holds_alternative<timeline::FrameRecord>(record) ? 1 : 0;
    counts.hashes += std::holds_alternative<timeline::HashRecord>(record) ? 1 : 0;
    if (const auto* cue = std::get_if<Cue>(&record)) {
      ++counts.cues;
      counts.lost_samples += is_lost_sound(*cue) ? cue->number : 0;
    }
  }

  void take_records(const LiveLog& log, SampleIndex before) {
    for (const LiveRecord* entry = log.record(next_record);
         entry != nullptr && timeline::sample_of(entry->record) < before;
         entry = log.record(++next_record)) {
      if (belongs(*entry)) {
        waiting.push_back(*entry);
      }
    }
  }

  Status append(LiveRecord entry) {
    count(entry.record);
    return writer.append(std::move(entry.record), entry.publish_ns);
  }

  Status append_before(SampleIndex sample) {
    while (!waiting.empty() && timeline::sample_of(waiting.front().record) < sample) {
      TRY(append(std::move(waiting.front())));
      waiting.pop_front();
    }
    return {};
  }

  Status on_packet(const media::FlacPacket& packet) {
    TRY(append_before(packet.first));
    timeline::AudioPacket record;
    record.first = packet.first;
    record.frames = packet.frames;
    record.data.assign(packet.data.begin(), packet.data.end());
    return writer.append(std::move(record), publish_ns);
  }

  Status encode(const LiveLog::SoundPiece& piece) {
    publish_ns = piece.publish_ns;
    digest.update(piece.pcm);
    return flac.push(piece.pcm,
                     [this](const media::FlacPacket& packet) { return on_packet(packet); });
  }
};

LiveTakePlan plan_take(const LiveOptions& options, const ShowFiles& show, const LiveLog& log,
                       SampleIndex start, SampleIndex state_by) {
  const PerformanceState* state = log.state_before(state_by);
  CHECK(state != nullptr || start.value == 0);
  LiveTakePlan plan;
  plan.attachments = attachments_of(show);
  if (state != nullptr && state->reached.sample.value > 0) {  // else there is nothing before
    plan.from = state->reached.sample;
    std::ranges::move(attachments_of(*state), std::back_inserter(plan.attachments));
  }
  plan.first_record = log.record_number(plan.from);
  plan.header = take_header(
      {options.audio, options.size, options.fps, options.seed, options.quality, options.epoch_ns},
      show.show, {});
  plan.header.live = true;
  plan.header.gl = options.gl;
  if (start.value > 0) {
    plan.header.part = {start, plan.from};
  }
  return plan;
}

LiveTake::LiveTake(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
LiveTake::~LiveTake() = default;

Result<std::unique_ptr<LiveTake>> LiveTake::begin(FileSystem& fs, LiveTakePlan plan) {
  const AudioFormat audio = plan.header.audio;
  TRY_ASSIGN(media::FlacEncoder flac, media::FlacEncoder::create(audio));
  const ByteSpan codec = flac.codec_header();
  plan.header.lanes.front().codec_header.assign(codec.begin(), codec.end());
  TRY_ASSIGN(
      timeline::TakeWriter writer,
      timeline::TakeWriter::create(fs, plan.target, plan.header, plan.attachments, plan.writer));
  return std::unique_ptr<LiveTake>(new LiveTake(
      std::unique_ptr<Impl>(new Impl{.flac = std::move(flac),
                                     .writer = std::move(writer),
                                     .digest = SoundDigest(audio, plan.from),
                                     .counts = {.start = plan.header.start(), .end = plan.from},
                                     .state_at = plan.from,
                                     .buffers_at = plan.buffers_at,
                                     .next_record = plan.first_record})));
}

Status LiveTake::advance(const LiveLog& log, std::int64_t most) {
  Impl& my = *impl_;
  const SampleIndex until = std::min(log.final(), SampleIndex{my.counts.end.value + most});
  while (my.counts.end < until) {
    const LiveLog::SoundPiece piece = log.sound(my.counts.end, until);
    CHECK(!piece.pcm.samples.empty());
    const SampleIndex end{my.counts.end.value + piece.pcm.frames()};
    my.take_records(log, end);
    TRY(my.encode(piece));
    my.counts.end = end;
  }
  return {};
}

SampleIndex LiveTake::end() const {
  return impl_->counts.end;
}

Status LiveTake::finish(const LiveLog& log) {
  Impl& my = *impl_;
  TRY(advance(log, log.final().value));
  TRY(my.flac.finish([&my](const media::FlacPacket& packet) { return my.on_packet(packet); }));
  return my.append_before(my.counts.end);
}

Result<timeline::Seal> LiveTake::seal() {
  Impl& my = *impl_;
  timeline::Seal seal;
  seal.pcm_sha256 = my.digest.digest();
  seal.samples = my.counts.end;
  seal.lost_samples = my.counts.lost_samples;
  return my.writer.seal(seal);
}

LiveTakeCounts LiveTake::counts() const {
  return impl_->counts;
}

timeline::WriterStats LiveTake::writer_stats() const {
  return impl_->writer.stats();
}

}  // namespace reprise::session
