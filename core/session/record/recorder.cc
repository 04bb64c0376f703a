#include "core/session/record/recorder.h"

#include <algorithm>

#include "core/analysis/analyzer.h"
#include "core/media/flac.h"
#include "core/session/library/assets.h"
#include "core/session/library/pcm_digest.h"
#include "core/session/record/record_order.h"

namespace reprise::session {
namespace {

using timeline::FrameRecord;
using timeline::Record;

timeline::TakeHeader make_header(const RecorderOptions& options, const engine::Show& show,
                                 ByteSpan codec_header) {
  timeline::TakeHeader header;
  header.engine_version = engine::kEngineVersion;
  header.audio = options.audio;
  timeline::Lane lane;
  lane.codec_header.assign(codec_header.begin(), codec_header.end());
  header.lanes.push_back(std::move(lane));
  header.size = options.size;
  header.fps = options.fps;
  header.seed = options.seed;
  header.show = dump_json(engine::show_to_json(show));
  header.switch_mode = engine::switch_mode_names()[static_cast<std::size_t>(show.policy.mode)];
  header.quality = options.quality;
  header.epoch_ns = options.epoch_ns;
  return header;
}

// What stands in `/frame` of a state: which layers, how opaque, how far the transition.
FrameRecord frame_record(const VisualState& state, const HopAnalysis& hop) {
  FrameRecord frame;
  frame.scene = state.scene.name;
  frame.entry = state.scene.entry;
  for (const LayerState& layer : state.scene.layers) {
    frame.layers.push_back({layer.preset, layer.opacity, {}});
  }
  if (state.outgoing) {
    frame.outgoing = state.outgoing->name;
    frame.transition_preset = state.transition.preset;
    frame.transition_progress = state.transition.progress;
  }
  frame.features.assign(hop.features.values.begin(), hop.features.values.end());
  frame.spectrum_hash = hop.spectrum_hash;
  frame.quality = state.quality;
  return frame;
}

}  // namespace

struct Recorder::Impl {
  RecorderOptions options;
  FrameGrid grid;
  analysis::Analyzer analyzer;
  engine::Engine engine;
  engine::EngineStatePtr state;
  media::FlacEncoder flac;
  timeline::TakeWriter writer;
  RecordOrder order;
  PcmDigest digest;
  std::vector<Cue> inputs;  // of the performer, that no hop has seen yet
  HopAnalysis hop;          // the last one
  VisualState visual;
  std::int64_t next_frame = 0;  // first one that has not been recorded
  RecorderProgress progress;

  Impl(const RecorderOptions& o, analysis::Analyzer a, engine::Engine e, media::FlacEncoder f,
       timeline::TakeWriter w)
      : options(o),
        grid{o.fps, o.audio.sample_rate},
        analyzer(std::move(a)),
        engine(std::move(e)),
        state(engine.initial_state()),
        flac(std::move(f)),
        writer(std::move(w)) {}

  // Frames that lie before `end` show the last hop's state.
  void add_frames_before(SampleIndex end) {
    if (grid.sample_of(FrameIndex{next_frame}) >= end) {
      return;
    }
    engine.visual_state(*state, visual);
    const FrameRecord shown = frame_record(visual, hop);
    for (SampleIndex at; (at = grid.sample_of(FrameIndex{next_frame})) < end; ++next_frame) {
      FrameRecord frame = shown;
      frame.index = FrameIndex{next_frame};
      frame.sample = at;
      frame.size = options.size;
      order.add(std::move(frame));
      ++progress.frames;
    }
  }

  // Inputs first, then decisions.
  void on_hop(const HopAnalysis& next) {
    add_frames_before(next.sample);
    const auto seen =
        std::ranges::find_if(inputs, [&](const Cue& cue) { return cue.sample > next.sample; });
    const auto count = static_cast<std::size_t>(seen - inputs.begin());
    engine::StepOutput output = engine.step(*state, next, std::span(inputs).first(count));
    inputs.erase(inputs.begin(), seen);
    for (Cue& cue : output.decisions) {
      order.add(std::move(cue));
      ++progress.cues;
    }
    hop = next;
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
  TRY_ASSIGN(engine::Engine engine,
             engine::Engine::create(show.show, named_presets(show.presets), engine_options));
  TRY_ASSIGN(analysis::Analyzer analyzer, analysis::Analyzer::create(options.audio));
  TRY_ASSIGN(media::FlacEncoder flac, media::FlacEncoder::create(options.audio));
  TRY_ASSIGN(timeline::TakeWriter writer,
             timeline::TakeWriter::create(fs, options.target,
                                          make_header(options, show.show, flac.codec_header()),
                                          attachments_of(show), options.writer));
  return Recorder(std::make_unique<Impl>(options, std::move(analyzer), std::move(engine),
                                         std::move(flac), std::move(writer)));
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
  TRY(my.analyzer.push(pcm, [&my](const HopAnalysis& hop) -> Status {
    my.on_hop(hop);
    return {};
  }));
  TRY(my.flac.push(pcm, [&my](const media::FlacPacket& packet) { return my.on_packet(packet); }));
  return my.progress;
}

void Recorder::visual_state(VisualState& out) const {
  impl_->engine.visual_state(*impl_->state, out);
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
