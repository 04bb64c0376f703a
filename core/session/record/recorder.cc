#include "core/session/record/recorder.h"

#include "core/media/flac.h"
#include "core/session/library/assets.h"
#include "core/session/library/pcm_digest.h"
#include "core/session/library/performance.h"
#include "core/session/record/record_order.h"
#include "core/session/record/take_records.h"

namespace reprise::session {
namespace {

using timeline::FrameRecord;
using timeline::Record;

}  // namespace

struct Recorder::Impl {
  RecorderOptions options;
  FrameGrid grid;
  Performance performance;
  media::FlacEncoder flac;
  timeline::TakeWriter writer;
  RecordOrder order;
  PcmDigest digest;
  std::vector<Cue> inputs;      // of the performer, that no hop has seen yet
  Moment moment;                // scratch
  FrameRecord shown;            // what frames show until the next hop
  std::int64_t next_frame = 0;  // first one that has not been recorded
  RecorderProgress progress;

  Impl(const RecorderOptions& o, Performance p, media::FlacEncoder f, timeline::TakeWriter w)
      : options(o),
        grid{o.fps, o.audio.sample_rate},
        performance(std::move(p)),
        flac(std::move(f)),
        writer(std::move(w)) {}

  // Frames that lie before `end` show the last hop's state.
  void add_frames_before(SampleIndex end) {
    for (SampleIndex at; (at = grid.sample_of(FrameIndex{next_frame})) < end; ++next_frame) {
      FrameRecord frame = shown;
      frame.index = FrameIndex{next_frame};
      frame.sample = at;
      frame.size = options.size;
      order.add(std::move(frame));
      ++progress.frames;
    }
  }

  void on_hop(const HopAnalysis& hop, std::span<const Cue> decisions) {
    add_frames_before(hop.sample);
    const SampleIndex next_hop{hop.sample.value + hop_size(options.audio.sample_rate)};
    if (grid.sample_of(FrameIndex{next_frame}) < next_hop) {
      performance.moment(moment, false);
      shown = frame_record(moment);
    }
    for (const Cue& cue : decisions) {
      order.add(cue);
      ++progress.cues;
    }
  }

  Status append_all(std::vector<Record> records) {
    for (Record& record : records) {
      TRY(writer.append(std::move(record)));
    }
    return {};
  }

  Status on_packet(const media::FlacPacket& packet) {
    TRY(append_all(order.take_before(packet.first)));
    timeline::AudioPacket record;
    record.first = packet.first;
    record.frames = packet.frames;
    record.data.assign(packet.data.begin(), packet.data.end());
    return writer.append(std::move(record));
  }
};

Recorder::Recorder(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Recorder::Recorder(Recorder&&) noexcept = default;
Recorder& Recorder::operator=(Recorder&&) noexcept = default;
Recorder::~Recorder() = default;

Result<Recorder> Recorder::create(FileSystem& fs, const RecorderOptions& options,
                                  const ShowFiles& show) {
  engine::EngineOptions engine_options;
  engine_options.sample_rate = options.audio.sample_rate;
  engine_options.seed = options.seed;
  engine_options.quality = options.quality;
  TRY_ASSIGN(Performance performance, Performance::create(options.audio, show, engine_options));
  TRY_ASSIGN(media::FlacEncoder flac, media::FlacEncoder::create(options.audio));
  TRY_ASSIGN(timeline::TakeWriter writer,
             timeline::TakeWriter::create(fs, options.target,
                                          take_header(options, show.show, flac.codec_header()),
                                          attachments_of(show), options.writer));
  return Recorder(
      std::make_unique<Impl>(options, std::move(performance), std::move(flac), std::move(writer)));
}

Result<RecorderProgress> Recorder::push(const PcmView& pcm, std::span<const Cue> cues) {
  Impl& my = *impl_;
  for (const Cue& cue : cues) {
    my.inputs.push_back(cue);
    my.order.add(cue);
    ++my.progress.cues;
  }
  my.digest.update(pcm);
  my.progress.samples.value += pcm.frames();
  TRY(my.performance.push(pcm, my.inputs,
                          [&my](const HopAnalysis& hop, std::span<const Cue> decisions) -> Status {
                            my.on_hop(hop, decisions);
                            return {};
                          }));
  TRY(my.flac.push(pcm, [&my](const media::FlacPacket& packet) { return my.on_packet(packet); }));
  return my.progress;
}

void Recorder::visual_state(VisualState& out) const {
  impl_->performance.visual_state(out, false);
}

Result<timeline::Seal> Recorder::finish(const SourceFacts& source) {
  Impl& my = *impl_;
  my.add_frames_before(my.progress.samples);
  TRY(my.flac.finish([&my](const media::FlacPacket& packet) { return my.on_packet(packet); }));
  TRY(my.append_all(my.order.take_all()));
  timeline::Seal seal;
  seal.pcm_sha256 = my.digest.digest();
  seal.source_sha256 = source.sha256;
  seal.samples = my.progress.samples;
  seal.clipped_samples = source.clipped_samples;
  return my.writer.seal(seal);
}

Status Recorder::abandon() {
  TRY(impl_->append_all(impl_->order.take_all()));
  return impl_->writer.abandon();
}

timeline::WriterStats Recorder::writer_stats() const {
  return impl_->writer.stats();
}

}  // namespace reprise::session
